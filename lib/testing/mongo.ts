import { randomUUID } from 'node:crypto'
import mongoose from 'mongoose'
import { afterAll, beforeAll, inject } from 'vitest'
import { buildIndexes } from '#lib/model/build-indexes.ts'
import { setClockOffset } from '#lib/platform/clock.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { sendLogsTo } from '#lib/platform/logger.ts'
import { connectMongo, disconnectMongo } from '#lib/platform/mongo.ts'
import { closeWorkQueues, openWorkQueues } from '#lib/testing/work-queues.ts'

interface Wanted {
  /** Nobody has used it before and nobody does afterwards: for tests that change indexes, or kill what uses it. */
  readonly own?: boolean
}

/**
 * Gives a test file a database of the run's mongod that is empty and has every index, and queues of its own for the work
 * that schedules hand out. Files that one worker runs after each other share a database, since building all indexes
 * takes as long as many a file.
 */
export function aDatabase({ own = false }: Wanted = {}): void {
  beforeAll(async () => {
    const uri = new URL(inject('mongoUri'))
    uri.pathname = `/test-${own ? randomUUID() : (process.env.VITEST_POOL_ID ?? randomUUID())}`
    process.env.MONGODB_URI = uri.href
    await openWorkQueues(inject('sqsUrl'))
    forgetConfig()
    sendLogsTo(() => undefined)
    await connectMongo({ monitorCommands: true })
    await emptyDatabase()
    await buildIndexes()
  })
  afterAll(async () => {
    setClockOffset(0)
    await closeWorkQueues()
    if (own) await mongoose.connection.dropDatabase()
    await disconnectMongo()
  })
}

/** Empties every collection. Indexes stay. */
export async function emptyDatabase(): Promise<void> {
  const collections = await mongoose.connection.db?.collections()
  await Promise.all((collections ?? []).map((collection) => collection.deleteMany({})))
}
