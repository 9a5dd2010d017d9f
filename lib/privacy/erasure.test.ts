import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { authRoutes } from '#functions/auth/auth.routes.ts'
import { queues } from '#functions/consumers.ts'
import { privacyRoutes } from '#functions/users/privacy.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { startSqsFake } from '#infra/fakes/sqs.ts'
import { sealActivity } from '#lib/activity/seal-activity.ts'
import { verifyActivity } from '#lib/activity/verify-activity.ts'
import type { EventMessage } from '#lib/events/event-message.ts'
import { DataKey } from '#lib/model/data-key.model.ts'
import { DeletionRequest } from '#lib/model/deletion-request.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { Message } from '#lib/model/message.model.ts'
import { User } from '#lib/model/user.model.ts'
import { collectDebt } from '#lib/money/collect-debt.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { fanOut } from '#lib/notifications/fan-out.ts'
import { clock, clockOffset, HOUR, setClockOffset } from '#lib/platform/clock.ts'
import { type LogLine, sendLogsTo } from '#lib/platform/logger.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import { call } from '#lib/testing/call.ts'
import { aLife, aRegistered, canaries, ok, PASSWORD, PHONES } from '#lib/testing/canaries.ts'
import { aMinuteLater, daysPass, eraseDue, erasuresCanRun } from '#lib/testing/erasures.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aService } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aModerator, anAdmin, type Somebody } from '#lib/testing/people.ts'
import { leaksIn, leaksInDatabase } from '#lib/testing/planted-values.ts'
import { drainQueue } from '#lib/testing/queues.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'
import { hasPrepaid } from '#lib/testing/wallets.ts'

aDatabase()
const { place, cloudinary, resend } = erasuresCanRun()
aFake(() => startSqsFake(queues))

const logs: LogLine[] = []
beforeAll(() => sendLogsTo((line) => void logs.push(line)))

/** The collections in which the two have left something. */
const PLANTED_IN = [
  'devices',
  'disputes',
  'faqAsks',
  'faqUnanswered',
  'jobs',
  'messages',
  'notifications',
  'quotes',
  'reports',
  'reviews',
  'users',
  'verifications',
]

/** What was recorded reaches those whom it concerns: notifications are stored, and what is queued is sent. */
async function everybodyIsTold(): Promise<void> {
  for (const body of await drainQueue(process.env.NOTIFICATIONS_QUEUE_URL ?? '')) {
    await fanOut(JSON.parse(body) as EventMessage)
  }
  for (const queue of ['REALTIME', 'PUSH', 'EMAIL']) await drainQueue(process.env[`${queue}_QUEUE_URL`] ?? '')
}

let client: Somebody
let craftsman: Somebody
let other: Somebody
let files: readonly string[] = []

const ask = (as: Somebody, body: object = { password: PASSWORD }) =>
  call(privacyRoutes.requestDeletion, { as, body })

describe('an account that is erased', () => {
  beforeAll(async () => {
    await aService()
    other = await aClient({ firstName: 'Stayer' })
    const staff = await aModerator()
    await anAdmin()
    client = await aRegistered('Client')
    craftsman = await aRegistered('Craftsman')
    await aLife({ client, craftsman, other, staff }, everybodyIsTold)
    canaries.push('29503172104567', '01098765432', '01055555555', '01033333333', '263180002', '31.2357987')
    files = cloudinary.its.images().map(({ publicId }) => publicId)
  }, timeLimit(10_000))

  it('is first asked about by whoever is logged in, with the password, and told what blocks it', async () => {
    expect((await ask(client, {})).body).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ path: 'password', message: 'Required' }],
    })
    const blocked = await ask(craftsman)
    expect([blocked.status, blocked.body.code]).toEqual([400, 'DELETION_BLOCKED'])
    const { blockers } = JSON.parse(blocked.text) as { blockers: { kind: string; amount?: number }[] }
    expect(blockers.map(({ kind }) => kind)).toEqual(['dispute', 'debt'])
    expect(blockers.at(-1)?.amount).toBe(5_000)
  })

  it(
    'leaves no trace anywhere, and what others wrote stays',
    async () => {
      // Prepare: the fee is paid, and the time to appeal is over
      await hasPrepaid(craftsman.id, 6_000)
      await inTransaction((tx) => collectDebt(tx, { userId: craftsman.id, cause: 'paid', at: clock() }))
      setClockOffset(clockOffset() + 73 * HOUR)
      const found = await leaksInDatabase(canaries)
      // the words are there, so that their absence means something
      expect(new Set(found.map(({ where }) => where))).toEqual(new Set(PLANTED_IN))
      // Act: the client and then the craftsman
      ok(await ask(client))
      expect((await ask(craftsman)).body.code).toBe('DELETION_BLOCKED') // EGP 10 are left
      ok(await ask(craftsman, { password: PASSWORD, waiveBalance: true }))
      await everybodyIsTold()
      daysPass(6)
      await eraseDue()
      expect(await User.countDocuments({ deletedAt: null, email: client.email })).toBe(1)
      daysPass(1.01)
      await eraseDue()
      await everybodyIsTold()
      await aMinuteLater()
      await eraseDue()
      // Assess
      expect(await leaksInDatabase(canaries)).toEqual([])
      expect(logs.flatMap((line) => leaksIn('log', Buffer.from(JSON.stringify(line)), canaries))).toEqual([])
      expect(await Job.countDocuments({ 'location.coordinates': 31.2357987 })).toBe(0)
      expect(cloudinary.its.images()).toEqual([])
      expect(cloudinary.its.files()).toEqual([])
      expect(files.length).toBeGreaterThan(8)
      for (const { id } of [client, craftsman]) expect(await DataKey.exists({ _id: id })).toBeNull()
      const kept = await Message.findOne({ from: objectId(other.id) }).lean()
      expect(kept?.text).toBe('Are you coming today')
      expect(await verifyLedger()).toEqual([])
      await sealActivity()
      expect((await verifyActivity()).findings).toEqual([])
    },
    timeLimit(10_000),
  )

  it('is certified by an e-mail, once, and noted outside of the database without anything of the person', async () => {
    for (const { email } of [client, craftsman]) {
      const mails = resend.its.box().filter(({ to, subject }) => to === email && /حذف حسابك/.test(subject))
      expect(mails.map(({ subject }) => subject)).toContain('تم حذف حسابك')
      expect(mails.filter(({ subject }) => subject === 'تم حذف حسابك')).toHaveLength(1)
    }
    const notes = readdirSync(place.folder).filter((name) => name.startsWith('erasures-'))
    expect(notes).toHaveLength(2)
    const text = notes.map((name) => readFileSync(path.join(place.folder, name), 'utf8')).join('')
    expect(text).toContain(client.id)
    expect(leaksIn('ledger', Buffer.from(text), canaries)).toEqual([])
    expect(await DeletionRequest.countDocuments({ status: 'Erased', recheckAt: null })).toBe(2)
  })

  it('lets nobody in, and the address opens a new account that knows nothing of the old one', async () => {
    expect((await call(userRoutes.getMe, { as: client })).status).toBe(401)
    expect((await call(userRoutes.getUser, { params: { userId: craftsman.id } })).status).toBe(404)
    const credentials = { loginIdentifier: client.email, password: PASSWORD, type: 'clients' as const }
    expect((await call(authRoutes.login, { body: credentials })).status).toBe(401)
    const again = ok(
      await call(authRoutes.register, {
        body: {
          email: client.email,
          phone: PHONES.Client,
          password: PASSWORD,
          role: 'Client',
          firstName: 'New',
          lastName: 'Start',
        },
      }),
    )
    expect(again.body.user.id).not.toBe(client.id)
    expect(ok(await call(authRoutes.login, { body: credentials })).body.user.id).toBe(again.body.user.id)
  })
})
