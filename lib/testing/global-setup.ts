import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { startMongod } from '#infra/local/mongod.ts'

declare module 'vitest' {
  interface ProvidedContext {
    mongoUri: string
  }
}

/** One real mongod for the whole run; each test file gets a database of its own in it. */
export default async function setup(project: TestProject) {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'craftworks-test-'))
  const mongod = await startMongod({ dataFolder, testable: true })
  project.provide('mongoUri', mongod.uri)
  return async () => {
    await mongod.stop()
    await rm(dataFolder, { recursive: true, force: true })
  }
}
