import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type StartedServer, startIn } from '#infra/local/own-start.ts'
import { scriptEnv } from '#infra/local/testing/run-script.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

export type { StartedServer } from '#infra/local/own-start.ts'

/** Starts `npm start` for a test, with data that are gone when it is stopped. */
export async function startServer(env: Readonly<Record<string, string>> = {}): Promise<StartedServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'craftworks-server-'))
  const server = await startIn(folder, scriptEnv(env), timeLimit(4_000))
  return {
    ...server,
    stop: async () => {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
