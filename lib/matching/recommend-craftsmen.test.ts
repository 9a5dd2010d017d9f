import { describe, expect, it } from 'vitest'
import { matchingRoutes } from '#functions/users/matching.routes.ts'
import { inviteCraftsman } from '#lib/invitations/invite-craftsman.ts'
import { createJob } from '#lib/jobs/create-job.ts'
import { refreshRecord } from '#lib/matching/refresh-record.ts'
import { refreshRecords } from '#lib/matching/refresh-records.ts'
import { Invitation } from '#lib/model/invitation.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { ShownList } from '#lib/model/shown-list.model.ts'
import { User, type UserRecord } from '#lib/model/user.model.ts'
import { addMs, clock, DAY, realTime } from '#lib/platform/clock.ts'
import { type JobId, newId } from '#lib/platform/ids.ts'
import { call } from '#lib/testing/call.ts'
import { explained } from '#lib/testing/explained.ts'
import { aJob, aService, CAIRO } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, type Somebody } from '#lib/testing/people.ts'

aDatabase()

const at = (km: number) => ({
  type: 'Point' as const,
  coordinates: [CAIRO.coordinates[0], CAIRO.coordinates[1] + km / 111.3] as [number, number],
})
const aPlumber = (
  km: number,
  more: Partial<UserRecord['craftsmanInfo']> = {},
  rest: Partial<UserRecord> = {},
) =>
  aCraftsman({
    location: at(km),
    craftsmanInfo: { skills: ['Plumbing'], portfolioImageUrls: [], verificationStatus: 'Verified', ...more },
    ...rest,
  })

const ask = (client: Somebody, query: Record<string, string>, headers = {}) =>
  call(matchingRoutes.recommendCraftsmen, { as: client, query, headers })

const idsOf = (body: { data: { craftsman: { id: string } }[] }): string[] =>
  body.data.map(({ craftsman }) => craftsman.id)

describe('recommendations', () => {
  it('list who fits an open job, with reasons whose shares add up to the score', async () => {
    const { jobId, client } = await aJob()
    const near = await aPlumber(1)
    const far = await aPlumber(12)
    await aPlumber(2, { verificationStatus: 'Pending' })
    await aPlumber(2, { skills: ['Carpentry'] })
    await aPlumber(2, { availability: { weekly: [], pausedUntil: addMs(clock(), DAY) } })
    await aPlumber(2, {}, { isBanned: true })
    await aPlumber(12, { serviceRadiusKm: 5 })
    const { status, body } = await ask(client, { jobId })
    expect(status).toBe(200)
    expect(idsOf(body)).toEqual([near.id, far.id])
    for (const { reasons, score } of body.data)
      expect(reasons.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(score, 9)
    expect(body.data[0]?.distanceKm).toBe(0.7) // a kilometre, but for the rounding of their place
  })

  it('tell nobody where a craftsman lives: the same for all places that are rounded to the same one', async () => {
    // Prepare
    await aService()
    const [client, craftsman] = [await aClient(), await aPlumber(3, { serviceRadiusKm: 5 })]
    const placed = async (lng: number, lat: number, near: string) => {
      const location = { type: 'Point' as const, coordinates: [lng, lat] as [number, number] }
      await User.updateOne({ _id: craftsman.id }, { $set: { location } })
      const { body } = await ask(client, { category: 'Plumbing', near })
      return body.data.map(({ score, distanceKm, reasons }) => ({ score, distanceKm, reasons }))
    }
    for (const near of ['31.2251,30.0449', '31.2744,30.0401', '31.282,30.06']) {
      // Act
      const [here, there] = [await placed(31.2251, 30.0551, near), await placed(31.2349, 30.0649, near)]
      // Assess
      expect(there).toEqual(here)
    }
  })

  it('put whoever has room for another job before somebody with as many as they take on', async () => {
    // Prepare
    const { jobId, client } = await aJob()
    const busy = { matching: { record: JSON.stringify({ activeJobs: 2 }), refreshedAt: clock() } }
    const [full, free] = [await aPlumber(3, {}, busy), await aPlumber(3, { capacity: 6 }, busy)]
    // Act
    const { body } = await ask(client, { jobId, limit: '50' })
    // Assess
    const places = [free.id, full.id].map((id) => idsOf(body).indexOf(id))
    expect(places[0]).toBeGreaterThanOrEqual(0)
    expect(places[0]).toBeLessThan(places[1] ?? 0)
  })

  it('speak the client’s language', async () => {
    const { jobId, client } = await aJob()
    await aPlumber(1)
    const { body } = await ask(client, { jobId }, { 'accept-language': 'ar' })
    expect(body.data[0]?.reasons.map(({ text }) => text)).toContain('على بعد ٠٫٧ كم')
  })

  it('leave out who was invited or has quoted, and say so when asked why', async () => {
    const { jobId, client } = await aJob()
    const invited = await aPlumber(1)
    await Invitation.create([
      {
        _id: newId<'Invitation'>(),
        job: jobId,
        craftsman: invited.id,
        status: 'Pending',
        createdAt: clock(),
      },
    ])
    const { body } = await ask(client, { jobId, whyNot: invited.id })
    expect(idsOf(body)).not.toContain(invited.id)
    expect(body.whyNot).toMatchObject({ inList: false, because: [{ key: 'alreadyInvited' }] })
  })

  it('say why somebody is not in the list, and where they stand if they are', async () => {
    const { jobId, client } = await aJob()
    const first = await aPlumber(1)
    const why = async (id: string) => (await ask(client, { jobId, whyNot: id })).body.whyNot
    expect(await why(first.id)).toMatchObject({ inList: true })
    expect(await why((await aPlumber(20, { serviceRadiusKm: 5 })).id)).toMatchObject({
      inList: false,
      because: [{ key: 'tooFar' }],
    })
    expect((await why((await aPlumber(1, { verificationStatus: 'Pending' })).id))?.because[0]?.key).toBe(
      'notVerified',
    )
    expect((await why((await aPlumber(1, { skills: ['Carpentry'] })).id))?.because[0]?.key).toBe('otherTrade')
    expect((await why(newId<'User'>()))?.because[0]?.key).toBe('notFound')
  })

  it('are there before a job is posted, by category and place', async () => {
    await aService()
    const client = await aClient()
    const { id } = await aPlumber(1)
    const near = CAIRO.coordinates.join(',')
    expect(idsOf((await ask(client, { category: 'Plumbing', near, limit: '50' })).body)).toContain(id)
    expect((await ask(client, { category: 'Juggling', near })).body.code).toBe('UNKNOWN_CATEGORY')
    expect((await ask(client, { category: 'Plumbing' })).status).toBe(400)
    expect((await ask(client, {})).status).toBe(400)
  })

  it('are for one’s own open jobs', async () => {
    const { jobId } = await aJob()
    expect((await ask(await aClient(), { jobId })).body.code).toBe('JOB_NOT_YOURS')
    expect((await ask(await aClient(), { jobId: newId<'Job'>() })).body.code).toBe('JOB_NOT_FOUND')
  })

  it('are stored as they were shown, with positions, features and the model', async () => {
    const { jobId, client } = await aJob()
    await aPlumber(1)
    const { body } = await ask(client, { jobId, limit: '3' })
    const stored = await ShownList.findOne({ job: jobId }).lean()
    expect(stored?.craftsmen.map(({ craftsman }) => craftsman.toHexString())).toEqual(idsOf(body))
    expect(stored?.craftsmen.map(({ position }) => position)).toEqual(body.data.map((_, i) => i + 1))
    expect(stored?.model).toBe(body.data[0]?.model)
  })

  it('walk indexes and scan nothing', async () => {
    const { jobId, client } = await aJob()
    await aPlumber(1)
    const reads = await explained(() => ask(client, { jobId }))
    expect(reads.filter(({ costly }) => costly.includes('COLLSCAN'))).toEqual([])
  })
})

describe('the record of a craftsman', () => {
  it('tells of answered and unanswered invitations, and is the same when it is made again', async () => {
    const { id } = await aPlumber(1)
    const { jobId } = await aJob()
    const other = (await aJob()).jobId
    await Job.updateMany({}, { $set: { createdAt: addMs(clock(), -6 * DAY) } })
    await Invitation.create([
      invitation(jobId, id, { status: 'Accepted', respondedAt: addMs(clock(), 60_000 - 5 * DAY) }),
      invitation(other, id, { status: 'Pending' }),
    ])
    await refreshRecord(id)
    const first = await recordOf(id)
    expect(first).toMatchObject({ invited: 2, accepted: 1, unanswered: 1 })
    await refreshRecord(id)
    expect(await recordOf(id)).toEqual(first)
  })

  it('is made anew after an event told of the craftsman', async () => {
    const { id } = await aPlumber(1)
    const client = await aClient()
    const job = await createJob(
      {
        title: 'A tap',
        description: 'It drips',
        category: await aService(),
        paymentType: 'Cash',
        location: CAIRO,
      },
      client,
    )
    const before = await refreshRecords()
    await inviteCraftsman({ jobId: job.id as JobId, craftsmanId: id, client })
    await Outbox.updateMany({ sentAt: null }, { $set: { sentAt: realTime() } })
    const after = await refreshRecords()
    expect(before.more).toBe(false)
    expect(after.handedOut).toBeGreaterThanOrEqual(1)
  })
})

const invitation = (job: JobId, craftsman: string, more: object) => ({
  _id: newId<'Invitation'>(),
  job,
  craftsman,
  createdAt: addMs(clock(), -5 * DAY),
  ...more,
})

const recordOf = async (id: string): Promise<unknown> =>
  JSON.parse((await User.findById(id).select('+matching').lean())?.matching?.record ?? 'null')
