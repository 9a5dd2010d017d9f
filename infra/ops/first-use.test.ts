import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authRoutes } from '#functions/auth/auth.routes.ts'
import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { type SecretsManagerFake, startSecretsManagerFake } from '#infra/fakes/secrets-manager.ts'
import { opsCommands } from '#infra/ops/testing/ops-commands.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { Service } from '#lib/model/service.model.ts'
import { User } from '#lib/model/user.model.ts'
import { call } from '#lib/testing/call.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient } from '#lib/testing/people.ts'

aDatabase()

const { run: ops } = opsCommands()

const here = () => ({ MONGODB_URI: process.env.MONGODB_URI ?? '', JWT_SECRET: process.env.JWT_SECRET ?? '' })
const login = (loginIdentifier: string, password: string) =>
  call(authRoutes.login, { body: { loginIdentifier, password, type: 'admins' } })

describe('create-admin', () => {
  it('makes an admin who can log in, once, and shows no password', async () => {
    // Prepare
    const env = { ...here(), ADMIN_PASSWORD: 'a-long-sentence-of-nadia' }
    const args = ['--email=Nadia@Example.com', '--first-name=Nadia']
    // Act
    const first = await ops('create-admin', args, env)
    const second = await ops('create-admin', args, { ...env, ADMIN_PASSWORD: 'something-else-entirely' })
    // Assess
    expect(first).toMatchObject({ code: 0, text: expect.stringContaining('is an admin of') as unknown })
    expect(second).toMatchObject({ code: 0, text: expect.stringContaining('already') as unknown })
    expect(first.text + second.text).not.toContain(env.ADMIN_PASSWORD)
    expect((await login('nadia@example.com', env.ADMIN_PASSWORD)).status).toBe(201)
    expect(await User.countDocuments({ role: 'Admin' })).toBe(1)
    expect(await ActivityLog.countDocuments({ action: 'user.createAdmin' })).toBe(1)
  })

  it('generates a password where nobody can be asked, and keeps it out of the log of a CI', async () => {
    // Act
    const { code, text } = await ops('create-admin', ['--email=ci@example.com'], { ...here(), CI: 'true' })
    // Assess
    expect([code, text]).toEqual([0, expect.stringContaining('forgot password')])
    expect(text).not.toMatch(/[\w-]{20,}(?!@)/)
    expect((await User.findOne({ email: 'ci@example.com' }).lean())?.password).toMatch(/^\$2b\$/)
  })

  it.each([
    [
      'a password that everybody knows',
      ['--email=a@example.com'],
      { ADMIN_PASSWORD: 'password123' },
      /common/,
    ],
    ['a short password', ['--email=a@example.com'], { ADMIN_PASSWORD: 'short' }, /8 to 128/],
    ['no e-mail', [], {}, /--email/],
    ['a wrong e-mail', ['--email=nadia'], {}, /no e-mail address/],
    ['an unknown option', ['--mail=a@example.com'], {}, /--mail/],
    [
      'an address without a database',
      ['--email=a@example.com'],
      { MONGODB_URI: 'mongodb://localhost:1' },
      /database/,
    ],
    [
      'a database elsewhere without its JWT_SECRET',
      ['--email=a@example.com'],
      { MONGODB_URI: 'mongodb+srv://u:p@cluster.example/craftworks', JWT_SECRET: '' },
      /JWT_SECRET/,
    ],
  ])('refuses %s in one line', async (_, args, env, reason) => {
    // Act
    const { code, text } = await ops('create-admin', args, { ...here(), ...env })
    // Assess
    expect([code, text]).toEqual([1, expect.stringMatching(reason)])
    expect(text.trim().split('\n')).toHaveLength(1)
    expect(text).not.toContain('u:p')
  })

  it('does not make an admin of a client', async () => {
    // Prepare
    const client = await aClient({ email: 'mona@example.com' })
    // Act
    const { code } = await ops('create-admin', ['--email=mona@example.com'], here())
    // Assess
    expect([code, (await User.findById(client.id).lean())?.role]).toEqual([1, 'Client'])
  })
})

describe('services:seed', () => {
  it('adds what is missing, leaves what staff changed, and lets a job be posted', async () => {
    // Prepare
    await Service.deleteMany({})
    // Act
    const first = await ops('seed-services', [], here())
    await Service.updateOne({ nameKey: 'plumbing' }, { $set: { icon: 'ours' } })
    const count = await Service.countDocuments()
    const second = await ops('seed-services', [], here())
    // Assess
    expect([first.code, second.code]).toEqual([0, 0])
    expect(first.text).toContain('Plumbing')
    expect(second.text).toContain('None was missing')
    expect([
      await Service.countDocuments(),
      (await Service.findOne({ nameKey: 'plumbing' }).lean())?.icon,
    ]).toEqual([count, 'ours'])
    const body = {
      title: 'A tap that drips',
      description: 'It drips all night long',
      category: 'Plumbing',
      paymentType: 'Cash',
      location: { type: 'Point', coordinates: [31.2357, 30.0444] },
    }
    expect((await call(jobRoutes.createJob, { as: await aClient(), body })).status).toBe(201)
  })
})

describe('a deployment on AWS', () => {
  let secretsManager: SecretsManagerFake
  beforeAll(async () => {
    secretsManager = await startSecretsManagerFake('craftworks/prod')
  })
  afterAll(() => secretsManager.stop())
  const onAws = () => {
    const { SECRETS_ARN: _, ...env } = secretsManager.env
    return { ...env, STAGE: 'prod' }
  }

  it('is reached by what is in its secret', async () => {
    // Prepare
    secretsManager.put(here())
    const env = { ...onAws(), ADMIN_PASSWORD: 'a-long-sentence-of-omar' }
    // Act
    const services = await ops('seed-services', ['--aws'], onAws())
    const admin = await ops('create-admin', ['--aws', '--email=omar@example.com'], env)
    // Assess
    expect(services).toMatchObject({ code: 0, text: expect.stringContaining('craftworks-prod') as unknown })
    expect(admin.code).toBe(0)
    expect((await login('omar@example.com', env.ADMIN_PASSWORD)).status).toBe(201)
  })

  it.each([
    [
      'is empty',
      { MONGODB_URI: '', JWT_SECRET: 'x' },
      {},
      /MONGODB_URI in the secret craftworks\/prod is empty/,
    ],
    ['does not exist', here(), { STAGE: 'other' }, /craftworks\/other .*cannot be read/],
  ])('whose secret %s is refused in one line', async (_, secret, env, reason) => {
    // Prepare
    secretsManager.put(secret)
    // Act
    const { code, text } = await ops('seed-services', ['--aws'], { ...onAws(), ...env })
    // Assess
    expect([code, text]).toEqual([1, expect.stringMatching(reason)])
  })
})
