import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest'
import { startResendFake } from '#infra/fakes/resend.ts'
import { startSecretsManagerFake } from '#infra/fakes/secrets-manager.ts'
import { sendEmail } from '#lib/gateways/email/send-email.ts'
import { readStripeEvent } from '#lib/gateways/payments/stripe/read-event.ts'
import { defineSchedules } from '#lib/lambda/schedule/define-schedule.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'
import { MINUTE, realTime } from '#lib/platform/clock.ts'
import { type Config, config, forgetConfig } from '#lib/platform/config.ts'
import { newId } from '#lib/platform/ids.ts'
import { type LogLine, sendLogsTo } from '#lib/platform/logger.ts'
import { connectMongo, disconnectMongo } from '#lib/platform/mongo.ts'
import { OutageError } from '#lib/platform/outage.ts'
import { loadSecrets, renewSecrets, suspectSecrets } from '#lib/platform/secrets.ts'
import type { Section } from '#lib/platform/settings.ts'
import { readAccessToken, signAccessToken } from '#lib/sessions/access-token.ts'
import { aFake } from '#lib/testing/fakes.ts'

const secretsManager = aFake(() => startSecretsManagerFake())
const { put, answerWith, reads } = {
  put: (secret: Record<string, unknown> | string) => secretsManager.its.put(secret),
  answerWith: (status: number) => secretsManager.its.answerWith(status),
  reads: () => secretsManager.its.reads(),
}

/** As the first deployment makes it, and later versions of it. */
const FIRST = { JWT_SECRET: 'j'.repeat(64), MONGODB_URI: '', RESEND_API_KEY: '', CLOUDINARY_CLOUD_NAME: '' }
const OF_TESTS = ['JWT_SECRET', 'MONGODB_URI', 'RESEND_API_KEY', 'RESEND_BASE_URL', 'CLOUDINARY_CLOUD_NAME']

let lines: LogLine[] = []
let before: NodeJS.ProcessEnv = {}
let readsBefore = 0

beforeEach(() => {
  before = { ...process.env }
  for (const name of OF_TESTS) Reflect.deleteProperty(process.env, name)
  process.env.AWS_LAMBDA_FUNCTION_NAME = 'craftworks-test-a-function'
  forgetConfig()
  lines = []
  sendLogsTo((line) => void lines.push(line))
  readsBefore = reads()
})
afterEach(() => {
  vi.useRealTimers()
  answerWith(200)
  for (const name of Object.keys(process.env))
    if (!(name in before)) Reflect.deleteProperty(process.env, name)
  Object.assign(process.env, before)
  forgetConfig()
})

/** Lets the wall clock go on by so many ms, as between two invocations of a warm function. */
const later = (ms: number): void =>
  void vi.useFakeTimers({ toFake: ['Date'], now: realTime().getTime() + ms })
const readsNow = () => reads() - readsBefore
const problemOf = (section: Section): Promise<string> =>
  config(section).then(
    () => 'none',
    (error: unknown) => `${(error as Error).name}: ${(error as Error).message}`,
  )

describe('secrets that were read', () => {
  it('stay for minutes, however many invocations ask for them, and end then', async () => {
    // Prepare
    put({ ...FIRST, RESEND_API_KEY: 'first' })
    const first = await loadSecrets()
    await Promise.all([renewSecrets(), renewSecrets(), config('email')])
    put({ ...FIRST, RESEND_API_KEY: 'second' })
    // Act
    later(4 * MINUTE)
    await renewSecrets()
    const soon = (await config('email')).RESEND_API_KEY
    later(2 * MINUTE)
    await Promise.all([renewSecrets(), renewSecrets()])
    const afterMinutes = (await config('email')).RESEND_API_KEY
    // Assess
    expect([first.RESEND_API_KEY, soon, afterMinutes]).toEqual(['first', 'first', 'second'])
    expect(readsNow()).toBe(2)
  })

  it('are the same object while the stored ones do not change, so that nothing is made anew', async () => {
    // Prepare
    put({ ...FIRST, RESEND_API_KEY: 'first' })
    const [secrets, settings] = [await loadSecrets(), await config('email')]
    // Act
    later(6 * MINUTE)
    await renewSecrets()
    // Assess
    expect(readsNow()).toBe(2)
    expect(await loadSecrets()).toBe(secrets)
    expect(await config('email')).toBe(settings)
  })

  it.each([503, 400, 200])('stay in use while the secret cannot be read (%d)', async (status) => {
    // Prepare
    put({ ...FIRST, RESEND_API_KEY: 'first' })
    await loadSecrets()
    answerWith(status)
    put('no JSON at all')
    // Act
    later(6 * MINUTE)
    await Promise.all([renewSecrets(), renewSecrets()])
    await renewSecrets()
    // Assess: each attempt has a pause after it, so that requests do not wait for a service that is away
    expect((await config('email')).RESEND_API_KEY).toBe('first')
    expect(lines.map(({ level, message }) => [level, message])).toContainEqual([
      'warn',
      'the known secrets stay in use',
    ])
    expect(readsNow()).toBeLessThanOrEqual(3)
  })

  it('are read before the next invocation if an error made them suspect', async () => {
    // Prepare
    put({ ...FIRST, RESEND_API_KEY: 'first' })
    await loadSecrets()
    put({ ...FIRST, RESEND_API_KEY: 'second' })
    // Act
    suspectSecrets()
    await renewSecrets()
    // Assess
    expect((await config('email')).RESEND_API_KEY).toBe('second')
  })
})

describe('a secret that was never read', () => {
  it.each([
    ['is away', 503, '{}'],
    ['may not be read', 400, '{}'],
    ['is no JSON', 200, 'MONGODB_URI=mongodb://...'],
    ['is a list', 200, '["mongodb://..."]'],
  ])('is an outage where it %s, and quotes nothing of it', async (_, status, text) => {
    // Prepare
    answerWith(status)
    put(text)
    // Act
    const error: unknown = await config('mongo').catch((thrown: unknown) => thrown)
    // Assess
    expect(error).toBeInstanceOf(OutageError)
    expect((error as Error).message).not.toContain('mongodb://')
  })
})

describe('a setting', () => {
  it('that is missing in the secret is read again at once, by a function that is warm', async () => {
    // Prepare
    put(FIRST)
    const problem = await problemOf('email')
    put({ ...FIRST, RESEND_API_KEY: 're_filled' })
    // Act
    later(MINUTE)
    const { RESEND_API_KEY } = await config('email')
    // Assess
    expect(problem).toBe(
      'ConfigError: RESEND_API_KEY is missing. Set it in the secret craftworks/test (see "Fill in the secret" in docs/deploying.md).',
    )
    expect(RESEND_API_KEY).toBe('re_filled')
  })

  it.each([7, null, { key: 're_1' }, ['re_1'], true])(
    'that is %j in the secret stops those who need it, and nobody else',
    async (value) => {
      // Prepare
      put({ ...FIRST, RESEND_API_KEY: value, MONGODB_URI: 'mongodb://localhost/x' })
      // Act and assess
      expect(await problemOf('email')).toMatch(/^ConfigError: RESEND_API_KEY (has to be a text|is missing)/)
      for (const section of ['mongo', 'tokens', 'site'] as const)
        expect(await problemOf(section)).toBe('none')
    },
  )

  it.each(['', '   ', null])('of the deployment holds where the secret has %j', async (empty) => {
    // Prepare
    const keys = { CLOUDINARY_API_KEY: 'k', CLOUDINARY_API_SECRET: 's' }
    put({ ...FIRST, ...keys, CLOUDINARY_CLOUD_NAME: empty })
    process.env.CLOUDINARY_CLOUD_NAME = 'of-the-deployment'
    // Act
    const settings: Config<'images'> = await config('images')
    // Assess
    expect(settings.CLOUDINARY_CLOUD_NAME).toBe('of-the-deployment')
  })

  it('that is wrong and no secret is set by a deployment, and on one machine in .env', async () => {
    // Prepare
    put(FIRST)
    process.env.PUBLIC_URL = 'no address'
    const onAws = await problemOf('site')
    Reflect.deleteProperty(process.env, 'AWS_LAMBDA_FUNCTION_NAME')
    forgetConfig()
    // Act
    const onOneMachine = await problemOf('site')
    // Assess
    expect(onAws).toMatch(/PUBLIC_URL .*Deploy again with this setting/)
    expect(onOneMachine).toMatch(/PUBLIC_URL .*Set it in \.env/)
    expect(onAws + onOneMachine).not.toContain('no address')
  })
})

describe('a schedule', () => {
  const { sweep } = defineSchedules({ sweep: { runs: 'rate(1 minute)', uses: ['email'], summary: 'Sweeps' } })

  it('does nothing and raises no alarm until the secret is filled in, and works from the next run on', async () => {
    // Prepare
    put(FIRST)
    const handler = scheduleHandler(sweep, async () => {
      await config('email')
      return { swept: 1 }
    })
    // Act
    const empty = await handler({})
    put({ ...FIRST, RESEND_API_KEY: 're_filled' })
    later(MINUTE)
    const filled = await handler({})
    // Assess
    expect([empty, filled]).toEqual([{}, { swept: 1 }])
    expect(lines.filter(({ level }) => level === 'error')).toEqual([])
  })

  it('fails aloud where the secret is filled in and what it needs is missing', async () => {
    // Prepare
    put({ ...FIRST, MONGODB_URI: 'mongodb://localhost/x' })
    const handler = scheduleHandler(sweep, async () => {
      await config('email')
      return {}
    })
    // Act
    const run = handler({})
    // Assess
    await expect(run).rejects.toThrow(/RESEND_API_KEY is missing/)
    expect(lines.at(-1)).toMatchObject({ level: 'error', error: { name: 'ConfigError' } })
  })
})

describe('a key that was rotated', () => {
  const rotate = (to: Record<string, unknown>) =>
    put({ ...FIRST, MONGODB_URI: 'mongodb://localhost/x', ...to })

  it('of Stripe’s webhooks fits at once', async () => {
    // Prepare
    rotate({ STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_WEBHOOK_SECRET: 'whsec_old' })
    await config('stripe')
    const raw = Buffer.from(JSON.stringify({ id: 'evt_1', object: 'event', livemode: false, type: 'x' }))
    const at = Math.floor(realTime().getTime() / 1000)
    const signature = createHmac('sha256', 'whsec_new').update(`${at}.`).update(raw).digest('hex')
    const headers = { 'stripe-signature': `t=${at},v1=${signature}` }
    // Act
    const early: unknown = await readStripeEvent(raw, headers).catch((error: unknown) => error)
    rotate({ STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_WEBHOOK_SECRET: 'whsec_new' })
    later(11_000)
    const event = await readStripeEvent(raw, headers)
    // Assess
    expect(early).toMatchObject({ code: 'BAD_SIGNATURE' })
    expect(event.key).toBe('evt_1')
  })

  it('of access tokens fits at once, and forged tokens make us read the secret once in ten seconds', async () => {
    // Prepare
    rotate({ JWT_SECRET: 'n'.repeat(64) })
    const [user, session] = [newId<'User'>(), newId<'Session'>()]
    const { token } = await signAccessToken(user, session)
    rotate({ JWT_SECRET: 'o'.repeat(64) })
    forgetConfig()
    await config('tokens')
    rotate({ JWT_SECRET: 'n'.repeat(64) })
    const readsOf = reads()
    // Act
    const owner = await readAccessToken(token)
    const forged = `${token.slice(0, -3)}AAA`
    for (let i = 0; i < 20; i += 1) await readAccessToken(forged).catch(() => undefined)
    // Assess
    expect(owner).toEqual({ userId: user, sessionId: session })
    expect(reads() - readsOf).toBe(1)
  })

  it('of Resend costs no e-mail', async () => {
    // Prepare
    const resend = await startResendFake()
    process.env.RESEND_BASE_URL = resend.url
    rotate({ RESEND_API_KEY: 're_old' })
    await config('email')
    rotate({ RESEND_API_KEY: 're_new' })
    resend.failNext(401)
    // Act
    await sendEmail({ to: 'mona@example.com', subject: 's', html: 'h', text: 't', idempotencyKey: 'k' })
    // Assess
    expect(resend.box()).toHaveLength(1)
    await resend.stop()
  })

  it('of the database lets the same process in', async () => {
    // Prepare: MongoDB does not know this user
    const uri = new URL(inject('mongoUri'))
    const wrong = new URL(uri)
    wrong.username = 'gone'
    wrong.password = 'since-yesterday'
    rotate({ MONGODB_URI: wrong.href })
    const refused: unknown = await connectMongo().catch((error: unknown) => error)
    rotate({ MONGODB_URI: uri.href })
    // Act
    later(11_000)
    const { connection } = await connectMongo()
    const moved = new URL(uri)
    moved.pathname = '/another'
    rotate({ MONGODB_URI: moved.href })
    later(6 * MINUTE)
    await renewSecrets()
    const after = await connectMongo()
    // Assess
    expect(refused).toMatchObject({ code: 18 })
    expect(connection.readyState).toBe(1)
    expect(after.connection.name).toBe('another')
    await disconnectMongo()
  })
})
