import { describe, expect, it } from 'vitest'
import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Quote } from '#lib/model/quote.model.ts'
import { SettingsVersion } from '#lib/model/settings-version.model.ts'
import { addMs, clock, HOUR, setClockOffset } from '#lib/platform/clock.ts'
import { forgetSettings } from '#lib/settings/settings.ts'
import { call } from '#lib/testing/call.ts'
import { aHiredJob, aJob, aQuotedJob, aService, CAIRO } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, aModerator } from '#lib/testing/people.ts'

aDatabase()

const posting = {
  title: 'حنفية المطبخ بتنقّط',
  description: 'سباكة: الحنفية بتنقّط طول الليل',
  category: 'plumbing',
  paymentType: 'Cash',
  address: '12 Talaat Harb Street',
  location: CAIRO,
  budget: 30_000,
}

describe('posting a job', () => {
  it('stores it as Posted under the service’s own name, with its event and its activity log entry', async () => {
    await aService()
    const client = await aClient()
    const { status, body } = await call(jobRoutes.createJob, { as: client, body: posting })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      status: 'Posted',
      category: 'Plumbing',
      jobPrice: 0,
      client: { id: client.id },
    })
    expect(await Outbox.countDocuments({ type: 'job.posted', 'data.jobId': body.id })).toBe(1)
    expect(await ActivityLog.countDocuments({ action: 'job.create', 'target.id': body.id })).toBe(1)
  })

  it('accepts photos that the client uploaded for a job', async () => {
    const client = await aClient()
    const cloud = `https://res.cloudinary.com/${process.env.CLOUDINARY_CLOUD_NAME}/image/upload`
    const photos = [`${cloud}/v1/job-images/${client.id}-0123456789abcdef01234567.jpg`]
    const { body } = await call(jobRoutes.createJob, { as: client, body: { ...posting, photos } })
    expect(body.photos).toEqual(photos)
  })

  it.each([
    ['a service that does not exist', { category: 'Alchemy' }, 'UNKNOWN_CATEGORY'],
    ['a budget with a fraction of a piastre', { budget: 10.5 }, 'VALIDATION_FAILED'],
    ['a budget of zero', { budget: 0 }, 'VALIDATION_FAILED'],
    ['a budget over a million pounds', { budget: 100_000_001 }, 'VALIDATION_FAILED'],
    [
      'longitude and latitude swapped',
      { location: { type: 'Point', coordinates: [30.04, 31.23, 1] } },
      'VALIDATION_FAILED',
    ],
    ['a time in the past', { preferredAt: '2020-01-01T10:00:00.000Z' }, 'VALIDATION_FAILED'],
    [
      'a photo from somewhere else',
      { photos: ['https://169.254.169.254/latest/meta-data'] },
      'UPLOAD_NOT_YOURS',
    ],
    [
      'a photo in somebody else’s folder',
      {
        photos: [
          'https://res.cloudinary.com/craftworks-test/image/upload/job-images/65a000000000000000000099-0123456789abcdef01234567.jpg',
        ],
      },
      'UPLOAD_NOT_YOURS',
    ],
    ['a field that clients may not set', { platformFee: 0 }, 'VALIDATION_FAILED'],
    ['a status', { status: 'Completed' }, 'VALIDATION_FAILED'],
    ['a NUL in the title', { title: 'tap\u0000tap' }, 'VALIDATION_FAILED'],
    ['half a character', { title: 'tap \ud800 tap' }, 'VALIDATION_FAILED'],
  ])('refuses %s', async (_what, wrong, code) => {
    const client = await aClient()
    const before = await Job.countDocuments()
    const { status, body } = await call(jobRoutes.createJob, { as: client, body: { ...posting, ...wrong } })
    expect([status, body.code]).toEqual([400, code])
    expect(await Job.countDocuments()).toBe(before)
  })
})

describe('browsing jobs', () => {
  it('finds open jobs by place, nearest first, with the distance and without the address', async () => {
    // Prepare
    const client = await aClient()
    const service = await aService('Tiling')
    const places = [31.24, 31.3, 32.3].map((longitude) => ({
      type: 'Point' as const,
      coordinates: [longitude, 30.05],
    }))
    for (const location of places)
      await call(jobRoutes.createJob, { as: client, body: { ...posting, category: service, location } })
    // Act
    const query = { near: '31.2357,30.0444', radiusKm: '20', category: service }
    const { body } = await call(jobRoutes.listJobs, { as: await aCraftsman(), query })
    // Assess
    expect(body.pagination).toEqual({ page: 1, limit: 10, totalPages: 1, totalItems: 2 })
    expect(body.data.map(({ location }) => location.coordinates[0])).toEqual([31.24, 31.3])
    expect(body.data.map(({ distance }) => distance)).toEqual([1000, 6000])
    expect(body.data.every((job) => !('address' in job))).toBe(true)
  })

  it('finds words in any spelling, and does not treat them as a regular expression', async () => {
    const craftsman = await aCraftsman()
    await aJob({ title: 'تغيير سِباكة الحمّام' })
    const found = await call(jobRoutes.listJobs, { as: craftsman, query: { q: 'سباكه الحمام' } })
    expect(found.body.data.length).toBe(1)
    const none = await call(jobRoutes.listJobs, { as: craftsman, query: { q: '.*' } })
    expect(none.body.data).toEqual([])
  })

  it('pages without repeating or omitting a job', async () => {
    const client = await aClient()
    for (let i = 0; i < 5; i += 1) await aJob({ client })
    const pages = [1, 2, 3].map((page) => ({ mine: 'true', page: String(page), limit: '2' }))
    const answers = await Promise.all(pages.map((query) => call(jobRoutes.listJobs, { as: client, query })))
    const ids = answers.flatMap(({ body }) => body.data.map(({ id }) => id))
    expect([ids.length, new Set(ids).size]).toEqual([5, 5])
  })

  it.each([
    ['page', '0'],
    ['limit', '101'],
    ['page', '1e3'],
    ['near', '31'],
    ['status', 'Lost'],
    ['minBudget', '-1'],
  ])('refuses the filter %s=%s', async (name, value) => {
    const { status, body } = await call(jobRoutes.listJobs, { as: await aClient(), query: { [name]: value } })
    expect([status, body.code]).toEqual([400, 'VALIDATION_FAILED'])
  })

  it('lists a Hired job only for its parties and staff', async () => {
    const { jobId, client, craftsman } = await aHiredJob()
    const query = { status: 'Hired', limit: '100' }
    const seen = async (as: { token: string }) =>
      (await call(jobRoutes.listJobs, { as, query })).body.data.some(({ id }) => id === jobId)
    expect(await Promise.all([client, craftsman, await aModerator(), await aClient()].map(seen))).toEqual([
      true,
      true,
      true,
      false,
    ])
  })
})

describe('reading a job', () => {
  it('shows the exact place only to its parties', async () => {
    const { jobId, client } = await aJob()
    const exact = { type: 'Point' as const, coordinates: [31.23571, 30.04442] }
    await call(jobRoutes.updateJob, {
      as: client,
      params: { jobId },
      body: { address: 'Flat 5', location: exact },
    })
    const own = await call(jobRoutes.getJob, { as: client, params: { jobId } })
    expect([own.body.address, own.body.location.coordinates]).toEqual(['Flat 5', [31.23571, 30.04442]])
    const other = await call(jobRoutes.getJob, { as: await aCraftsman(), params: { jobId } })
    expect(['address' in other.body, other.body.location.coordinates]).toEqual([false, [31.24, 30.04]])
  })

  it('answers 404 with the fixed message for a malformed id', async () => {
    const { status, body } = await call(jobRoutes.getJob, {
      as: await aClient(),
      params: { jobId: 'nonsense' },
    })
    expect([status, body.message]).toEqual([404, 'Resource not found (invalid ID)'])
  })
})

describe('changing a job', () => {
  it('cannot change payment type, category and place once it has a quote', async () => {
    const { jobId, client } = await aQuotedJob()
    const change = (body: object) => call(jobRoutes.updateJob, { as: client, params: { jobId }, body })
    expect((await change({ paymentType: 'Escrow' })).body.code).toBe('JOB_FIXED_ONCE_QUOTED')
    expect((await change({ location: { type: 'Point', coordinates: [31.3, 30.1] } })).body.code).toBe(
      'JOB_FIXED_ONCE_QUOTED',
    )
    expect((await change({ title: 'A tap that leaks more', paymentType: 'Cash' })).body.title).toBe(
      'A tap that leaks more',
    )
  })

  it('takes what it has already as no change, in any way of writing', async () => {
    const { jobId, client } = await aQuotedJob()
    const { category, paymentType } = await Job.findById(jobId).lean().orFail()
    for (const written of [category, category.toUpperCase(), ` ${category.toLowerCase()}\u200f`]) {
      const body = { category: written, paymentType, location: CAIRO }
      const { status, ...answer } = await call(jobRoutes.updateJob, { as: client, params: { jobId }, body })
      expect([written, status, answer.body.category]).toEqual([written, 200, category])
    }
    await aService('Electrical')
    const other = await call(jobRoutes.updateJob, {
      as: client,
      params: { jobId },
      body: { category: 'electrical' },
    })
    expect(other.body.code).toBe('JOB_FIXED_ONCE_QUOTED')
  })

  it('takes the time that it has already, also once that is over, and no other time that is over', async () => {
    // Prepare
    const preferredAt = addMs(clock(), HOUR)
    const { jobId, client } = await aJob({ preferredAt })
    setClockOffset(2 * HOUR)
    const change = (at: Date) => ({ title: 'A tap that leaks more', preferredAt: at.toISOString() })
    const edit = (body: object) => call(jobRoutes.updateJob, { as: client, params: { jobId }, body })
    // Act
    const same = await edit(change(preferredAt))
    const other = await edit(change(addMs(preferredAt, 1)))
    setClockOffset(0)
    // Assess
    expect([same.status, same.body.title]).toEqual([200, 'A tap that leaks more'])
    expect(other).toMatchObject({ status: 400, body: { errors: [{ path: 'preferredAt' }] } })
  })

  it('is refused once a craftsman is hired', async () => {
    const { jobId, client } = await aHiredJob()
    const { body } = await call(jobRoutes.updateJob, {
      as: client,
      params: { jobId },
      body: { title: 'Too late' },
    })
    expect(body.code).toBe('JOB_NOT_OPEN')
  })

  it('with DELETE cancels it and expires its quotes', async () => {
    const { jobId, client } = await aQuotedJob()
    const { status, body } = await call(jobRoutes.cancelJob, { as: client, params: { jobId } })
    expect([status, body.status]).toEqual([200, 'Cancelled'])
    expect(await Job.findById(jobId).lean()).toMatchObject({ openQuotes: 0 })
    expect(await Quote.distinct('status', { job: jobId })).toEqual(['Expired'])
    const again = await call(jobRoutes.cancelJob, { as: client, params: { jobId } })
    expect([again.status, again.body.code]).toEqual([400, 'MOVE_NOT_ALLOWED'])
  })
})

describe('the process', () => {
  it('is available to everybody as JSON', async () => {
    const { body } = await call(jobRoutes.getProcess)
    expect(body.moves.find(({ name }) => name === 'setOut')).toMatchObject({
      from: ['Hired'],
      to: 'On The Way',
      needs: ['paid'],
    })
  })

  it('names the durations of the current settings', async () => {
    // Prepare
    await SettingsVersion.create([{ version: 1, values: { openJobDays: 3, confirmHours: 48 }, at: clock() }])
    forgetSettings()
    // Act
    const { body } = await call(jobRoutes.getProcess)
    await SettingsVersion.deleteMany({})
    forgetSettings()
    // Assess
    expect(body.timers.find(({ name }) => name === 'openJob')?.counts).toBe('3 days from the last activity')
    expect(body.moves.find(({ name }) => name === 'finish')?.summary).toEqual({
      en: 'Call the work completed; the client has 48 hours to confirm or dispute',
      ar: 'إعلان إتمام العمل، وأمام العميل ٤٨ ساعة للتأكيد أو الاعتراض',
    })
  })
})
