import { expect } from 'vitest'
import { verificationRoutes } from '#functions/users/verification.routes.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Service } from '#lib/model/service.model.ts'
import { User } from '#lib/model/user.model.ts'
import type { DocumentId, VerificationId } from '#lib/platform/ids.ts'
import { call, type CallOptions } from '#lib/testing/call.ts'
import { aCraftsman, type Somebody } from '#lib/testing/people.ts'
import { aPng } from '#lib/testing/pictures.ts'

let counter = 0

/** A valid national ID number that no other test of this file has: of somebody born on 1 January 1990 in Cairo. */
export function aNationalId(): string {
  counter += 1
  return `2900101${'01'}${String(counter).padStart(5, '0')}`
}

/** Makes sure that there is a service of this name. */
const aService = (name: string) =>
  Service.updateOne(
    { nameKey: name.toLowerCase() },
    {
      $setOnInsert: {
        name,
        nameKey: name.toLowerCase(),
        icon: 'wrench',
        description: name,
        createdAt: new Date(),
        updatedAt: new Date(),
      },
    },
    { upsert: true },
  )

/** A PDF of one empty page. */
export function aPdf(text = 'Certificate'): Buffer {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Note (${text}) >>`,
  ]
  let pdf = '%PDF-1.7\n'
  const offsets = objects.map((object, i) => {
    const at = pdf.length
    pdf += `${i + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')
  const trailer = `trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n${pdf.length}\n%%EOF\n`
  return Buffer.from(`${pdf}xref\n0 4\n0000000000 65535 f \n${table}${trailer}`, 'latin1')
}

const BOUNDARY = 'craftworks-5f2a'

/** The form with which an app sends a document. */
function documentForm(
  content: Buffer,
  fields: Readonly<Record<string, string>>,
  filename = 'scan.png',
): Pick<CallOptions, 'body' | 'headers' | 'isBase64Encoded'> {
  const part = (head: string) => `--${BOUNDARY}\r\nContent-Disposition: form-data; ${head}\r\n`
  const texts = Object.entries(fields).map(([name, value]) => `${part(`name="${name}"`)}\r\n${value}\r\n`)
  const file = `${part(`name="document"; filename="${filename}"`)}Content-Type: image/png\r\n\r\n`
  const form = Buffer.concat([
    Buffer.from(texts.join('') + file),
    content,
    Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  ])
  return {
    body: form.toString('base64'),
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    isBase64Encoded: true,
  }
}

/** Asks for verification as a plumber, over the API. */
export async function submit(as: Somebody, nationalId?: string) {
  await aService('Plumbing')
  const body = { skills: ['plumbing'], ...(nationalId && { nationalId }) }
  return call(verificationRoutes.submitVerification, { as, body })
}

/** Sends a document over the API. */
export const upload = (
  as: Somebody,
  content: Buffer = aPng(),
  fields: Readonly<Record<string, string>> = { docType: 'National ID' },
  filename?: string,
) => call(verificationRoutes.uploadDocument, { as, ...documentForm(content, fields, filename) })

/** A craftsman whose submission waits, with an ID number and one document. */
export async function aWaitingVerification(fields?: Readonly<Record<string, string>>) {
  const craftsman = await aCraftsman()
  const { body } = await submit(craftsman, aNationalId())
  const uploaded = await upload(craftsman, aPng(), fields)
  expect(uploaded.status, uploaded.text).toBe(201)
  return {
    craftsman,
    verificationId: body.id as VerificationId,
    documentId: uploaded.body.documents[0]?.id as DocumentId,
  }
}

/** What the profile of a craftsman says of their verification, as it is stored. */
export const profileStatusOf = async ({ id }: Somebody) =>
  (await User.findById(id).lean().orFail()).craftsmanInfo?.verificationStatus

/** The events of a verification, in their order. */
export const eventsOfVerification = async (verificationId: string) =>
  (await Outbox.find({ 'data.verificationId': verificationId }).sort({ _id: 1 }).lean()).map(
    ({ type }) => type,
  )
