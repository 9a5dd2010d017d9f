import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { startCloudinaryFake } from '#infra/fakes/cloudinary.ts'
import { startS3Fake } from '#infra/fakes/s3.ts'
import { startSecretsManagerFake } from '#infra/fakes/secrets-manager.ts'
import { migrations } from '#infra/ops/migrations/migrations.ts'
import { opsCommands } from '#infra/ops/testing/ops-commands.ts'
import { logActivity } from '#lib/activity/log-activity.ts'
import { sealActivity } from '#lib/activity/seal-activity.ts'
import { anchorStore } from '#lib/gateways/anchors/anchors.ts'
import type { DeletionRequestRecord } from '#lib/model/deletion-request.model.ts'
import { User } from '#lib/model/user.model.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { newId } from '#lib/platform/ids.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import { noteErasure } from '#lib/privacy/erasure-ledger.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient } from '#lib/testing/people.ts'

/** Every command that works on a deployment but those of first-use.test.ts, rotate-kms-keys.test.ts and runbooks.test.ts. */
aDatabase()
const secrets = aFake(() => startSecretsManagerFake('craftworks/prod'))
const s3 = aFake(startS3Fake)
const pictures = aFake(startCloudinaryFake)
const { run } = opsCommands()

const AUDIT_BUCKET = 'craftworks-prod-audit-000000000000'

beforeEach(() => {
  delete process.env.SECRETS_ARN // functions of this process have their settings from the environment
  const { MONGODB_URI, JWT_SECRET } = process.env
  secrets.its.put({ ...pictures.its.env, MONGODB_URI, JWT_SECRET })
  process.env.AUDIT_BUCKET = AUDIT_BUCKET
  forgetConfig()
})
afterAll(() => {
  delete process.env.AUDIT_BUCKET
  forgetConfig()
})

/** Runs `STAGE=prod npm run ... -- --aws` with the credentials of a shell. */
function onAws(command: string, env: Readonly<Record<string, string>> = {}) {
  const { SECRETS_ARN: _, FILES_BUCKET: __, ...aws } = { ...s3.its.env, ...secrets.its.env }
  return run(command, ['--aws'], { ...aws, STAGE: 'prod', ...env })
}

describe('on a deployment', () => {
  it('db:migrate applies what the database has not had, once', async () => {
    const [first, second] = [await onAws('migrate'), await onAws('migrate')]
    expect(first).toMatchObject({
      code: 0,
      out: `${migrations.length} migrations applied. the deployment craftworks-prod has had ${migrations.length} of ${migrations.length}.\n`,
    })
    expect(second.out).toContain('Nothing was left to do')
  })

  it('db:counts prints how many documents each collection has', async () => {
    await aClient()
    const { code, out } = await onAws('restore/print-counts')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ users: await User.countDocuments() })
  })

  it('analytics:rebuild counts everybody', async () => {
    await aClient()
    expect(await onAws('rebuild-analytics')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^[1-9]\d* records counted anew for the deployment craftworks-prod\n$/),
    })
  })

  it('audit:verify reads the anchors in the bucket, and names what the database lost', async () => {
    // Prepare
    const target = { kind: 'Job', id: newId<'Job'>() }
    for (let i = 0; i < 3; i++)
      await inTransaction((tx) => logActivity(tx, { actor: null, action: 'job.create', target }))
    await sealActivity()
    // Act
    const right = await onAws('verify-audit', { AUDIT_BUCKET })
    const keys = [...s3.its.objects.keys()]
    await User.db.collection('activitySeals').deleteMany({}) // everything, so that the chain alone would look empty
    const cutOff = await onAws('verify-audit', { AUDIT_BUCKET })
    // Assess
    expect(right).toMatchObject({ code: 0, out: '3 sealed entries, 3 anchored, 0 waiting, 0 findings\n' })
    expect(keys).toEqual([`/${AUDIT_BUCKET}/seals-000000000000001.json`])
    expect([cutOff.code, cutOff.out]).toEqual([1, expect.stringContaining('1 to 3: the end was cut off')])
  })

  it('erasures:replay erases whom the bucket names and a restored database has', async () => {
    // Prepare
    const { id } = await aClient({ email: 'restored@example.com' })
    await noteErasure({ _id: objectId(id), certificate: 'c' } as DeletionRequestRecord)
    // Act
    const [first, second] = [
      await onAws('replay-erasures', { AUDIT_BUCKET }),
      await onAws('replay-erasures', { AUDIT_BUCKET }),
    ]
    // Assess
    expect(first, first.err).toMatchObject({
      code: 0,
      out: expect.stringMatching(/\n1 erasures are noted; 1 people were erased again\n$/),
    })
    expect(second.out).toMatch(/\n1 erasures are noted; 0 people were erased again\n$/)
    expect(await User.countDocuments({ email: 'restored@example.com' })).toBe(0)
  })

  it('erasures:replay is refused where the bucket is not named in which erasures were noted', async () => {
    // Prepare
    const { id } = await aClient()
    await noteErasure({ _id: objectId(id), certificate: 'c' } as DeletionRequestRecord)
    // Act
    const { code, err } = await onAws('replay-erasures')
    // Assess
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^\nNobody was erased: .* has 0 of the \d+ \w+ .* AUDIT_BUCKET/),
    ])
  })
})

describe('the bucket outside of the database', () => {
  it('keeps what was noted first, whoever notes again', async () => {
    // Prepare
    const store = await anchorStore()
    // Act
    const outcomes = [
      await store?.store('erasures-000000000099.json', '"first"'),
      await store?.store('erasures-000000000099.json', '"second"'),
    ]
    // Assess
    expect(outcomes).toEqual([true, false])
    expect(await store?.read('erasures-000000000099.json')).toBe('"first"')
    expect(await store?.read('erasures-000000000100.json')).toBeNull()
  })
})
