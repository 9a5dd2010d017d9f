import { mkdtemp, rm } from 'node:fs/promises'
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
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'craftworks-test-'))
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
