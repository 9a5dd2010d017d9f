import { existsSync } from 'node:fs'
import { mkdtemp, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { startSqsFake } from '#infra/fakes/sqs.ts'
import { startMongod } from '#infra/local/mongod.ts'

declare module 'vitest' {
  interface ProvidedContext {
    mongoUri: string
    sqsUrl: string
  }
}

/** Starts one real mongod and one SQS for the whole run. Each test file gets its own database and queues in them. */
export default async function setup(project: TestProject) {
  const dataFolder = await mkdtemp(path.join(await dataRoot(), 'craftworks-test-'))
  const mongod = await startMongod({ dataFolder, testable: true })
  project.provide('mongoUri', mongod.uri)
  const sqs = await startSqsFake([])
  project.provide('sqsUrl', sqs.url)
  return async () => {
    await sqs.stop()
    await mongod.stop()
    await rm(dataFolder, { recursive: true, force: true })
  }
}

const IN_MEMORY = '/dev/shm'
const ENOUGH_BYTES = 4 * 1024 ** 3

/** Where the data of the run are: in memory if there is plenty, as no write then waits for a disk. */
async function dataRoot(): Promise<string> {
  if (!existsSync(IN_MEMORY)) return tmpdir()
  const { bavail, bsize } = await statfs(IN_MEMORY)
  return bavail * bsize >= ENOUGH_BYTES ? IN_MEMORY : tmpdir()
}
