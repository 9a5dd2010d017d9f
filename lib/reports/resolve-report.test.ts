import { describe, expect, it } from 'vitest'
import { adminReportRoutes } from '#functions/admin/reports.routes.ts'
import { queues } from '#functions/consumers.ts'
import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { messageRoutes } from '#functions/messages/messages.routes.ts'
import { reportRoutes } from '#functions/reports/reports.routes.ts'
import { reviewRoutes } from '#functions/reviews/reviews.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { startSqsFake } from '#infra/fakes/sqs.ts'
import type { EventMessage } from '#lib/events/event-message.ts'
import { sendMessage } from '#lib/messages/send-message.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { Notification } from '#lib/model/notification.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Report } from '#lib/model/report.model.ts'
import type { ReportOutcome, ReportTarget } from '#lib/model/report-targets.ts'
import { User } from '#lib/model/user.model.ts'
import { fanOut } from '#lib/notifications/fan-out.ts'
import { newId } from '#lib/platform/ids.ts'
import { createReview } from '#lib/reviews/create-review.ts'
import { call } from '#lib/testing/call.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aConfirmedJob, aJob, aJobIn } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, aModerator, anAdmin, type Somebody } from '#lib/testing/people.ts'

aDatabase()
aFake(() => startSqsFake(queues))

const NOTE = 'It is against our rules'

const report = async (as: Somebody, targetType: ReportTarget, targetId: string) => {
  const body = { targetType, targetId, reason: 'Please look' }
  return (await call(reportRoutes.fileReport, { as, body })).body
}

/** A report about a moderator, from when they were a client. */
async function reportWhenClient({ id }: Somebody) {
  await User.updateOne({ _id: id }, { $set: { role: 'Client' } })
  const filed = await report(await aClient(), 'user', id)
  await User.updateOne({ _id: id }, { $set: { role: 'Moderator' } })
  return filed
}

const resolve = (as: Somebody, reportId: string, outcome: ReportOutcome) =>
  call(adminReportRoutes.resolveReport, { as, params: { reportId }, body: { outcome, note: NOTE } })

const queueOf = async (as: Somebody, query: Record<string, string> = {}) =>
  (await call(adminReportRoutes.listReports, { as, query: { limit: '100', ...query } })).body.data

/** Tells everybody of the events of one type, and returns what each of these people has been told by them. */
async function toldBy(type: string, people: readonly Somebody[]) {
  for (const event of await Outbox.find({ type }).lean()) {
    const { _id, version, data, at } = event
    await fanOut({ eventId: _id.toHexString(), type, version, data, at: at.toISOString() } as EventMessage)
  }
  return Promise.all(
    people.map(async ({ id }) =>
      (await Notification.find({ user: id }).lean()).map(({ words }) => words.en.title),
    ),
  )
}

/** A message, a review, a job and a profile, each with who answers for it and somebody who can see it. */
async function somethingOf(targetType: ReportTarget) {
  if (targetType === 'user') {
    const against = await aCraftsman()
    return { against, reporter: await aClient(), targetId: against.id as string, jobId: null }
  }
  if (targetType === 'job') {
    const { jobId, client } = await aJob()
    return { against: client, reporter: await aCraftsman(), targetId: jobId as string, jobId }
  }
  const { jobId, client, craftsman } = await aConfirmedJob()
  if (targetType === 'message') {
    const { id } = await sendMessage(jobId, { text: 'Pay me by hand' }, craftsman)
    return { against: craftsman, reporter: client, targetId: id, jobId }
  }
  const { id } = await createReview({ jobId, rating: 1, comment: 'Rude words' }, client)
  await createReview({ jobId, rating: 5 }, craftsman)
  return { against: client, reporter: craftsman, targetId: id, jobId }
}

const TARGETS = ['user', 'job', 'message', 'review'] as const

describe('the queue of reports', () => {
  it('has one entry for each target with everybody who reported it, the oldest first, until it is resolved', async () => {
    // Prepare
    const moderator = await aModerator()
    const { against, reporter, targetId } = await somethingOf('user')
    const second = await aClient()
    const first = await report(reporter, 'user', targetId)
    const other = await report(reporter, 'user', (await aCraftsman()).id)
    const joined = await report(second, 'user', targetId)
    // Act
    const queue = (await queueOf(moderator)).filter(({ id }) => [first.id, other.id, joined.id].includes(id))
    await resolve(moderator, joined.id, 'dismissed')
    // Assess
    expect(queue.map(({ id }) => id)).toEqual([first.id, other.id])
    expect(queue[0]).toMatchObject({
      targetId,
      reporter: { id: reporter.id },
      against: { id: against.id },
      reportCount: 2,
      reports: [
        { id: first.id, reporter: { id: reporter.id } },
        { id: joined.id, reporter: { id: second.id } },
      ],
      resolution: null,
    })
    const open = (await queueOf(moderator)).map(({ id }) => id)
    expect(open).toContain(other.id)
    expect(open).not.toContain(first.id)
    const resolved = await queueOf(moderator, { status: 'Resolved' })
    expect(resolved.find(({ id }) => id === first.id)).toMatchObject({
      resolution: { outcome: 'dismissed', note: NOTE },
    })
    expect(await Report.countDocuments({ target: targetId, status: 'Open' })).toBe(0)
  })

  it.each(TARGETS)('shows what was reported: a %s', async (targetType) => {
    const moderator = await aModerator()
    const { against, reporter, targetId, jobId } = await somethingOf(targetType)
    const { id } = await report(reporter, targetType, targetId)
    const entry = (await queueOf(moderator)).find((each) => each.id === id)
    expect(entry).toMatchObject({ targetType, targetId, against: { id: against.id }, content: { jobId } })
    const shown = { user: {}, job: { title: 'A leaking tap' }, message: { text: 'Pay me by hand' } }
    const review = { text: 'Rude words', rating: 1 }
    expect(entry?.content).toMatchObject({ ...shown, review }[targetType])
  })

  it('takes a new report of a target that was resolved before', async () => {
    const moderator = await aModerator()
    const { reporter, targetId } = await somethingOf('user')
    const first = await report(reporter, 'user', targetId)
    await resolve(moderator, first.id, 'dismissed')
    const second = await report(reporter, 'user', targetId)
    expect(second.id).not.toBe(first.id)
    expect((await queueOf(moderator)).map(({ id }) => id)).toContain(second.id)
  })

  it('never has a review that is not revealed', async () => {
    const { jobId, client, craftsman } = await aConfirmedJob()
    const { id: targetId } = await createReview({ jobId, rating: 1 }, client)
    const body = { targetType: 'review', targetId, reason: 'It must be bad' }
    for (const as of [client, craftsman, await aModerator()]) {
      expect((await call(reportRoutes.fileReport, { as, body })).body.code).toBe('NOTHING_TO_REPORT')
    }
  })
})

describe('an outcome', () => {
  it.each(TARGETS)(
    'is told to everybody who reported the %s, and not to who answers for it',
    async (type) => {
      // Prepare
      const { against, reporter, targetId } = await somethingOf(type)
      const { id } = await report(reporter, type, targetId)
      // Act
      const { body } = await resolve(await aModerator(), id, 'dismissed')
      // Assess
      expect(body).toMatchObject({ status: 'Resolved', resolution: { outcome: 'dismissed' } })
      const [heard, unheard] = await toldBy('report.resolved', [reporter, against])
      expect(heard).toEqual([`Your report about a ${type}`])
      expect(unheard).toEqual([])
      expect(await ActivityLog.countDocuments({ action: 'report.resolve', 'target.id': id })).toBe(1)
    },
  )

  it.each(TARGETS)('`warned` leaves the %s and tells who answers for it why', async (type) => {
    const { against, reporter, targetId } = await somethingOf(type)
    const { id } = await report(reporter, type, targetId)
    const { body } = await resolve(await aModerator(), id, 'warned')
    expect(body.content).not.toBeNull()
    expect(await toldBy('user.warned', [against, reporter])).toEqual([['A warning from the team'], []])
    const notification = await Notification.findOne({ user: against.id }).lean()
    expect(notification?.words.en.message).toContain(NOTE)
    expect(await ActivityLog.countDocuments({ action: 'user.warn', 'target.id': against.id })).toBe(1)
  })

  it('`removed` hides a review, deletes a message, and cancels a job', async () => {
    // Prepare
    const moderator = await aModerator()
    const [review, message, job] = [
      await somethingOf('review'),
      await somethingOf('message'),
      await somethingOf('job'),
    ]
    // Act
    for (const [type, { reporter, targetId }] of [
      ['review', review],
      ['message', message],
      ['job', job],
    ] as const) {
      const { id } = await report(reporter, type, targetId)
      expect((await resolve(moderator, id, 'removed')).status).toBe(201)
    }
    // Assess
    const userId = review.reporter.id
    const { body: reviews } = await call(reviewRoutes.listReviews, { params: { userId } })
    expect(reviews.data).toEqual([])
    expect((await call(userRoutes.getUser, { params: { userId } })).body).toMatchObject({
      rating: 0,
      ratingCount: 0,
    })
    const params = { jobId: String(message.jobId) }
    const { body: thread } = await call(messageRoutes.listMessages, { as: message.reporter, params })
    expect(thread.data).toMatchObject([{ id: message.targetId, text: null, deleted: true }])
    const posted = await call(jobRoutes.getJob, { as: job.against, params: { jobId: job.targetId } })
    expect(posted.body.status).toBe('Cancelled')
    expect(await toldBy('content.removed', [message.against])).toEqual([['Something of yours was removed']])
  })

  it('`removed` takes pictures and text off a profile, and leaves the account', async () => {
    const about = { skills: ['Plumbing'], bio: 'Call 0100', verificationStatus: 'Verified' as const }
    const craftsmanInfo = { ...about, portfolioImageUrls: ['https://example.com/1.jpg'] }
    const against = await aCraftsman({ profilePicture: 'https://example.com/me.jpg', craftsmanInfo })
    const { id } = await report(await aClient(), 'user', against.id)
    await resolve(await aModerator(), id, 'removed')
    const { body } = await call(userRoutes.getMe, { as: against })
    expect(body).toMatchObject({
      profilePicture: null,
      craftsmanInfo: {
        bio: null,
        portfolioImageUrls: [],
        skills: ['Plumbing'],
        verificationStatus: 'Verified',
      },
    })
  })

  it.each([
    ['Hired', 'Cancelled'],
    ['On The Way', 'Disputed'],
    ['Completed', 'Disputed'],
    ['Disputed', 'Disputed'],
  ] as const)('`removed` of a %s job leaves it %s', async (status, after) => {
    const { jobId, client, craftsman } = await aJobIn(status)
    const { id } = await report(craftsman, 'job', jobId)
    expect((await resolve(await aModerator(), id, 'removed')).status).toBe(201)
    const { body } = await call(jobRoutes.getJob, { as: client, params: { jobId } })
    expect(body.status).toBe(after)
    expect(await Dispute.countDocuments({ job: jobId })).toBe(after === 'Disputed' ? 1 : 0)
  })

  it('`removed` of a job that is confirmed changes nothing about its money', async () => {
    const { jobId, client, craftsman } = await aConfirmedJob()
    const { id } = await report(craftsman, 'job', jobId)
    await resolve(await aModerator(), id, 'removed')
    const { body } = await call(jobRoutes.getJob, { as: client, params: { jobId } })
    expect(body.status).toBe('Completed')
  })

  it('`banned` takes the message away, blocks its writer with the note as the reason, and ends their sessions', async () => {
    const { against, reporter, targetId } = await somethingOf('message')
    const { id } = await report(reporter, 'message', targetId)
    await resolve(await aModerator(), id, 'banned')
    const { status, body } = await call(userRoutes.getMe, { as: against })
    expect([status, body.code]).toEqual([403, 'ACCOUNT_BLOCKED'])
    expect(body).toMatchObject({ reason: NOTE })
    expect(await ActivityLog.countDocuments({ action: 'user.ban', 'target.id': against.id })).toBe(1)
  })

  it('`banned` is not for a moderator to say of staff, and nothing of it stays', async () => {
    const [moderator, other] = [await aModerator(), await aModerator()]
    const { id } = await reportWhenClient(other)
    const refused = await resolve(moderator, id, 'banned')
    expect([refused.status, refused.body.code]).toEqual([403, 'STAFF_ACCOUNT'])
    expect(await Report.findById(id).lean()).toMatchObject({ status: 'Open' })
    expect((await resolve(await anAdmin(), id, 'banned')).status).toBe(201)
  })

  it('is not for the one to decide whom the report is about, nor of a report that does not exist or is resolved', async () => {
    const moderator = await aModerator()
    const { id } = await reportWhenClient(moderator)
    const other = await aModerator()
    const codes = [
      (await resolve(moderator, id, 'dismissed')).body.code,
      (await resolve(other, newId<'Report'>(), 'dismissed')).body.code,
      (await resolve(other, id, 'dismissed')).status,
      (await resolve(other, id, 'warned')).body.code,
    ]
    expect(codes).toEqual(['REPORT_ABOUT_YOU', 'REPORT_NOT_FOUND', 201, 'REPORT_RESOLVED'])
  })
})
