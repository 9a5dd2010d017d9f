import mongoose from 'mongoose'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { adminVerificationRoutes } from '#functions/admin/verifications.routes.ts'
import { startCloudinaryFake } from '#infra/fakes/cloudinary.ts'
import { decryptBytes, decryptField, encryptBytes, encryptField } from '#lib/encryption/encrypt-field.ts'
import { DataKey } from '#lib/model/data-key.model.ts'
import { NationalId } from '#lib/model/national-id.model.ts'
import { Verification } from '#lib/model/verification.model.ts'
import { type DocumentId, idOf, newId } from '#lib/platform/ids.ts'
import { sendLogsTo } from '#lib/platform/logger.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { call } from '#lib/testing/call.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aCraftsman, aModerator, type Somebody } from '#lib/testing/people.ts'
import { leaksIn, leaksInDatabase } from '#lib/testing/planted-values.ts'
import { randomOf } from '#lib/testing/random.ts'
import { aPdf, submit, upload } from '#lib/testing/verifications.ts'
import { documentLocation } from '#lib/verification/document-location.ts'
import { eraseVerifications } from '#lib/verification/erase-verifications.ts'
import { nationalIdField } from '#lib/verification/seal-national-id.ts'

aDatabase()
const cloudinary = aFake(() => startCloudinaryFake())
const { openDocument, approveVerification, rejectVerification } = adminVerificationRoutes

const NUMBER = '28503172104567'
const WORDS = 'Holder Ibrahim Abdel-Rahman of 17 Qasr el-Nil'
const FILE_NAME = 'scan-of-ibrahim-abdel-rahman-id.pdf'
const PLANTED = [NUMBER, WORDS, FILE_NAME, '%PDF-1.7']

const logs: string[] = []
let craftsman: Somebody
let staff: Somebody
let verificationId: string
let documentId: DocumentId

/** Everything that is done with a number and a document, what fails included. */
beforeAll(async () => {
  sendLogsTo((line) => void logs.push(JSON.stringify(line)))
  ;[craftsman, staff] = [await aCraftsman(), await aModerator()]
  const document = aPdf(WORDS)
  const label = { docType: 'National ID' }
  await submit(craftsman, `${NUMBER}9`) // one digit too many
  verificationId = (await submit(craftsman, NUMBER)).body.id
  await submit(await aCraftsman(), NUMBER) // taken
  await upload(craftsman, document, { docType: NUMBER }, FILE_NAME) // no label
  cloudinary.its.failNext(500, 2)
  await upload(craftsman, document, label, FILE_NAME)
  const uploaded = await upload(craftsman, document, label, FILE_NAME)
  documentId = uploaded.body.documents.at(-1)?.id as DocumentId
  const opened = await call(openDocument, { as: staff, params: { verificationId, documentId } })
  expect(Buffer.from(opened.text, 'base64').equals(document)).toBe(true)
  cloudinary.its.failNext(500)
  await call(openDocument, { as: staff, params: { verificationId, documentId } })
  await call(rejectVerification, { as: staff, params: { verificationId }, body: { reason: 'Not readable' } })
  verificationId = (await submit(craftsman, NUMBER)).body.id
  documentId = (await upload(craftsman, document, label, FILE_NAME)).body.documents[0]?.id as DocumentId
  await call(approveVerification, { as: staff, params: { verificationId }, body: {} })
})

describe('what was sent for verification', () => {
  it('is in no document of any collection, in no form', async () => {
    expect(await leaksInDatabase(PLANTED)).toEqual([])
  })

  it('is in no line of the log', () => {
    expect(logs.length).toBeGreaterThan(8)
    expect(logs.flatMap((line) => leaksIn(line, Buffer.from(line), PLANTED))).toEqual([])
  })

  it('is not in what the image store has, and neither is whose it is', () => {
    const files = cloudinary.its.files()
    expect(files.length).toBeGreaterThanOrEqual(2)
    for (const { publicId, bytes } of files) {
      expect(leaksIn(publicId, Buffer.concat([Buffer.from(publicId), bytes]), PLANTED)).toEqual([])
      expect(publicId).toMatch(/^verification-documents\/[0-9a-f]{32}$/)
    }
  })

  it('would be found in each of these places, in any form', async () => {
    const planted = mongoose.connection.collection('planted')
    const forms = [
      { text: `ID: ${NUMBER}` },
      { list: [{ deep: Number(NUMBER) }] },
      { bytes: Buffer.from(`x${WORDS}`) },
      { encoded: Buffer.from(`{"nationalId":"${NUMBER}"}`).toString('base64') },
      { arabic: '٢٨٥٠٣١٧٢١٠٤٥٦٧' },
    ]
    for (const form of forms) {
      await planted.insertOne(form)
      expect(await leaksInDatabase(PLANTED), Object.keys(form)[0]).not.toEqual([])
      await planted.deleteMany({})
    }
  })

  it('cannot be fetched from the image store without our signature', async () => {
    const { verificationDocs = [] } = (await Verification.findById(verificationId).lean()) ?? {}
    const { CLOUDINARY_DELIVERY_URL: base = '' } = process.env
    for (const { docUrl } of verificationDocs) {
      const publicId = docUrl.split('/authenticated/')[1] ?? ''
      expect((await fetch(docUrl)).status).toBe(401)
      const download = new URL(`${base}/v1_1/craftworks-local/raw/download`)
      const asked = {
        public_id: publicId,
        type: 'authenticated',
        api_key: 'fake-key',
        timestamp: '9999999999',
      }
      for (const [name, value] of Object.entries(asked)) download.searchParams.set(name, value)
      expect((await fetch(download)).status).toBe(401)
    }
  })
})

describe('a ciphertext', () => {
  it('is for its person and its place alone: none of 1,000 that were moved or changed is read', async () => {
    // Prepare
    const random = randomOf(20_261_126)
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
    const owners = Array.from({ length: 6 }, () => newId<'User'>())
    const documents = Array.from({ length: 4 }, () => newId<'Document'>())
    const cells = owners.flatMap((owner) => documents.map((id) => documentLocation(owner, id)))
    const sealed = await Promise.all(
      cells.map(async (location) => ({
        location,
        bytes: await encryptBytes(location, aPdf(location.owner)),
      })),
    )
    const numbers = await Promise.all(
      owners.map(async (owner) => ({ owner, text: await encryptField(nationalIdField(owner), NUMBER) })),
    )
    // Act
    let read = 0
    for (let i = 0; i < 1_000; i += 1) {
      const [one, other, number, owner] = [pick(sealed), pick(sealed), pick(numbers), pick(owners)]
      const changed = Buffer.from(one.bytes)
      const place = Math.floor(random() * changed.length)
      changed.writeUInt8(changed.readUInt8(place) ^ (1 << Math.floor(random() * 8)), place)
      const attempts = [
        ...(one === other ? [] : [() => decryptBytes(other.location, one.bytes)]),
        ...(owner === number.owner ? [] : [() => decryptField(nationalIdField(owner), number.text)]),
        () => decryptBytes(one.location, changed),
        () => decryptBytes(nationalIdField(one.location.owner), one.bytes),
      ]
      const attempt = pick(attempts)
      read += await attempt().then(
        () => 1,
        () => 0,
      )
    }
    // Assess
    expect(read).toBe(0)
    for (const { location, bytes } of sealed) {
      expect((await decryptBytes(location, bytes)).equals(aPdf(location.owner))).toBe(true)
    }
  })
})

/** As if all of them had begun long ago. */
const endUploads = () =>
  Verification.updateMany({}, { $set: { 'verificationDocs.$[].startedAt': new Date(0) } })

describe('after erasure', () => {
  beforeEach(async () => {
    await submit(craftsman)
    await upload(craftsman, aPdf(WORDS), { docType: 'Licence' }, FILE_NAME)
  })

  it('nobody reads what a copy of the database and of the image store still has', async () => {
    // Prepare
    const record = await Verification.findOne({ craftsman: objectId(craftsman.id), status: 'Pending' }).lean()
    const number = await NationalId.findById(craftsman.id).lean()
    const document = record?.verificationDocs[0]
    const file = cloudinary.its.files().find(({ publicId }) => document?.docUrl.endsWith(publicId))
    // Act
    await DataKey.deleteOne({ _id: objectId(craftsman.id) })
    // Assess
    const location = documentLocation(craftsman.id, idOf<'Document'>(document?._id ?? objectId(documentId)))
    await expect(decryptBytes(location, file?.bytes ?? Buffer.alloc(0))).rejects.toThrow('gone')
    await expect(decryptField(nationalIdField(craftsman.id), number?.sealed ?? '')).rejects.toThrow('gone')
    // a key that is made anew for the same person opens nothing of before
    await encryptField(nationalIdField(craftsman.id), NUMBER)
    await expect(decryptBytes(location, file?.bytes ?? Buffer.alloc(0))).rejects.toThrow()
    await expect(decryptField(nationalIdField(craftsman.id), number?.sealed ?? '')).rejects.toThrow()
  })

  it('the files, the records and the number are gone, those of others stay, and the number is free', async () => {
    // Prepare
    const other = await aCraftsman()
    await submit(other, '29503172104567')
    await upload(other)
    await endUploads() // one failed above, and could not be taken back at once
    // Act
    cloudinary.its.failNext(503)
    await expect(eraseVerifications(craftsman.id)).rejects.toMatchObject({ code: 'IMAGES_UNAVAILABLE' })
    expect(await Verification.exists({ craftsman: objectId(craftsman.id) })).not.toBeNull()
    const { isDone } = await eraseVerifications(craftsman.id)
    // Assess
    expect(isDone).toBe(true)
    expect(await eraseVerifications(craftsman.id)).toEqual({ documents: 0, isDone: true })
    expect(await Verification.find({ craftsman: objectId(craftsman.id) }).lean()).toEqual([])
    expect(await NationalId.findById(craftsman.id).lean()).toBeNull()
    expect(cloudinary.its.files()).toHaveLength(1)
    expect((await submit(await aCraftsman(), NUMBER)).status).toBe(201)
    expect((await submit(await aCraftsman(), '29503172104567')).body.code).toBe('NATIONAL_ID_TAKEN')
  })

  it('waits for an upload that is on its way', async () => {
    await Verification.updateMany(
      { craftsman: objectId(craftsman.id) },
      { $set: { 'verificationDocs.0.status': 'Uploading' } },
    )
    expect(await eraseVerifications(craftsman.id)).toMatchObject({ isDone: false })
    await endUploads()
    expect(await eraseVerifications(craftsman.id)).toEqual({ documents: 1, isDone: true })
  })
})
