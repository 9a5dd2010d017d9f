import { randomUUID } from 'node:crypto'
import mongoose from 'mongoose'
import { afterAll, beforeAll, inject } from 'vitest'
import { buildIndexes } from '#lib/indexes.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { setClockOffset } from '#lib/platform/clock.ts'
import { connectMongo, disconnectMongo } from '#lib/platform/mongo.ts'
import { sendLogsTo } from '#lib/platform/logger.ts'

/** Gives a test file a database of its own in the run's mongod, with every index, and drops it afterwards. */
export function aDatabase(): void {
  beforeAll(async () => {
    const uri = new URL(inject('mongoUri'))
    uri.pathname = `/test-${randomUUID()}`
    process.env.MONGODB_URI = uri.href
    forgetConfig()
    sendLogsTo(() => undefined)
    await connectMongo({ monitorCommands: true })
    await buildIndexes()
  })
  afterAll(async () => {
    setClockOffset(0)
    await mongoose.connection.dropDatabase()
    await disconnectMongo()
  })
}

/** Empties every collection, indexes kept. */
export async function emptyDatabase(): Promise<void> {
  const collections = await mongoose.connection.db?.collections()
  await Promise.all((collections ?? []).map((collection) => collection.deleteMany({})))
}
