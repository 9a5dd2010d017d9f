import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { freePort } from '#infra/local/mongod.ts'
import { expectOneLine, runScript } from '#infra/local/testing/run-script.ts'

const settings = mkdtempSync(path.join(tmpdir(), 'craftworks-bad-starts-'))
const folder = path.join(settings, 'data')
afterAll(() => rmSync(settings, { recursive: true, force: true }))

const run = (script: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) =>
  runScript(script, args, {
    CRAFTWORKS_LOCAL_DIR: folder,
    CRAFTWORKS_ENV_FILE: path.join(settings, '.env'),
    ...env,
  })

test('for a busy port it prints one line that says what to do', async () => {
  // Prepare
  const busy = createServer()
  await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve))
  const busyPort = (busy.address() as { port: number }).port
  const env = { PORT: String(busyPort), CRAFTWORKS_LOCAL_DIR: path.join(folder, 'other') }
  // Act
  const start = run('start', [], env)
  const code = await start.ended
  busy.close()
  // Assess
  expect(code).toBe(1)
  expectOneLine(start.output(), new RegExp(`^Port ${busyPort} is in use .*PORT=${busyPort + 1} npm start$`))
})

test.each([
  ['PORT=three', /^PORT has to be a whole number/],
  ['A line that says nothing', /^Line 2 of .* is not NAME=value/],
  ['JWT_SECRET=your_jwt_secret_here', /^JWT_SECRET .*sample/],
  ['ALLOWED_ORIGINS=foo', /^ALLOWED_ORIGINS has to list origins such as https:/],
  ['ALLOWED_ORIGINS=https://app.example.com/page', /^ALLOWED_ORIGINS has to list origins/],
  ['FIREBASE_SERVICE_ACCOUNT={}', /^FIREBASE_SERVICE_ACCOUNT has to be the JSON of/],
  ['HOST=[fe80::1:2', /^\[fe80::1:2:\d+ cannot be opened .* Correct HOST and PORT in \.env\.$/],
  ['MONGODB_URI=localhost', /^MONGODB_URI has to begin with mongodb:\/\//],
  ['MONGOMS_SYSTEM_BINARY=/no/mongod', /^MONGOMS_SYSTEM_BINARY names \/no\/mongod, which does not exist/],
])('for a bad .env (%s) it prints one line that says what to do', async (line, message) => {
  // Prepare
  const file = path.join(settings, 'bad.env')
  writeFileSync(file, `# settings\n${line}\n`)
  const env = { CRAFTWORKS_ENV_FILE: file, CRAFTWORKS_LOCAL_DIR: path.join(folder, 'other') }
  const free = line.startsWith('PORT') ? '' : String(await freePort())
  // Act
  const start = run('start', [], { ...env, PORT: free })
  // Assess
  expect(await start.ended).toBe(1)
  expectOneLine(start.output(), message)
})

test('for a data folder that cannot be used it prints one line that says what to do', async () => {
  // Prepare
  const place = path.join(settings, 'a-file')
  writeFileSync(place, '')
  for (const local of [place, path.join(place, 'inside')]) {
    // Act
    const start = run('start', [], { CRAFTWORKS_LOCAL_DIR: local, PORT: String(await freePort()) })
    // Assess
    expect(await start.ended).toBe(1)
    expectOneLine(start.output(), /a-file.* cannot be used: .*CRAFTWORKS_LOCAL_DIR\.$/)
  }
})

test('indexes of a database that cannot be reached fail in one line', async () => {
  // Act
  const indexes = run('../ops/build-indexes', [], { MONGODB_URI: 'mongodb://127.0.0.1:9/x' })
  // Assess
  expect(await indexes.ended).toBe(1)
  expectOneLine(
    indexes.output(),
    /^The database cannot be reached \(.*\)\. Start it, or correct MONGODB_URI\.$/,
  )
})
