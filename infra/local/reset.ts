import { existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import { stopMongodOf } from '#infra/local/mongod.ts'
import { findRunning } from '#infra/local/running.ts'
import { localFolder } from '#infra/local/settings.ts'
import { CannotStart, stopWith } from '#infra/local/stop-with.ts'

/** `npm run reset`: forgets all data of this machine. The next start begins with the demo scene again. */
try {
  const running = findRunning()
  if (running) {
    throw new CannotStart(
      `Craftworks is running on ${running.url} (process ${running.pid}). Stop it with Ctrl-C, then reset.`,
    )
  }
  await stopMongodOf(path.join(localFolder(), 'mongo')) // left behind by a start that was killed
  const there = existsSync(localFolder())
  rmSync(localFolder(), { recursive: true, force: true })
  process.stdout.write(
    there ? `${localFolder()} is empty. npm start begins anew.\n` : 'There was nothing to forget.\n',
  )
} catch (error) {
  stopWith(error)
}
