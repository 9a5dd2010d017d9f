import { afterEach, describe, expect, it } from 'vitest'
import { adminVerificationRoutes } from '#functions/admin/verifications.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { verificationRoutes } from '#functions/users/verification.routes.ts'
import { startCloudinaryFake } from '#infra/fakes/cloudinary.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { NationalId } from '#lib/model/national-id.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { User } from '#lib/model/user.model.ts'
import { Verification } from '#lib/model/verification.model.ts'
import { DAY, MINUTE, realTime, setClockOffset } from '#lib/platform/clock.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { call } from '#lib/testing/call.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, aModerator, anAdmin, type Somebody } from '#lib/testing/people.ts'
import { aGif, aHeavyPng, aPng, aWebp, aWholeJpeg } from '#lib/testing/pictures.ts'
import { aNationalId, aPdf, aService, documentForm } from '#lib/testing/verifications.ts'
import { checkVerified } from '#lib/users/check-verified.ts'
import { sweepUploads } from '#lib/verification/sweep-uploads.ts'

aDatabase()
const cloudinary = aFake(() => startCloudinaryFake())
afterEach(() => setClockOffset(0))

const { submitVerification, getOwnVerification, uploadDocument } = verificationRoutes
const { listVerifications, getVerification, approveVerification, rejectVerification, openDocument } =
  adminVerificationRoutes

async function submit(as: Somebody, nationalId?: string) {
  await aService('Plumbing')
  const body = { skills: ['plumbing'], ...(nationalId && { nationalId }) }
  return call(submitVerification, { as, body })
}

const upload = (
  as: Somebody,
  content: Buffer = aPng(),
  fields: Readonly<Record<string, string>> = { docType: 'National ID' },
) => call(uploadDocument, { as, ...documentForm(content, fields) })

/** A craftsman whose submission waits, with one document. */
async function aWaitingOne(fields?: Readonly<Record<string, string>>) {
  const craftsman = await aCraftsman()
  const { body } = await submit(craftsman, aNationalId())
  const uploaded = await upload(craftsman, aPng(), fields)
  expect(uploaded.status, uploaded.text).toBe(201)
  return { craftsman, verificationId: body.id, documentId: uploaded.body.documents[0]?.id ?? '' }
}

const statusOf = async ({ id }: Somebody) =>
  (await User.findById(id).lean().orFail()).craftsmanInfo?.verificationStatus

const eventsOf = async (verificationId: string) =>
  (await Outbox.find({ 'data.verificationId': verificationId }).sort({ _id: 1 }).lean()).map(
    ({ type }) => type,
  )

describe('asking for verification', () => {
  it('answers the verification, Pending, without the number; staff are told once', async () => {
    // Prepare
    const craftsman = await aCraftsman()
    const number = aNationalId()
    // Act
    const { status, body, text } = await submit(craftsman, number)
    // Assess
    expect([status, body.status, body.skills, body.documents]).toEqual([201, 'Pending', ['Plumbing'], []])
    expect(body.craftsman.id).toBe(craftsman.id)
    expect(text).not.toContain(number)
    expect(await eventsOf(body.id)).toEqual(['verification.submitted'])
  })

  it('again while it waits changes the same one, also twenty times at once', async () => {
    const craftsman = await aCraftsman()
    const number = aNationalId()
    await aService('Plumbing')
    const answers = await Promise.all(Array.from({ length: 20 }, () => submit(craftsman, number)))
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1)
    expect(await Verification.countDocuments({ craftsman: objectId(craftsman.id) })).toBe(1)
  })

  it('is refused for a service that there is not, and for a number that cannot be', async () => {
    const as = await aCraftsman()
    await aService('Plumbing')
    const send = async (body: object) => (await call(submitVerification, { as, body })).body
    expect(await send({ skills: ['Alchemy'] })).toMatchObject({ code: 'UNKNOWN_CATEGORY' })
    expect(await send({ skills: ['Plumbing'], nationalId: '29002300112345' })).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ path: 'nationalId' }],
    })
    expect(await send({ skills: [] })).toMatchObject({ code: 'VALIDATION_FAILED' })
  })

  it('is refused for somebody under 18', async () => {
    const { body } = await submit(await aCraftsman(), '31501010112345')
    expect(body.code).toBe('NATIONAL_ID_UNDERAGE')
  })

  it('is for craftsmen alone', async () => {
    expect((await submit(await aClient())).status).toBe(403)
    expect((await submit(await anAdmin())).status).toBe(403)
  })
})

describe('a national ID number', () => {
  it('belongs to one account, however it is written', async () => {
    const number = aNationalId()
    expect((await submit(await aCraftsman(), number)).status).toBe(201)
    const inArabic = number.replace(/\d/g, (digit) => '٠١٢٣٤٥٦٧٨٩'.charAt(Number(digit)))
    const second = await submit(await aCraftsman(), ` ${inArabic.slice(0, 7)}-${inArabic.slice(7)}`)
    expect([second.status, second.body.code]).toEqual([400, 'NATIONAL_ID_TAKEN'])
  })

  it('goes to one of ten accounts that claim it at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const number = aNationalId()
      const people = await Promise.all(Array.from({ length: 10 }, () => aCraftsman()))
      const answers = await Promise.all(people.map((person) => submit(person, number)))
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
      expect(answers.filter(({ body }) => body.code === 'NATIONAL_ID_TAKEN')).toHaveLength(9)
    }
  })

  it('can be corrected while it waits, and the wrong one is free again', async () => {
    const [craftsman, other] = [await aCraftsman(), await aCraftsman()]
    const [wrong, right] = [aNationalId(), aNationalId()]
    await submit(craftsman, wrong)
    expect((await submit(craftsman, right)).status).toBe(201)
    expect((await submit(other, wrong)).status).toBe(201)
  })

  it('of a rejected submission may be claimed by its owner, and its first claimant has it no more', async () => {
    // Prepare
    const [thief, owner, staff] = [await aCraftsman(), await aCraftsman(), await aModerator()]
    const number = aNationalId()
    const { body } = await submit(thief, number)
    const params = { verificationId: body.id }
    await call(rejectVerification, { as: staff, params, body: { reason: 'Not your ID' } })
    // Act
    const claimed = await submit(owner, number)
    // Assess
    expect(claimed.status).toBe(201)
    expect((await submit(thief)).status).toBe(201)
    expect((await submit(thief, number)).body.code).toBe('NATIONAL_ID_TAKEN')
    expect(await NationalId.countDocuments({ _id: objectId(thief.id) })).toBe(0)
  })

  it('does not change any more once staff have approved it', async () => {
    const { craftsman, verificationId } = await aWaitingOne()
    await call(approveVerification, { as: await aModerator(), params: { verificationId }, body: {} })
    expect((await submit(craftsman, aNationalId())).body.code).toBe('NATIONAL_ID_FIXED')
    expect((await submit(craftsman)).status).toBe(201)
  })

  it('cannot be tried out without end', async () => {
    const craftsman = await aCraftsman()
    for (let i = 0; i < 20; i += 1) expect((await submit(craftsman, aNationalId())).status).toBe(201)
    const last = await submit(craftsman, aNationalId())
    expect([last.status, last.body.code]).toEqual([429, 'LIMIT_REACHED'])
  })
})

describe('a document', () => {
  it.each([
    ['image/png', aPng()],
    ['image/jpeg', aWholeJpeg()],
    ['image/webp', aWebp()],
    ['application/pdf', aPdf()],
  ])('of the kind %s is given back to staff byte for byte, to be saved', async (type, content) => {
    // Prepare
    const [craftsman, staff] = [await aCraftsman(), await aModerator()]
    await submit(craftsman)
    const uploaded = await upload(craftsman, content)
    const params = { verificationId: uploaded.body.id, documentId: uploaded.body.documents[0]?.id ?? '' }
    // Act
    const { status, text, headers } = await call(openDocument, { as: staff, params })
    // Assess
    expect([uploaded.status, status]).toEqual([201, 200])
    expect(Buffer.from(text, 'base64').equals(content)).toBe(true)
    expect(headers).toMatchObject({
      'content-type': type,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-disposition': expect.stringMatching(/^attachment; filename="[0-9a-f]{24}\.\w+"$/) as unknown,
      'content-security-policy': expect.stringContaining('sandbox') as unknown,
    })
  })

  it.each([
    ['a GIF', aGif()],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['an archive', Buffer.from('504b0304140000000800', 'hex')],
    ['half a picture', aPng().subarray(0, 40)],
    ['a picture with an archive behind it', Buffer.concat([aPng(), Buffer.from('504b0304', 'hex')])],
    ['half a PDF', aPdf().subarray(0, 30)],
    ['a page that begins like a PDF', Buffer.from('%PDF-1.7\n<script>alert(1)</script>')],
    ['a PDF behind a page', Buffer.concat([Buffer.from('<script></script>'), aPdf()])],
    ['nothing', Buffer.alloc(0)],
  ])('is refused if it is %s, whatever its name says', async (_, content) => {
    const craftsman = await aCraftsman()
    await submit(craftsman)
    const { status, body } = await upload(craftsman, content)
    expect([status, body.code]).toEqual([400, 'DOCUMENT_NOT_ACCEPTED'])
    expect((await call(getOwnVerification, { as: craftsman })).body.documents).toEqual([])
  })

  it('has at most 4 MB, and as many pixels as a picture may have', async () => {
    const craftsman = await aCraftsman()
    await submit(craftsman)
    const most = 4 * 1024 * 1024
    expect((await upload(craftsman, aHeavyPng(most + 1))).body.code).toBe('DOCUMENT_TOO_LARGE')
    expect((await upload(craftsman, aPng({ claims: { width: 50_000, height: 50_000 } }))).body.code).toBe(
      'DOCUMENT_TOO_LARGE',
    )
    expect((await upload(craftsman, aHeavyPng(most))).status).toBe(201)
  })

  it('is labelled by its kind, and expires in the future if it does', async () => {
    const craftsman = await aCraftsman()
    await submit(craftsman)
    const send = async (fields: Record<string, string>) => (await upload(craftsman, aPng(), fields)).body
    expect(await send({})).toMatchObject({ errors: [{ path: 'docType' }] })
    expect(await send({ docType: `ID ${aNationalId()}` })).toMatchObject({ errors: [{ path: 'docType' }] })
    expect(await send({ docType: 'Licence', expiresAt: '2020-01-01T00:00:00Z' })).toMatchObject({
      errors: [{ path: 'expiresAt', message: 'Must be in the future' }],
    })
    expect(await send({ docType: 'شهادة قياس مهارة', expiresAt: '2090-01-01T00:00:00Z' })).toMatchObject({
      documents: [{ docType: 'شهادة قياس مهارة', expiresAt: '2090-01-01T00:00:00.000Z' }],
    })
  })

  it('needs a submission that waits, which takes ten, also of fourteen at once', async () => {
    const craftsman = await aCraftsman()
    expect((await upload(craftsman)).body.code).toBe('VERIFICATION_NOT_OPEN')
    await submit(craftsman)
    const answers = await Promise.all(Array.from({ length: 14 }, () => upload(craftsman)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10)
    expect(answers.filter(({ body }) => body.code === 'TOO_MANY_DOCUMENTS')).toHaveLength(4)
    expect((await call(getOwnVerification, { as: craftsman })).body.documents).toHaveLength(10)
  })

  it('is seen by staff alone, and each look is in the activity log', async () => {
    // Prepare
    const { craftsman, verificationId, documentId } = await aWaitingOne()
    const staff = await aModerator()
    const params = { verificationId, documentId }
    // Act
    for (const as of [craftsman, await aCraftsman(), await aClient()]) {
      expect((await call(openDocument, { as, params })).status).toBe(403)
      expect((await call(getVerification, { as, params: { verificationId } })).status).toBe(403)
    }
    await call(openDocument, { as: staff, params })
    await call(openDocument, { as: staff, params })
    // Assess
    const looks = await ActivityLog.find({ action: 'verification.openDocument', actor: staff.id }).lean()
    expect(looks).toHaveLength(2)
    expect(looks[0]).toMatchObject({ details: { documentId, craftsman: craftsman.id } })
  })

  it('is logged as looked at even where the image store then fails', async () => {
    const { verificationId, documentId } = await aWaitingOne()
    const staff = await aModerator()
    cloudinary.its.failNext(500)
    const { status } = await call(openDocument, { as: staff, params: { verificationId, documentId } })
    expect(status).toBe(500)
    expect(await ActivityLog.countDocuments({ actor: staff.id })).toBe(1)
  })

  it('of one verification is not found under another', async () => {
    const [one, other] = [await aWaitingOne(), await aWaitingOne()]
    const params = { verificationId: one.verificationId, documentId: other.documentId }
    const { status, body } = await call(openDocument, { as: await aModerator(), params })
    expect([status, body.code]).toEqual([404, 'DOCUMENT_NOT_FOUND'])
  })
})

describe('an upload that is lost half-way', () => {
  it('leaves nothing when the image store refuses it', async () => {
    const craftsman = await aCraftsman()
    await submit(craftsman)
    const before = cloudinary.its.files().length
    cloudinary.its.failNext(503)
    const { status, body } = await upload(craftsman)
    expect([status, body.code]).toEqual([500, 'IMAGES_UNAVAILABLE'])
    const record = await Verification.findOne({ craftsman: objectId(craftsman.id) }).lean()
    expect([record?.verificationDocs, cloudinary.its.files().length]).toEqual([[], before])
    expect((await upload(craftsman)).status).toBe(201)
  })

  it('is deleted by the sweep at the store and in the record, and a fresh one is left alone', async () => {
    // Prepare: as a process leaves it that is killed between the store and the record
    const { craftsman, verificationId } = await aWaitingOne()
    const setStarted = (ms: number) =>
      Verification.updateOne(
        { _id: verificationId, 'verificationDocs.status': 'Stored' },
        {
          $set: {
            'verificationDocs.$.status': 'Uploading',
            'verificationDocs.$.startedAt': new Date(realTime().getTime() - ms),
          },
        },
      )
    await setStarted(MINUTE)
    const stored = cloudinary.its.files().length
    // Act and assess
    expect((await call(getOwnVerification, { as: craftsman })).body.documents).toEqual([])
    expect(await sweepUploads()).toEqual({ swept: 0, failed: 0 })
    await Verification.updateOne(
      { _id: verificationId },
      { $set: { 'verificationDocs.0.startedAt': new Date(realTime().getTime() - 16 * MINUTE) } },
    )
    cloudinary.its.failNext(503)
    expect(await sweepUploads()).toEqual({ swept: 0, failed: 1 })
    expect(await sweepUploads()).toEqual({ swept: 1, failed: 0 })
    expect(cloudinary.its.files().length).toBe(stored - 1)
    expect((await Verification.findById(verificationId).lean())?.verificationDocs).toEqual([])
  })
})

describe('a decision', () => {
  it('to approve verifies the craftsman everywhere, and tells them', async () => {
    // Prepare
    const { craftsman, verificationId } = await aWaitingOne()
    await User.updateOne({ _id: craftsman.id }, { $set: { 'craftsmanInfo.skills': [] } })
    // Act
    const params = { verificationId }
    const { status, body } = await call(approveVerification, { as: await aModerator(), params, body: {} })
    // Assess
    expect([status, body.status, body.decidedAt === null]).toEqual([201, 'Verified', false])
    const profile = await call(userRoutes.getUser, { params: { userId: craftsman.id } })
    expect(profile.body).toMatchObject({ verified: true, skills: ['Plumbing'] })
    const own = await call(userRoutes.getMe, { as: craftsman })
    expect(own.body.craftsmanInfo?.verificationStatus).toBe('Verified')
    expect(await eventsOf(verificationId)).toEqual(['verification.submitted', 'verification.approved'])
    await expect(checkVerified(craftsman.id)).resolves.toBeUndefined()
  })

  it('to reject gives the reason to the craftsman, who may submit again', async () => {
    // Prepare
    const { craftsman, verificationId } = await aWaitingOne()
    const staff = await aModerator()
    const reason = 'The picture is too dark'
    // Act
    const params = { verificationId }
    expect((await call(rejectVerification, { as: staff, params, body: {} })).status).toBe(400)
    await call(rejectVerification, { as: staff, params, body: { reason } })
    // Assess
    const own = await call(getOwnVerification, { as: craftsman })
    expect(own.body).toMatchObject({ status: 'Rejected', reason })
    expect(await statusOf(craftsman)).toBe('Rejected')
    const again = await submit(craftsman)
    expect(again.body).toMatchObject({ status: 'Pending', reason: null, documents: [] })
    expect(again.body.id).not.toBe(verificationId)
    expect(await statusOf(craftsman)).toBe('Pending')
    expect(await eventsOf(verificationId)).toEqual(['verification.submitted', 'verification.rejected'])
    expect(JSON.stringify(await Outbox.find().lean())).not.toContain(reason)
  })

  it('is made once', async () => {
    const { verificationId } = await aWaitingOne()
    const [staff, params] = [await aModerator(), { verificationId }]
    await call(approveVerification, { as: staff, params, body: {} })
    const body = { reason: 'Changed my mind' }
    expect((await call(rejectVerification, { as: staff, params, body })).body.code).toBe(
      'VERIFICATION_DECIDED',
    )
    const missing = { verificationId: '65a000000000000000009999' }
    expect((await call(approveVerification, { as: staff, params: missing, body: {} })).status).toBe(404)
  })

  it('leaves a verified craftsman verified while a renewal waits, and when it is rejected', async () => {
    const { craftsman, verificationId } = await aWaitingOne()
    const staff = await aModerator()
    await call(approveVerification, { as: staff, params: { verificationId }, body: {} })
    const renewal = await submit(craftsman)
    expect(await statusOf(craftsman)).toBe('Verified')
    const params = { verificationId: renewal.body.id }
    await call(rejectVerification, { as: staff, params, body: { reason: 'Not readable' } })
    expect(await statusOf(craftsman)).toBe('Verified')
  })

  it('to approve a renewal ends the verification before it', async () => {
    const { craftsman, verificationId } = await aWaitingOne()
    const staff = await aModerator()
    await call(approveVerification, { as: staff, params: { verificationId }, body: {} })
    const renewal = await submit(craftsman)
    await call(approveVerification, { as: staff, params: { verificationId: renewal.body.id }, body: {} })
    expect((await Verification.findById(verificationId).lean())?.status).toBe('Expired')
    expect(await statusOf(craftsman)).toBe('Verified')
  })

  it('cannot approve a document that has run out since it came', async () => {
    const expiresAt = new Date(realTime().getTime() + 2 * DAY).toISOString()
    const { verificationId } = await aWaitingOne({ docType: 'Licence', expiresAt })
    setClockOffset(3 * DAY)
    const params = { verificationId }
    const { body } = await call(approveVerification, { as: await aModerator(), params, body: {} })
    expect(body.code).toBe('DOCUMENT_EXPIRED')
  })
})

describe('the list for staff', () => {
  it('has those that wait, the longest first, and others by their status', async () => {
    // Prepare
    await Verification.deleteMany({})
    const waiting = [await aWaitingOne(), await aWaitingOne(), await aWaitingOne()]
    const staff = await anAdmin()
    const rejected = waiting[1]?.verificationId ?? ''
    const body = { reason: 'Not readable' }
    await call(rejectVerification, { as: staff, params: { verificationId: rejected }, body })
    // Act
    const pending = await call(listVerifications, { as: staff })
    const others = await call(listVerifications, { as: staff, query: { status: 'Rejected' } })
    // Assess
    expect(pending.body.data.map(({ id }) => id)).toEqual([
      waiting[0]?.verificationId,
      waiting[2]?.verificationId,
    ])
    expect(others.body.data.map(({ id }) => id)).toEqual([rejected])
    expect((await call(listVerifications, { as: staff, query: { status: 'Lost' } })).status).toBe(400)
  })
})
