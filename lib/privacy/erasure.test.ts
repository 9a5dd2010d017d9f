import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adminDisputeRoutes } from '#functions/admin/disputes.routes.ts'
import { adminUserRoutes } from '#functions/admin/users.routes.ts'
import { authRoutes } from '#functions/auth/auth.routes.ts'
import { queues } from '#functions/consumers.ts'
import { contactRoutes } from '#functions/contact/contact.routes.ts'
import { disputeRoutes } from '#functions/disputes/disputes.routes.ts'
import { faqRoutes } from '#functions/faq/faq.routes.ts'
import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { messageRoutes } from '#functions/messages/messages.routes.ts'
import { notificationRoutes } from '#functions/notifications/notifications.routes.ts'
import { quoteRoutes } from '#functions/quotes/quotes.routes.ts'
import { reportRoutes } from '#functions/reports/reports.routes.ts'
import { reviewRoutes } from '#functions/reviews/reviews.routes.ts'
import { privacyRoutes } from '#functions/users/privacy.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { walletRoutes } from '#functions/wallet/wallet.routes.ts'
import { startCloudinaryFake } from '#infra/fakes/cloudinary.ts'
import { startResendFake } from '#infra/fakes/resend.ts'
import { startSqsFake } from '#infra/fakes/sqs.ts'
import { sealActivity } from '#lib/activity/seal-activity.ts'
import { verifyActivity } from '#lib/activity/verify-activity.ts'
import type { EventMessage } from '#lib/events/event-message.ts'
import { storeImage } from '#lib/gateways/images/image-store.ts'
import type { ImagePurpose } from '#lib/gateways/images/purposes.ts'
import { DataKey } from '#lib/model/data-key.model.ts'
import { DeletionRequest } from '#lib/model/deletion-request.model.ts'
import { Message } from '#lib/model/message.model.ts'
import { Review } from '#lib/model/review.model.ts'
import { User } from '#lib/model/user.model.ts'
import { collectDebt } from '#lib/money/collect-debt.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { fanOut } from '#lib/notifications/fan-out.ts'
import { clock, clockOffset, DAY, HOUR, setClockOffset } from '#lib/platform/clock.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { type LogLine, sendLogsTo } from '#lib/platform/logger.ts'
import { inTransaction, objectId, trusted } from '#lib/platform/mongo.ts'
import { handOutErasures } from '#lib/privacy/hand-out-erasures.ts'
import { call } from '#lib/testing/call.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aService, CAIRO } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aModerator, anAdmin, type Somebody } from '#lib/testing/people.ts'
import { aPng } from '#lib/testing/pictures.ts'
import { leaksIn, leaksInDatabase } from '#lib/testing/planted-values.ts'
import { drainQueue } from '#lib/testing/queues.ts'
import { aPdf, submit, upload } from '#lib/testing/verifications.ts'
import { hasPrepaid } from '#lib/testing/wallets.ts'
import { leasesEnd, runToEnd } from '#lib/testing/work.ts'

aDatabase()
const cloudinary = aFake(() => startCloudinaryFake())
const resend = aFake(() => startResendFake())
aFake(() => startSqsFake(queues))

/** A word that stands nowhere else, for one field of one person. */
const canaries: string[] = []
function canary(field: string): string {
  const number = String(canaries.length).replace(/\d/g, (digit) => 'qvxkjzwbyp'.charAt(Number(digit)))
  const word = `Zqx${field}${number}xqz`
  canaries.push(word)
  return word
}

const logs: LogLine[] = []
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'anchors-'))
  process.env.AUDIT_FOLDER = folder
  forgetConfig()
  sendLogsTo((line) => void logs.push(line))
})
afterAll(() => {
  setClockOffset(0)
  Reflect.deleteProperty(process.env, 'AUDIT_FOLDER')
  rmSync(folder, { recursive: true, force: true })
})

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

const PASSWORD = 'a door with 3 hinges'
const PHONES = { Client: '01012312312', Craftsman: '01112312312' } as const

/** Somebody who registers over the API, with a word of their own in every field. */
async function aRegistered(role: 'Client' | 'Craftsman'): Promise<Somebody & { firstName: string }> {
  const firstName = canary(`${role}first`)
  const email = `${canary(`${role}mail`).toLowerCase()}@example.com`
  canaries.push(PHONES[role].slice(1), email)
  const { body, status, text } = await call(authRoutes.register, {
    body: {
      email,
      password: PASSWORD,
      role,
      firstName,
      lastName: canary(`${role}last`),
      phone: PHONES[role],
      location: { type: 'Point', coordinates: [31.2357123, 30.0444123] },
      consents: [{ kind: canary('consent'), version: canary('version') }],
      ...(role === 'Craftsman' && { skills: ['Plumbing'] }),
    },
    ip: '203.0.113.7',
  })
  expect(status, text).toBe(201)
  return {
    id: body.user.id as Somebody['id'],
    role,
    email,
    token: body.token,
    refreshToken: body.refreshToken,
    firstName,
  }
}

async function aPicture(purpose: ImagePurpose, { id }: Somebody): Promise<string> {
  const { publicId, version } = await storeImage({ purpose, owner: id, content: aPng() })
  const { CLOUDINARY_DELIVERY_URL: base = '', CLOUDINARY_CLOUD_NAME: cloud = '' } = process.env
  return `${base}/${cloud}/image/upload/v${version}/${publicId}.png`
}

const ok = <R extends { status: number; text: string }>(result: R): R => {
  expect(result.status, result.text).toBeLessThan(300)
  return result
}

/** What was recorded reaches those whom it concerns: notifications are stored, and what is queued is sent. */
async function everybodyIsTold(): Promise<void> {
  for (const body of await drainQueue(process.env.NOTIFICATIONS_QUEUE_URL ?? '')) {
    await fanOut(JSON.parse(body) as EventMessage)
  }
  for (const queue of ['REALTIME', 'PUSH', 'EMAIL']) await drainQueue(process.env[`${queue}_QUEUE_URL`] ?? '')
}

let client: Somebody & { firstName: string }
let craftsman: Somebody & { firstName: string }
let other: Somebody
let staff: Somebody
let files: readonly string[] = []

const inDays = (days: number) => setClockOffset(clockOffset() + days * DAY)

/** A job from its posting to the hire, with words of both sides. */
async function aHire(title: string) {
  const photo = await aPicture('job', client)
  const job = ok(
    await call(jobRoutes.createJob, {
      as: client,
      headers: { 'idempotency-key': canary('key') },
      body: {
        title,
        description: `${canary('description')} call me 01098765432`,
        category: 'Plumbing',
        paymentType: 'Cash',
        address: canary('address'),
        location: { type: 'Point', coordinates: [31.2357987, 30.0444987] },
        photos: [photo],
      },
    }),
  ).body
  const params = { jobId: job.id }
  const quote = ok(
    await call(quoteRoutes.submitQuote, {
      as: craftsman,
      params,
      body: { price: 50_000, notes: `${canary('notes')} or 01055555555` },
    }),
  ).body
  for (const as of [client, craftsman]) {
    ok(
      await call(messageRoutes.sendMessage, {
        as,
        params,
        body: {
          text: `${canary('chat')} my number is 01033333333`,
          images: [await aPicture('chat', as)],
          ...(as === client && { with: craftsman.id }),
        },
      }),
    )
  }
  ok(
    await call(quoteRoutes.acceptQuote, {
      as: client,
      params: { jobId: job.id, quoteId: quote.id },
      headers: { 'idempotency-key': canary('key') },
      body: {},
    }),
  )
  return job.id
}

/** Everything that two people can leave behind, over the API. */
async function aLife(): Promise<void> {
  ok(
    await call(userRoutes.updateMe, {
      as: craftsman,
      body: {
        bio: canary('bio'),
        portfolioImageUrls: [await aPicture('portfolio', craftsman)],
        profileImage: {
          publicId: (await storeImage({ purpose: 'profile', owner: craftsman.id, content: aPng() })).publicId,
        },
      },
    }),
  )
  ok(
    await call(notificationRoutes.addDevice, {
      as: client,
      body: { token: canary('device'), platform: 'ios' },
    }),
  )
  ok(
    await call(walletRoutes.addPayoutAccount, {
      as: craftsman,
      body: { kind: 'bank', holder: canary('holder'), iban: 'EG380019000500000000263180002' },
    }),
  )
  ok(await submit(craftsman, '29503172104567'))
  ok(
    await upload(
      craftsman,
      aPdf(canary('document')),
      { docType: canary('doctype') },
      `${canary('file')}.pdf`,
    ),
  )
  ok(
    await call(adminUserRoutes.addNote, {
      as: staff,
      params: { userId: client.id },
      body: { text: canary('note') },
    }),
  )
  ok(
    await call(adminUserRoutes.setTags, {
      as: staff,
      params: { userId: client.id },
      body: { tags: [canary('tag')] },
    }),
  )
  ok(
    await call(faqRoutes.askFaq, {
      as: client,
      body: { question: `${canary('question')} ${canary('question')}?` },
    }),
  )
  await call(contactRoutes.sendEmail, {
    body: { name: canary('contact'), email: client.email, message: canary('contact') },
  })
  const jobId = await aHire(canary('title'))
  await everybodyIsTold()
  await finishAndReview(jobId)
  await quarrel(await aHire(canary('title')))
  ok(await call(jobRoutes.createJob, { as: client, body: anOpenJob() })) // is closed with the account
  ok(
    await call(reportRoutes.fileReport, {
      as: client,
      body: { targetType: 'user', targetId: craftsman.id, reason: canary('report') },
    }),
  )
  await offersElsewhere()
  await everybodyIsTold()
}

const anOpenJob = () => ({
  title: canary('open'),
  description: canary('open'),
  category: 'Plumbing',
  paymentType: 'Cash',
  location: CAIRO,
})

async function finishAndReview(jobId: string): Promise<void> {
  const params = { jobId }
  for (const status of ['On The Way', 'Completed'])
    ok(await call(jobRoutes.updateJobStatus, { as: craftsman, params, body: { status } }))
  ok(await call(jobRoutes.updateJobStatus, { as: client, params, body: { status: 'Completed' } }))
  for (const as of [client, craftsman]) {
    ok(await call(reviewRoutes.createReview, { as, body: { jobId, rating: 4, comment: canary('comment') } }))
  }
  const review = await Review.findOne({ reviewee: objectId(client.id) })
    .lean()
    .orFail()
  ok(
    await call(reviewRoutes.replyToReview, {
      as: client,
      params: { reviewId: review._id.toHexString() },
      body: { reply: canary('reply') },
    }),
  )
}

async function quarrel(jobId: string): Promise<void> {
  ok(
    await call(jobRoutes.updateJobStatus, {
      as: craftsman,
      params: { jobId },
      body: { status: 'On The Way' },
    }),
  )
  const dispute = ok(
    await call(disputeRoutes.createDispute, {
      as: client,
      body: { jobId, reason: canary('grounds'), description: canary('grounds') },
    }),
  ).body
  const params = { disputeId: dispute.id }
  for (const as of [client, craftsman]) {
    const evidence = { text: canary('evidence'), photos: [await aPicture('evidence', as)] }
    ok(await call(disputeRoutes.addEvidence, { as, params, body: evidence }))
  }
  const decision = { decision: 'Cancelled', clientAmount: 0, craftsmanAmount: 0, note: 'Nobody was at fault' }
  ok(await call(adminDisputeRoutes.resolveDispute, { as: staff, params, body: decision }))
}

/** What the craftsman leaves at the job of somebody who stays. */
async function offersElsewhere(): Promise<void> {
  const job = ok(
    await call(jobRoutes.createJob, {
      as: other,
      body: { ...anOpenJob(), title: 'A tap of mine', description: 'It drips' },
    }),
  ).body
  canaries.splice(-2)
  const params = { jobId: job.id }
  ok(
    await call(quoteRoutes.submitQuote, {
      as: craftsman,
      params,
      body: { price: 10_000, notes: canary('notes') },
    }),
  )
  ok(await call(messageRoutes.sendMessage, { as: craftsman, params, body: { text: canary('chat') } }))
  ok(
    await call(messageRoutes.sendMessage, {
      as: other,
      params,
      body: { text: 'Are you coming today', with: craftsman.id },
    }),
  )
}

async function eraseDue(): Promise<void> {
  await runToEnd(handOutErasures)
  await leasesEnd()
}

/** As if the minute were over after which an account is looked at once more. */
const aMinuteLater = () =>
  DeletionRequest.updateMany({ recheckAt: trusted({ $exists: true }) }, { recheckAt: new Date(0) })

const ask = (as: Somebody, body: object = { password: PASSWORD }) =>
  call(privacyRoutes.requestDeletion, { as, body })

describe('an account that is erased', () => {
  beforeAll(async () => {
    await aService()
    ;[staff, other] = [await aModerator(), await aClient({ firstName: 'Stayer' })]
    await anAdmin()
    client = await aRegistered('Client')
    craftsman = await aRegistered('Craftsman')
    await aLife()
    canaries.push('29503172104567', '01098765432', '01055555555', '01033333333', '263180002', '31.2357987')
    files = cloudinary.its.images().map(({ publicId }) => publicId)
  }, 60_000)

  it('is first asked about by whoever is logged in, with the password, and told what blocks it', async () => {
    expect((await ask(client, {})).body.code).toBe('WRONG_CURRENT_PASSWORD')
    const blocked = await ask(craftsman)
    expect([blocked.status, blocked.body.code]).toEqual([400, 'DELETION_BLOCKED'])
    const { blockers } = JSON.parse(blocked.text) as { blockers: { kind: string; amount?: number }[] }
    expect(blockers.map(({ kind }) => kind)).toEqual(['dispute', 'debt'])
    expect(blockers.at(-1)?.amount).toBe(5_000)
  })

  it('leaves no trace anywhere, and what others wrote stays', async () => {
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
    inDays(6)
    await eraseDue()
    expect(await User.countDocuments({ deletedAt: null, email: client.email })).toBe(1)
    inDays(1.01)
    await eraseDue()
    await everybodyIsTold()
    await aMinuteLater()
    await eraseDue()
    // Assess
    expect(await leaksInDatabase(canaries)).toEqual([])
    expect(logs.flatMap((line) => leaksIn('log', Buffer.from(JSON.stringify(line)), canaries))).toEqual([])
    expect(cloudinary.its.images()).toEqual([])
    expect(cloudinary.its.files()).toEqual([])
    expect(files.length).toBeGreaterThan(8)
    for (const { id } of [client, craftsman]) expect(await DataKey.exists({ _id: id })).toBeNull()
    const kept = await Message.findOne({ from: objectId(other.id) }).lean()
    expect(kept?.text).toBe('Are you coming today')
    expect(await verifyLedger()).toEqual([])
    await sealActivity()
    expect((await verifyActivity()).findings).toEqual([])
  }, 60_000)

  it('is certified by an e-mail, once, and noted outside of the database without anything of the person', async () => {
    for (const { email } of [client, craftsman]) {
      const mails = resend.its.box().filter(({ to, subject }) => to === email && /حذف حسابك/.test(subject))
      expect(mails.map(({ subject }) => subject)).toContain('تم حذف حسابك')
      expect(mails.filter(({ subject }) => subject === 'تم حذف حسابك')).toHaveLength(1)
    }
    const notes = readdirSync(folder).filter((name) => name.startsWith('erasures-'))
    expect(notes).toHaveLength(2)
    const text = notes.map((name) => readFileSync(path.join(folder, name), 'utf8')).join('')
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
