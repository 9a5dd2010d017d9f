import { type ChildProcess, execFile } from 'node:child_process'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { queues as manifestQueues } from '#functions/queues/queues.ts'
import { freePort } from '#infra/local/mongod.ts'
import { ROOT } from '#infra/local/settings.ts'
import { expectOneLine, type Run, runScript } from '#infra/local/testing/run-script.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'craftworks-start-'))
const settings = mkdtempSync(path.join(tmpdir(), 'craftworks-settings-'))
const envFile = path.join(settings, '.env')
const children: ChildProcess[] = []
let port = 0
let url = ''

/** Runs one of the scripts on this file's data folder and settings. */
function run(script: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Run {
  const own = { CRAFTWORKS_LOCAL_DIR: folder, CRAFTWORKS_ENV_FILE: envFile, PORT: String(port) }
  const started = runScript(script, args, { ...own, ...env })
  children.push(started.child)
  return started
}

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + timeLimit(4_000); performance.now() < end;) {
    if (await isSo()) return
    await sleep(50)
  }
  throw new Error(`timed out waiting until ${what}`)
}

interface StartOptions {
  readonly args?: readonly string[]
  readonly onListening?: () => unknown
}

async function startReady({ args = [], onListening }: StartOptions = {}): Promise<Run> {
  const start = run('start', args)
  await until('it listens', () => start.output().includes('Starting') || start.child.exitCode !== null)
  void onListening?.()
  await until(
    'it is ready',
    () => start.output().includes('Craftworks is ready') || start.child.exitCode !== null,
  )
  expect(start.output()).toContain('Craftworks is ready')
  return start
}

const mongodPid = (): number => Number(readFileSync(path.join(folder, 'mongo', 'mongod.lock'), 'utf8'))

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}

const send = (method: string, place: string, body?: unknown, headers: Record<string, string> = {}) =>
  fetch(`${url}${place}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })

let server: Run
let early: Promise<Response> | undefined

beforeAll(async () => {
  port = await freePort()
  url = `http://127.0.0.1:${port}`
  writeFileSync(envFile, '# nothing is set\n')
  server = await startReady({ onListening: () => (early = send('GET', '/api/health')) })
}, timeLimit(5_000))

afterAll(async () => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGTERM')
  await until('everything has ended', () =>
    children.every((child) => (child.exitCode ?? child.signalCode) !== null),
  )
  for (const gone of [folder, settings]) rmSync(gone, { recursive: true, force: true })
}, timeLimit(5_000))

test('it serves the API with the demo data, and the printed curl command works', async () => {
  // Prepare
  const curl = /^ {4}(curl .*(?:\n {6}.*)*)$/m.exec(server.output())?.[1] ?? ''
  // Act
  const { stdout } = await promisify(execFile)('sh', ['-c', curl])
  // Assess
  expect(JSON.parse(stdout)).toMatchObject({ user: { email: 'client1@craftworks.example' } })
  expect(server.output()).toContain(`http://localhost:${port}/_local`)
  expect(await (await send('GET', '/api/services')).json()).toHaveLength(8)
  expect((await send('GET', '/api/nothing')).status).toBe(404)
})

test('a request that came before it was ready waited and is answered', async () => {
  expect((await early)?.status).toBe(200)
})

test('only its owner can read the secret file; both logs are JSON lines', async () => {
  // Act
  await send('GET', '/api/health')
  const lines = readFileSync(path.join(folder, 'logs', 'combined.log'), 'utf8')
    .trim()
    .split('\n')
  // Assess
  expect(statSync(path.join(folder, 'jwt-secret')).mode & 0o777).toBe(0o600)
  expect(lines.map((line) => JSON.parse(line) as object).at(-1)).toMatchObject({
    message: 'answered',
    path: '/api/health',
  })
  expect(readFileSync(path.join(folder, 'logs', 'error.log'), 'utf8')).toBe('')
})

test('e-mails, queues, schedules and the clock are under /_local', async () => {
  // Act
  const emails = await send('GET', '/_local/emails')
  const queues = await send('GET', '/_local/queues')
  const one = await send('POST', '/_local/schedules/apply-due-timers/run')
  const all = await send('POST', '/_local/schedules/all/run')
  const unknown = await send('POST', '/_local/schedules/no-such/run')
  const moved = await send('POST', '/_local/clock', { advanceMs: 3_600_000 })
  const wrong = await send('POST', '/_local/clock', { advanceMs: 'soon' })
  // Assess
  expect(await emails.json()).toEqual([])
  expect(((await queues.json()) as { name: string }[]).map(({ name }) => name)).toEqual(
    Object.values(manifestQueues).map(({ name }) => name),
  )
  expect(await one.json()).toEqual({ ran: { 'apply-due-timers': { handedOut: 0, more: false } } })
  expect(Object.keys(((await all.json()) as { ran: object }).ran)).toContain('expire-quotes')
  expect([unknown.status, wrong.status]).toEqual([404, 400])
  const { now } = (await moved.json()) as { now: string }
  expect(Math.abs(Date.parse(now) - Date.now() - 3_600_000)).toBeLessThan(10_000)
})

test('a page of another site reaches nothing under /_local', async () => {
  // Act
  const foreign = await send('POST', '/_local/clock', { reset: true }, { origin: 'https://evil.example' })
  const { stdout } = await promisify(execFile)('curl', [
    '-s',
    '-o',
    '/dev/null',
    '-w',
    '%{http_code}',
    '-H',
    'Host: evil.example',
    `${url}/_local/emails`,
  ])
  // Assess
  expect([foreign.status, stdout]).toEqual([403, '403'])
})

test('a saved source file is live without a restart, with the clock where it was', async () => {
  // Prepare
  const now = new Date()
  // Act
  utimesSync(path.join(ROOT, 'functions', 'docs', 'health.ts'), now, now)
  await until('it is live', () => /live after \d+ ms/.test(server.output()))
  const clock = (await (await send('GET', '/_local/clock')).json()) as { offsetMs: number }
  // Assess
  expect(clock.offsetMs).toBe(3_600_000)
  expect((await send('GET', '/api/health')).status).toBe(200)
  expect(await (await send('POST', '/_local/clock', { reset: true })).json()).toMatchObject({ offsetMs: 0 })
})

test('a reload that the database kept waiting is tried again by itself', async () => {
  // Prepare: a database that does not answer
  const before = server.output().length
  const since = () => server.output().slice(before)
  const now = new Date()
  process.kill(mongodPid(), 'SIGSTOP')
  // Act
  try {
    utimesSync(path.join(ROOT, 'functions', 'docs', 'health.ts'), now, now)
    await until('it gives up', () => since().includes('It is tried again.'))
  } finally {
    process.kill(mongodPid(), 'SIGCONT')
  }
  // Assess
  await until('it is live', () => /health\.ts: live after \d+ ms/.test(since()))
  expect((await send('GET', '/api/health')).status).toBe(200)
})

test(
  'one function runs with its sample event, again and again, in a scene of its own',
  async () => {
    for (const sample of ['accept-quote', 'accept-quote', 'disconnect', 'stripe/charged-back']) {
      // Act
      const invoked = run('invoke', [sample])
      // Assess
      expect([sample, await invoked.ended]).toEqual([sample, 0])
      expect(invoked.output()).toContain('In a demo scene of its own.')
    }
  },
  timeLimit(20_000),
)

test('one function runs on the running server’s data where that is asked for', async () => {
  // Act
  const [invoked, unknown] = [run('invoke', ['create-job', '--keep']), run('invoke', ['no-such'])]
  // Assess
  expect([await invoked.ended, await unknown.ended]).toEqual([0, 1])
  expect(invoked.output()).toContain('POST /api/jobs  201')
  expect(invoked.output()).toMatch(/This writes to the data of the running server, http:\/\/localhost:\d+\./)
  expect(unknown.output()).toContain('There is no function or event file called no-such.')
  expect(unknown.output()).toContain('apply-due-timers')
})

test('a function that refuses its event ends the command with 1', async () => {
  // Prepare: somebody else’s job
  const sample = (place: string) => readFileSync(path.join(ROOT, 'events', place), 'utf8')
  const refused = path.join(settings, 'refused.json')
  writeFileSync(refused, sample('http/accept-quote.json').replace('{{client1}}', '{{client2}}'))
  // Act
  const invoked = run('invoke', [refused])
  // Assess
  expect(await invoked.ended).toBe(1)
  expect(invoked.output()).toContain('JOB_NOT_YOURS')
})

test('while it runs, a second start and a reset are refused in one line', async () => {
  // Act
  const [second, reset] = [run('start', [], { PORT: String(await freePort()) }), run('reset')]
  // Assess
  expect([await second.ended, await reset.ended]).toEqual([1, 1])
  expectOneLine(second.output(), /^Craftworks runs already, on http:\/\/localhost:\d+ \(process \d+\)/)
  expectOneLine(reset.output(), /^Craftworks is running on .* Stop it with Ctrl-C, then reset\.$/)
})

test(
  'Ctrl-C ends everything, and the next start has the data',
  async () => {
    // Prepare
    const mongod = mongodPid()
    const person = { email: 'kept@example.com', password: 'a chair with 4 legs', role: 'Client' }
    await send('POST', '/api/auth/register', { ...person, firstName: 'Kept', lastName: 'One' })
    // Act
    server.child.kill('SIGINT')
    const code = await server.ended
    // Assess
    expect([code, isAlive(mongod)]).toEqual([0, false])
    await expect(send('GET', '/api/health')).rejects.toThrow()
    server = await startReady()
    const login = { loginIdentifier: person.email, password: person.password, type: 'clients' }
    expect((await send('POST', '/api/auth/login', login)).status).toBe(201)
  },
  timeLimit(5_000),
)

/** A token of a demo account. */
async function tokenOf(name: string): Promise<Record<string, string>> {
  const login = {
    loginIdentifier: `${name}@craftworks.example`,
    password: 'Craftworks-demo-1',
    type: 'clients',
  }
  const { token } = (await (await send('POST', '/api/auth/login', login)).json()) as { token: string }
  return { authorization: `Bearer ${token}` }
}

test(
  'a killed start leaves no process behind, and the next one has its data and refunds what was paid before',
  async () => {
    // Prepare
    const mongod = mongodPid()
    const client = await tokenOf('client1')
    const unpaid = '65a000000000000000000204'
    const begun = await send('POST', '/api/payments/initiate', { jobId: unpaid, gateway: 'Stripe' }, client)
    const { payment } = (await begun.json()) as { payment: { id: string } }
    expect((await send('POST', `/_local/payments/${payment.id}/paid`)).status).toBeLessThan(300)
    // Act
    server.child.kill('SIGKILL')
    await server.ended
    // Assess
    await until('mongod has ended', () => !isAlive(mongod))
    server = await startReady()
    expect(await (await send('GET', '/api/services')).json()).toHaveLength(8)
    await send('PATCH', `/api/jobs/${unpaid}/status`, { status: 'Cancelled' }, client)
    await send('POST', '/_local/schedules/send-refunds/run')
    const refunded = await send('GET', `/api/payments/${payment.id}`, undefined, client)
    expect(await refunded.json()).toMatchObject({ status: 'Refunded' })
    expect(readdirSync(path.join(folder, 'fakes'))).toEqual(['fawry.json', 'stripe.json'])
  },
  timeLimit(5_000),
)

test(
  'after a reset an empty start has only the admin',
  async () => {
    // Prepare
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(0)
    // Act
    const reset = run('reset')
    expect(await reset.ended).toBe(0)
    expect(existsSync(path.join(folder, 'fakes'))).toBe(false)
    server = await startReady({ args: ['--empty'] })
    // Assess
    const accounts = (await (await send('GET', '/_local/accounts')).json()) as { email: string }[]
    expect(accounts.map(({ email }) => email)).toEqual(['admin@craftworks.example'])
    expect(await (await send('GET', '/api/services')).json()).toEqual([])
  },
  timeLimit(5_000),
)
