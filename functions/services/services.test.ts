import { beforeEach, describe, expect, it } from 'vitest'
import { serviceRoutes } from '#functions/services/services.routes.ts'
import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { startCloudinaryStandIn } from '#infra/local/stand-ins/cloudinary.ts'
import { ActivityLog } from '#lib/activity/activity-log.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Job } from '#lib/jobs/job.model.ts'
import { Service } from '#lib/services/service.model.ts'
import { call } from '#lib/testing/call.ts'
import { aJob, CAIRO } from '#lib/testing/jobs.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, aModerator } from '#lib/testing/people.ts'
import { aHeavyPng, aPng } from '#lib/testing/pictures.ts'
import { aStandIn } from '#lib/testing/stand-ins.ts'
import { User } from '#lib/users/user.model.ts'

aDatabase()
aStandIn(startCloudinaryStandIn)
beforeEach(emptyDatabase)

const plumbing = {
  name: 'Plumbing',
  nameAr: 'سباكة',
  icon: 'faucet-icon',
  description: 'Water systems and pipe work',
}

async function added(service: Partial<typeof plumbing> = {}) {
  const as = await aModerator()
  const { body } = await call(serviceRoutes.createService, { as, body: { ...plumbing, ...service } })
  return { as, id: body.id, params: { id: body.id } }
}

describe('services', () => {
  it('are a bare array for everybody, sorted by name, with nothing that is ours alone', async () => {
    // Prepare
    await added({ name: 'Tiling' })
    await added()
    // Act
    const { body, text } = await call(serviceRoutes.listServices)
    // Assess
    expect(body.map(({ name }) => name)).toEqual(['Plumbing', 'Tiling'])
    expect(body[0]).toMatchObject({ ...plumbing, id: expect.stringMatching(/^[0-9a-f]{24}$/) as unknown })
    expect(text).not.toMatch(/nameKey|usedAt|_id/)
  })

  it('have names of their own, however the letters are cased', async () => {
    // Prepare
    const { as } = await added()
    const tiling = await added({ name: 'Tiling' })
    // Act
    const again = await call(serviceRoutes.createService, { as, body: { ...plumbing, name: 'PLUMBING' } })
    const renamed = await call(serviceRoutes.updateService, { ...tiling, body: { name: 'plumbing' } })
    // Assess
    expect([again.status, again.body.code]).toEqual([400, 'SERVICE_EXISTS'])
    expect([renamed.status, renamed.body.code]).toEqual([400, 'SERVICE_EXISTS'])
    expect(await Service.countDocuments()).toBe(2)
  })

  it('of one name that two create at once are one service, every time', async () => {
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

  it('take jobs and skills along when they are renamed', async () => {
    // Prepare
    const { as, params } = await added()
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

  it('stay while an open job uses them, and go afterwards', async () => {
    // Prepare
    const { as, params } = await added()
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

  it('are never deleted under a job that is posted at the same moment', async () => {
    const client = await aClient()
    for (let round = 0; round < 50; round += 1) {
      const { as, params } = await added()
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

/** The next round begins without jobs and services; its client stays. */
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

  it('is stored under a name of ours, at an address that a service takes as its icon', async () => {
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
      'a web page by the name of a picture',
      form(Buffer.from('<svg onload="alert(1)"/>')),
      'IMAGE_NOT_ACCEPTED',
    ],
    [
      'a picture with a web page behind it',
      form(Buffer.concat([aPng(), Buffer.from('<script>')])),
      'IMAGE_NOT_ACCEPTED',
    ],
    ['more than 2 MB', form(aHeavyPng(2 * 1024 * 1024 + 1)), 'IMAGE_TOO_LARGE'],
    [
      'small and claims 50,000 pixels a side',
      form(aPng({ claims: { width: 50_000, height: 50_000 } })),
      'IMAGE_TOO_LARGE',
    ],
    ['a file of another name', form(aPng(), { field: 'other' }), 'VALIDATION_FAILED'],
    ['a form without a file', Buffer.from('--form--\r\n'), 'VALIDATION_FAILED'],
    ['a form that ends in its middle', form(aPng(), { end: '' }), 'MALFORMED_FORM'],
  ])('is not %s', async (_what, body, code) => {
    const refused = await upload(body)
    expect([refused.status, refused.body.code]).toEqual([400, code])
  })
})
