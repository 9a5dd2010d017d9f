import { describe, expect, it } from 'vitest'
import { adminVerificationRoutes } from '#functions/admin/verifications.routes.ts'
import { verificationRoutes } from '#functions/users/verification.routes.ts'
import { startCloudinaryFake } from '#infra/fakes/cloudinary.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { Verification } from '#lib/model/verification.model.ts'
import { MINUTE, realTime } from '#lib/platform/clock.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { call } from '#lib/testing/call.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, aModerator } from '#lib/testing/people.ts'
import { aGif, aHeavyPng, aPng, aWebp, aWholeJpeg } from '#lib/testing/pictures.ts'
import { aNationalId, aPdf, aWaitingVerification, submit, upload } from '#lib/testing/verifications.ts'
import { runToEnd } from '#lib/testing/work.ts'
import { deleteAbandonedUploads } from '#lib/verification/delete-abandoned-uploads.ts'
import { sweepUploads } from '#lib/verification/sweep-uploads.ts'

aDatabase()
const cloudinary = aFake(() => startCloudinaryFake())

const { getOwnVerification } = verificationRoutes
const { getVerification, openDocument } = adminVerificationRoutes

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
    const { craftsman, verificationId, documentId } = await aWaitingVerification()
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
    const { verificationId, documentId } = await aWaitingVerification()
    const staff = await aModerator()
    cloudinary.its.failNext(500)
    const { status } = await call(openDocument, { as: staff, params: { verificationId, documentId } })
    expect(status).toBe(500)
    expect(await ActivityLog.countDocuments({ actor: staff.id })).toBe(1)
  })

  it('of one verification is not found under another', async () => {
    const [one, other] = [await aWaitingVerification(), await aWaitingVerification()]
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
    const { craftsman, verificationId } = await aWaitingVerification()
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
    expect(await runToEnd(sweepUploads)).toEqual({ handedOut: 0, more: false })
    expect(await deleteAbandonedUploads(verificationId)).toBe(0)
    await Verification.updateOne(
      { _id: verificationId },
      { $set: { 'verificationDocs.0.startedAt': new Date(realTime().getTime() - 16 * MINUTE) } },
    )
    cloudinary.its.failNext(503)
    await expect(deleteAbandonedUploads(verificationId)).rejects.toThrow()
    expect(await runToEnd(sweepUploads)).toEqual({ handedOut: 1, more: false })
    expect(cloudinary.its.files().length).toBe(stored - 1)
    expect((await Verification.findById(verificationId).lean())?.verificationDocs).toEqual([])
  })
})
