import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { DEMO } from '#infra/demo/demo-ids.ts'
import { seedDemo } from '#infra/demo/seed-demo.ts'
import { countDocuments, type Counts, restoreSteps } from '#infra/ops/restore/restore-steps.ts'
import { runSteps } from '#infra/ops/restore/run-steps.ts'
import { logActivity } from '#lib/activity/log-activity.ts'
import { sealActivity } from '#lib/activity/seal-activity.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { ActivityAnchor } from '#lib/model/activity-anchor.model.ts'
import { Balance } from '#lib/model/balance.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { Service } from '#lib/model/service.model.ts'
import { User } from '#lib/model/user.model.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { anAuditFolder, forgetAuditFolder, useNewAuditFolder } from '#lib/testing/audit-folder.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

aDatabase()
anAuditFolder()

let counts: Counts

beforeAll(() => {
  vi.stubEnv('SMOKE_EMAIL', DEMO.people.client1.email)
  vi.stubEnv('SMOKE_PASSWORD', DEMO.password)
})
beforeEach(async () => {
  await emptyDatabase()
  await seedDemo()
  const target = { kind: 'Job', id: DEMO.jobs.confirmed }
  await inTransaction((tx) => logActivity(tx, { actor: null, action: 'job.create', target }))
  await sealActivity()
  counts = await countDocuments()
}, timeLimit(5_000))
afterAll(() => {
  vi.unstubAllEnvs()
})

/** What the steps print, and why they ended. */
async function prepare(): Promise<{ readonly printed: readonly string[]; readonly fault: string }> {
  const printed: string[] = []
  const fault = await runSteps(restoreSteps(counts), (line) => printed.push(line)).then(
    () => '',
    (error: unknown) => (error as Error).message,
  )
  return { printed, fault }
}

describe('a database that was restored whole', () => {
  it('passes every step, and again', async () => {
    // Act
    const { printed, fault } = await prepare()
    // Assess
    expect(fault).toBe('')
    expect(printed.map((line) => /s {2}(\w+)/.exec(line)?.[1])).toEqual(
      restoreSteps().map(({ name }) => name),
    )
    expect(printed.at(-1)).toContain('a login, a list of')
    counts = await countDocuments() // the login has stored a session
    expect((await prepare()).fault).toBe('')
  })

  it('passes where the deployment never had a store outside of the database, and is told aloud', async () => {
    // Prepare
    forgetAuditFolder()
    await ActivityAnchor.deleteMany({})
    counts = await countDocuments()
    // Act
    const { printed, fault } = await prepare()
    // Assess
    expect([printed[1], fault]).toEqual([expect.stringContaining('THERE IS NO STORE'), ''])
  })
})

describe('a restored database gets no traffic', () => {
  it.each([
    ['in which documents are missing', /^jobs has 18 of 19$|^jobs has \d+ of \d+$/, () => Job.deleteOne({})],
    [
      'whose ledger differs',
      /differs/,
      () => Balance.collection.updateOne({ _id: /^wallet/ } as object, { $inc: { posted: 1 } }),
    ],
    [
      'whose log was tampered with',
      /1 findings, the first at 1/,
      () => ActivityLog.collection.updateOne({}, { $set: { action: 'user.ban' } }),
    ],
    [
      'in which nobody can log in',
      /POST \/api\/auth\/login answers 401/,
      () => User.updateOne({ email: DEMO.people.client1.email }, { $set: { password: 'x' } }),
    ],
  ])('%s', async (_, why, plant) => {
    // Prepare
    await plant()
    // Act
    const { fault } = await prepare()
    // Assess
    expect(fault).toMatch(why)
  })

  it.each([
    ['is that of another deployment', useNewAuditFolder],
    ['was not named', forgetAuditFolder],
  ])('whose store outside of the database %s, since nobody would know who was erased', async (_, lose) => {
    // Prepare
    lose()
    // Act
    const { printed, fault } = await prepare()
    // Assess
    expect(fault).toMatch(/has 0 of the 1 seals .* AUDIT_BUCKET/)
    expect(printed).toHaveLength(1)
  })

  it('that has no services', async () => {
    // Prepare
    await Service.deleteMany({})
    counts = await countDocuments()
    // Assess
    expect((await prepare()).fault).toBe('it has no services')
  })
})
