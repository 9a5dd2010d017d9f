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

/** Starts one real mongod for the whole run. Each test file gets its own database in it. */
export default async function setup(project: TestProject) {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'craftworks-test-'))
  const mongod = await startMongod({ dataFolder, testable: true })
  project.provide('mongoUri', mongod.uri)
  return async () => {
    await mongod.stop()
    await rm(dataFolder, { recursive: true, force: true })
  }
}
