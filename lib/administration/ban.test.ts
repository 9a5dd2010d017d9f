import { describe, expect, it } from 'vitest'
import { adminUserRoutes } from '#functions/admin/users.routes.ts'
import { authRoutes } from '#functions/auth/auth.routes.ts'
import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { startResendFake } from '#infra/fakes/resend.ts'
import { decryptDetails, type PersonalDetails } from '#lib/activity/personal-details.ts'
import { banUser, unbanUser } from '#lib/administration/ban-user.ts'
import { deleteJob } from '#lib/administration/delete-job.ts'
import { applyDueBanWork } from '#lib/administration/due-ban-work.ts'
import { inviteCraftsman } from '#lib/invitations/invite-craftsman.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Device } from '#lib/model/device.model.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { Invitation } from '#lib/model/invitation.model.ts'
import { Job } from '#lib/model/job.model.ts'
import type { JobStatus } from '#lib/model/job-status.ts'
import { Quote } from '#lib/model/quote.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { Session } from '#lib/model/session.model.ts'
import { User } from '#lib/model/user.model.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { hashPassword } from '#lib/passwords/password.ts'
import { addMs, MINUTE, realTime } from '#lib/platform/clock.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { acceptQuote } from '#lib/quotes/accept-quote.ts'
import { submitQuote } from '#lib/quotes/submit-quote.ts'
import { call } from '#lib/testing/call.ts'
import { aPhoneOf } from '#lib/testing/devices.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aConfirmedJob, aJob, aJobIn, aQuotedJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, aModerator, anAdmin, type Somebody } from '#lib/testing/people.ts'
import { race, RACE_SEED, roundsOr, timeFor } from '#lib/testing/race.ts'
import { randomOf } from '#lib/testing/random.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase()
const resend = aFake(startResendFake)

const reason = 'Asked clients to pay outside'
const ban = (as: Somebody, { id }: Somebody) =>
  call(adminUserRoutes.banUser, { as, params: { userId: id }, body: { reason } })
const unban = (as: Somebody, { id }: Somebody) =>
  call(adminUserRoutes.unbanUser, { as, params: { userId: id }, body: {} })
const mailsTo = (person: Somebody) => resend.its.box().filter(({ to }) => to === person.email)
const jobOf = (jobId: string) => Job.findById(jobId).lean().orFail()

describe('a ban', () => {
  it('ends sessions and devices at once, and the login says why and since when', async () => {
    // Prepare
    const [staff, person] = [
      await aModerator(),
      await aClient({ password: await hashPassword('a password') }),
    ]
    await aPhoneOf(person)
    // Act
    const { status, body } = await ban(staff, person)
    // Assess
    expect([status, body.status, body.banReason]).toEqual([200, 'Banned', reason])
    const refused = { code: 'ACCOUNT_BLOCKED', reason, blockedAt: body.blockedAt }
    expect((await call(userRoutes.getMe, { as: person })).body).toMatchObject(refused)
    const credentials = { loginIdentifier: person.email, password: 'a password', type: 'clients' }
    const login = await call(authRoutes.login, { body: credentials })
    expect([login.status, login.body]).toEqual([403, expect.objectContaining(refused)])
    expect(await Session.countDocuments({ user: person.id, endedAt: null })).toBe(0)
    expect(await Device.countDocuments({ user: person.id })).toBe(0)
    expect(mailsTo(person)[0]?.text).toContain(reason)
  })

  it('is logged with its reason encrypted by the key of the person', async () => {
    // Prepare
    const [staff, person] = [await aModerator(), await aClient()]
    // Act
    await ban(staff, person)
    // Assess
    const entry = await ActivityLog.findOne({ action: 'user.ban', 'target.id': person.id }).lean().orFail()
    expect(JSON.stringify(entry)).not.toContain('outside')
    expect(await decryptDetails(entry.details.personal as PersonalDetails)).toEqual({ reason })
  })

  it('is refused for oneself, for staff by a moderator, and for who is banned already', async () => {
    // Prepare
    const [admin, moderator, client] = [await anAdmin(), await aModerator(), await aClient()]
    // Act
    const outcomes = [
      await ban(admin, admin),
      await ban(moderator, await aModerator()),
      await ban(moderator, admin),
      await ban(moderator, client),
      await ban(moderator, client),
      await ban(admin, moderator),
      await unban(admin, await aClient()),
    ]
    // Assess
    expect(outcomes.map(({ status, body }) => body.code ?? status)).toEqual([
      'OWN_ACCOUNT',
      'STAFF_ACCOUNT',
      'STAFF_ACCOUNT',
      200,
      'ALREADY_BANNED',
      200,
      'NOT_BANNED',
    ])
  })

  it.each<[JobStatus, JobStatus]>([
    ['Hired', 'Cancelled'],
    ['On The Way', 'Disputed'],
    ['Completed', 'Disputed'],
    ['Disputed', 'Disputed'],
    ['Cancelled', 'Cancelled'],
  ])('of a craftsman makes of a job that is %s one that is %s', async (before, after) => {
    // Prepare
    const { jobId, craftsman, contractId } = await aJobIn(before, { paymentType: 'Escrow' })
    // Act
    await ban(await aModerator(), craftsman)
    // Assess
    expect((await jobOf(jobId)).status).toBe(after)
    const { payment } = await Contract.findById(contractId).lean().orFail()
    if (before === 'Hired') {
      expect(payment).toBe('Refunded')
      expect(await Refund.find({ job: jobId }).lean()).toMatchObject([{ amount: 200_000 }])
    }
    if (after === 'Disputed') {
      expect(payment).toBe('Held')
      expect(await Dispute.countDocuments({ job: jobId })).toBe(1)
    }
    expect(await verifyLedger()).toEqual([])
  })

  it('of a craftsman leaves alone what was confirmed long ago, and jobs that others do', async () => {
    // Prepare
    const done = await aConfirmedJob()
    const other = await aJobIn('On The Way')
    // Act
    await ban(await aModerator(), done.craftsman)
    // Assess
    expect((await jobOf(done.jobId)).status).toBe('Completed')
    expect((await jobOf(other.jobId)).status).toBe('On The Way')
  })

  it('of a craftsman closes quotes and invitations; its end opens those whose jobs still take quotes', async () => {
    // Prepare
    const staff = await aModerator()
    const { jobId, quoteId, craftsman } = await aQuotedJob()
    const gone = await aQuotedJob({ craftsman })
    const inviting = await aJob()
    await inviteCraftsman({ jobId: inviting.jobId, craftsmanId: craftsman.id, client: inviting.client })
    const invitation = () => Invitation.findOne({ job: inviting.jobId }).lean().orFail()
    const quote = (id: string) => Quote.findById(id).lean().orFail()
    // Act
    await ban(staff, craftsman)
    // Assess
    expect(await quote(quoteId)).toMatchObject({ status: 'Withdrawn' })
    expect(await jobOf(jobId)).toMatchObject({ status: 'Posted', openQuotes: 0 })
    expect(await invitation()).toMatchObject({ status: 'Rejected' })
    // Act
    await deleteJob(gone.jobId, {}, staff)
    await unban(staff, craftsman)
    // Assess
    expect(await quote(quoteId)).toMatchObject({ status: 'Submitted' })
    expect(await jobOf(jobId)).toMatchObject({ status: 'Quoted', openQuotes: 1 })
    expect(await quote(gone.quoteId)).toMatchObject({ status: 'Withdrawn' })
    expect(await invitation()).toMatchObject({ status: 'Pending' })
    expect(mailsTo(craftsman)).toHaveLength(2)
  })

  it('of a client cancels jobs without a hire and lets contracts run on', async () => {
    // Prepare
    const hired = await aJobIn('On The Way')
    const posted = await aJob({ client: hired.client })
    const quoted = await aQuotedJob({ client: hired.client })
    // Act
    await ban(await aModerator(), hired.client)
    // Assess
    expect((await jobOf(posted.jobId)).status).toBe('Cancelled')
    expect((await jobOf(quoted.jobId)).status).toBe('Cancelled')
    expect((await jobOf(hired.jobId)).status).toBe('On The Way')
    expect(await Quote.findById(quoted.quoteId).lean()).toMatchObject({ status: 'Expired' })
  })

  it('also ends what was under way when it came: the schedule looks again a minute later', async () => {
    // Prepare
    const [staff, craftsman] = [await aModerator(), await aCraftsman()]
    const { jobId } = await aJob()
    await ban(staff, craftsman)
    const late = await submitQuote(jobId, { price: asPiastres(9_000) }, craftsman)
    // Act
    await runToEnd(applyDueBanWork)
    const before = await Quote.findById(late.id).lean()
    await User.updateOne(
      { _id: craftsman.id },
      { $set: { 'banWork.since': addMs(realTime(), -MINUTE), 'banWork.dueAt': addMs(realTime(), -1) } },
    )
    await runToEnd(applyDueBanWork)
    // Assess
    expect(before?.status).toBe('Submitted')
    expect(await Quote.findById(late.id).lean()).toMatchObject({ status: 'Withdrawn' })
    expect((await User.findById(craftsman.id).lean())?.banWork).toBeUndefined()
    expect(mailsTo(craftsman).length).toBeGreaterThanOrEqual(1)
  })
})

describe('a job that staff delete', () => {
  it.each<[JobStatus, JobStatus | string]>([
    ['Posted', 'Cancelled'],
    ['Quoted', 'Cancelled'],
    ['Hired', 'Cancelled'],
    ['On The Way', 'Disputed'],
    ['Completed', 'Disputed'],
    ['Disputed', 'MOVE_NOT_ALLOWED'],
    ['Cancelled', 'MOVE_NOT_ALLOWED'],
  ])('while it is %s: %s', async (status, expected) => {
    // Prepare
    const { jobId } = await aJobIn(status, { paymentType: 'Escrow' })
    const before = await jobOf(jobId)
    const { adminJobRoutes } = await import('#functions/admin/jobs.routes.ts')
    // Act
    const answer = await call(adminJobRoutes.deleteJob, {
      as: await aModerator(),
      params: { jobId },
      body: { reason: 'Not allowed here' },
    })
    // Assess
    const after = await jobOf(jobId)
    expect(answer.status === 200 ? answer.body.status : answer.body.code).toBe(expected)
    expect([after.title, after.description, after.client]).toEqual([
      before.title,
      before.description,
      before.client,
    ])
    if (status === 'Hired') expect(await Refund.countDocuments({ job: jobId, amount: 200_000 })).toBe(1)
    expect(await verifyLedger()).toEqual([])
  })

  it('cannot have its dispute withdrawn by anybody: staff decide it', async () => {
    const { jobId } = await aJobIn('On The Way')
    await deleteJob(jobId, {}, await aModerator())
    expect(await Dispute.findOne({ job: jobId }).lean()).toMatchObject({ openedBy: null, status: 'Open' })
  })

  it('is shown to its owner with the status that it has', async () => {
    const { jobId, client } = await aJob()
    await deleteJob(jobId, { reason: 'Spam' }, await aModerator())
    const { body } = await call(jobRoutes.getJob, { as: client, params: { jobId } })
    expect(body.status).toBe('Cancelled')
  })
})

const ROUNDS = roundsOr(50)

describe(
  `a ban and something else at once, ${ROUNDS} rounds, RACE_SEED=${RACE_SEED}`,
  { timeout: timeFor(ROUNDS) * 2 },
  () => {
    it('an acceptance: either nobody is hired, or the hire is cancelled; nothing is half done', async () => {
      const random = randomOf(RACE_SEED)
      const staff = await aModerator()
      for (let i = 0; i < ROUNDS; i += 1) {
        const { jobId, quoteId, client, craftsman } = await aQuotedJob({ paymentType: 'Escrow' })
        const { winners } = await race(random, {
          ban: () => banUser({ userId: craftsman.id, reason }, staff),
          acceptance: () => acceptQuote({ jobId, quoteId, client }),
        })
        expect(winners).toContain('ban')
        const contract = await Contract.findOne({ job: objectId(jobId) }).lean()
        const [job, quote] = [await jobOf(jobId), await Quote.findById(quoteId).lean()]
        if (winners.includes('acceptance')) {
          expect([job.status, contract?.status, quote?.status]).toEqual([
            'Cancelled',
            'Cancelled',
            'Accepted',
          ])
        } else {
          expect([job.status, contract, quote?.status]).toEqual(['Posted', null, 'Withdrawn'])
        }
      }
    })

    it('another ban: exactly one wins, and there is one entry in the log', async () => {
      const random = randomOf(RACE_SEED + 1)
      const [one, other] = [await aModerator(), await aModerator()]
      for (let i = 0; i < ROUNDS; i += 1) {
        const { id } = await aClient()
        const { winners, codes } = await race(random, {
          one: () => banUser({ userId: id, reason }, one),
          other: () => banUser({ userId: id, reason }, other),
        })
        expect([winners.length, codes]).toEqual([1, ['ALREADY_BANNED']])
        expect(await ActivityLog.countDocuments({ action: 'user.ban', 'target.id': objectId(id) })).toBe(1)
      }
    })

    it('its end: whichever comes last stays, and the account is whole', async () => {
      const random = randomOf(RACE_SEED + 2)
      const [one, other] = [await aModerator(), await aModerator()]
      for (let i = 0; i < Math.ceil(ROUNDS / 5); i += 1) {
        const { craftsman, quoteId } = await aQuotedJob()
        await banUser({ userId: craftsman.id, reason }, one)
        await race(random, {
          end: () => unbanUser({ userId: craftsman.id }, other),
          again: () => unbanUser({ userId: craftsman.id }, one),
        })
        expect(await Quote.findById(quoteId).lean()).toMatchObject({ status: 'Submitted' })
        expect((await User.findById(craftsman.id).lean())?.isBanned).toBe(false)
      }
    })
  },
)
