import { existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import { stopMongodOf } from '#infra/local/mongod.ts'
import { findRunning } from '#infra/local/running.ts'
import { localFolder } from '#infra/local/settings.ts'
import { CannotStartError, stopWith } from '#infra/local/stop-with.ts'

/** `npm run reset`: deletes all data of this machine. The next start creates the demo data again. */
try {
  const running = findRunning()
  if (running) {
    throw new CannotStartError(
      `Craftworks is running on ${running.url} (process ${running.pid}). Stop it with Ctrl-C, then reset.`,
    )
  }
  await stopMongodOf(path.join(localFolder(), 'mongo')) // a killed start may have left it running
  const existed = existsSync(localFolder())
  rmSync(localFolder(), { recursive: true, force: true })
  process.stdout.write(
    existed ? `${localFolder()} is deleted. npm start creates new data.\n` : 'There was nothing to delete.\n',
  )
} catch (error) {
  stopWith(error)
}
