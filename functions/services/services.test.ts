import { beforeEach, describe, expect, it } from 'vitest'
import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { serviceRoutes } from '#functions/services/services.routes.ts'
import { startCloudinaryFake } from '#infra/fakes/cloudinary.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { Service } from '#lib/model/service.model.ts'
import { User } from '#lib/model/user.model.ts'
import { call } from '#lib/testing/call.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aJob, CAIRO } from '#lib/testing/jobs.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, aModerator } from '#lib/testing/people.ts'
import { aHeavyPng, aPng } from '#lib/testing/pictures.ts'

aDatabase()
aFake(startCloudinaryFake)
beforeEach(emptyDatabase)

const plumbing = {
  name: 'Plumbing',
  nameAr: 'سباكة',
  icon: 'faucet-icon',
  description: 'Water systems and pipe work',
}

async function addedService(service: Partial<typeof plumbing> = {}) {
  const as = await aModerator()
  const { body } = await call(serviceRoutes.createService, { as, body: { ...plumbing, ...service } })
  return { as, id: body.id, params: { id: body.id } }
}

describe('services', () => {
  it('are a bare array for everybody, sorted by name, without internal fields', async () => {
    // Prepare
    await addedService({ name: 'Tiling' })
    await addedService()
    // Act
    const { body, text } = await call(serviceRoutes.listServices)
    // Assess
    expect(body.map(({ name }) => name)).toEqual(['Plumbing', 'Tiling'])
    expect(body[0]).toMatchObject({ ...plumbing, id: expect.stringMatching(/^[0-9a-f]{24}$/) as unknown })
    expect(text).not.toMatch(/nameKey|usedAt|_id/)
  })

  it('have unique names, in any case of letters', async () => {
    // Prepare
    const { as } = await addedService()
    const tiling = await addedService({ name: 'Tiling' })
    // Act
    const again = await call(serviceRoutes.createService, { as, body: { ...plumbing, name: 'PLUMBING' } })
    const renamed = await call(serviceRoutes.updateService, { ...tiling, body: { name: 'plumbing' } })
    // Assess
    expect([again.status, again.body.code]).toEqual([400, 'SERVICE_EXISTS'])
    expect([renamed.status, renamed.body.code]).toEqual([400, 'SERVICE_EXISTS'])
    expect(await Service.countDocuments()).toBe(2)
  })

  it('are created once if two requests with the same name come at once', async () => {
    const as = await aModerator()
    for (let round = 0; round < 50; round += 1) {
      const body = { ...plumbing, name: `Trade ${round}` }
      const both = await Promise.all([
        call(serviceRoutes.createService, { as, body }),
        call(serviceRoutes.createService, { as, body: { ...body, name: `TRADE ${round}` } }),
      ])
      expect(both.map(({ status }) => status).toSorted()).toEqual([201, 400])
    }
  })

  it('are renamed in jobs and skills too', async () => {
    // Prepare
    const { as, params } = await addedService()
    const { jobId } = await aJob()
    const craftsman = await aCraftsman({
      craftsmanInfo: {
        skills: ['Tiling', 'Plumbing'],
        portfolioImageUrls: [],
        verificationStatus: 'Pending',
      },
    })
    // Act
    const { body } = await call(serviceRoutes.updateService, { as, params, body: { name: 'Pipes' } })
    // Assess
    expect(body).toMatchObject({ ...plumbing, name: 'Pipes' })
    expect(await Job.findById(jobId).lean()).toMatchObject({ category: 'Pipes' })
    const { craftsmanInfo } = (await User.findById(craftsman.id).lean()) ?? {}
    expect(craftsmanInfo?.skills).toEqual(['Tiling', 'Pipes'])
    expect((await ActivityLog.find({ action: 'service.update' }).lean())[0]?.details).toEqual({
      fields: ['name'],
    })
  })

  it('cannot be deleted while an open job uses them, and can be afterwards', async () => {
    // Prepare
    const { as, params } = await addedService()
    const { jobId, client } = await aJob()
    const craftsman = await aCraftsman()
    // Act
    const refused = await call(serviceRoutes.deleteService, { as, params })
    await updateJobStatus(jobId, { status: 'Cancelled' }, client)
    const done = await call(serviceRoutes.deleteService, { as, params })
    const gone = await call(serviceRoutes.deleteService, { as, params })
    // Assess
    expect([refused.body.code, done.status, gone.body.code]).toEqual([
      'SERVICE_IN_USE',
      200,
      'SERVICE_NOT_FOUND',
    ])
    expect(await ActivityLog.countDocuments({ action: 'service.delete' })).toBe(1)
    expect((await User.findById(craftsman.id).lean())?.craftsmanInfo?.skills).toEqual([])
  })

  it('are never deleted while a job is posted for them at the same moment', async () => {
    const client = await aClient()
    for (let round = 0; round < 50; round += 1) {
      const { as, params } = await addedService()
      const posting = { title: 'A leaking tap', description: 'It drips all night', category: 'Plumbing' }
      const body = { ...posting, paymentType: 'Cash', location: CAIRO }
      const [posted, deleted] = await Promise.all([
        call(jobRoutes.createJob, { as: client, body }),
        call(serviceRoutes.deleteService, { as, params }),
      ])
      const outcome = `${posted.body.code ?? posted.status} ${deleted.body.code ?? deleted.status}`
      expect(['201 SERVICE_IN_USE', 'UNKNOWN_CATEGORY 200']).toContain(outcome)
      await emptyJobs()
    }
  })
})

/** Deletes jobs, services and rate limits before the next round. The client stays. */
async function emptyJobs(): Promise<void> {
  await Job.collection.deleteMany({})
  await Service.collection.deleteMany({})
  await User.db.collection('limits').deleteMany({})
}

describe('a picture of a service', () => {
  const form = (content: Buffer, { field = 'picture', file = 'icon.png', end = '\r\n--form--\r\n' } = {}) => {
    const head = `--form\r\ncontent-disposition: form-data; name="${field}"; filename="${file}"\r\n\r\n`
    return Buffer.concat([Buffer.from(head), content, Buffer.from(end)])
  }

  const upload = async (body: Buffer) =>
    call(serviceRoutes.uploadServicePicture, {
      as: await aModerator(),
      headers: { 'content-type': 'multipart/form-data; boundary=form' },
      body: body.toString('base64'),
      isBase64Encoded: true,
    })

  it('is stored under a name that we chose, at an address that a service accepts as its icon', async () => {
    // Act
    const { status, body } = await upload(form(aPng(), { file: '../../x.html' }))
    const { body: service } = await call(serviceRoutes.createService, {
      as: await aModerator(),
      body: { ...plumbing, icon: body.url },
    })
    // Assess
    expect(status).toBe(201)
    expect(body.publicId).toMatch(/^service-images\/[0-9a-f]{24}-[0-9a-f]{24}$/)
    expect(body.url).toContain(body.publicId)
    expect(service.icon).toBe(body.url)
  })

  it.each([
    [
      'a web page with the file name of a picture',
      form(Buffer.from('<svg onload="alert(1)"/>')),
      'IMAGE_NOT_ACCEPTED',
    ],
    [
      'a picture with a web page appended',
      form(Buffer.concat([aPng(), Buffer.from('<script>')])),
      'IMAGE_NOT_ACCEPTED',
    ],
    ['a file of more than 2 MB', form(aHeavyPng(2 * 1024 * 1024 + 1)), 'IMAGE_TOO_LARGE'],
    [
      'a small file that claims 50,000 pixels on each side',
      form(aPng({ claims: { width: 50_000, height: 50_000 } })),
      'IMAGE_TOO_LARGE',
    ],
    ['a file in another field', form(aPng(), { field: 'other' }), 'VALIDATION_FAILED'],
    ['a form without a file', Buffer.from('--form--\r\n'), 'VALIDATION_FAILED'],
    ['an incomplete form', form(aPng(), { end: '' }), 'MALFORMED_FORM'],
  ])('is refused if it is %s', async (_what, body, code) => {
    const refused = await upload(body)
    expect([refused.status, refused.body.code]).toEqual([400, code])
  })
})
