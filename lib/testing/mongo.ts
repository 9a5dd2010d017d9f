import { randomUUID } from 'node:crypto'
import mongoose from 'mongoose'
import { afterAll, beforeAll, inject } from 'vitest'
import { buildIndexes } from '#lib/model/build-indexes.ts'
import { setClockOffset } from '#lib/platform/clock.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { sendLogsTo } from '#lib/platform/logger.ts'
import { connectMongo, disconnectMongo } from '#lib/platform/mongo.ts'
import { closeWorkQueues, openWorkQueues } from '#lib/testing/work-queues.ts'

/**
 * Creates a separate database for a test file in the run's mongod, with every index, and drops it afterwards; and queues
 * of its own for the work that schedules hand out.
 */
export function aDatabase(): void {
  beforeAll(async () => {
    const uri = new URL(inject('mongoUri'))
    uri.pathname = `/test-${randomUUID()}`
    process.env.MONGODB_URI = uri.href
    await openWorkQueues(inject('sqsUrl'))
    forgetConfig()
    sendLogsTo(() => undefined)
    await connectMongo({ monitorCommands: true })
    await buildIndexes()
  })
  afterAll(async () => {
    setClockOffset(0)
    await closeWorkQueues()
    await mongoose.connection.dropDatabase()
    await disconnectMongo()
  })
}

/** Empties every collection. Indexes stay. */
export async function emptyDatabase(): Promise<void> {
  const collections = await mongoose.connection.db?.collections()
  await Promise.all((collections ?? []).map((collection) => collection.deleteMany({})))
}
