import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, inject, test } from 'vitest'
import { openDatabase } from '#infra/local/database.ts'
import { findMongod, freePort } from '#infra/local/mongod.ts'

test('a MONGODB_URI of a replica set is accepted, and gets a database name if it has none', async () => {
  // Prepare
  const uri = inject('mongoUri')
  // Act
  const opened = await openDatabase({ MONGODB_URI: uri })
  // Assess
  expect(opened).toEqual({ uri: uri.replace('/?', '/craftworks?') })
})

test('a MONGODB_URI without a replica set is refused with a line that says why', async () => {
  // Prepare
  const folder = mkdtempSync(path.join(tmpdir(), 'craftworks-alone-'))
  const port = String(await freePort())
  const alone = spawn(await findMongod(), ['--dbpath', folder, '--port', port, '--bind_ip', '127.0.0.1'], {
    stdio: 'ignore',
  })
  // Act
  const opening = openDatabase({ MONGODB_URI: `mongodb://127.0.0.1:${port}/craftworks` })
  // Assess
  await expect(opening).rejects.toThrow(/^MONGODB_URI is no replica set, and Craftworks needs transactions/)
  const ended = new Promise((resolve) => alone.once('exit', resolve))
  alone.kill('SIGTERM')
  await ended
  rmSync(folder, { recursive: true, force: true })
})
