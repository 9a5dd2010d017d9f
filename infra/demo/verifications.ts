import { DEMO, documentId, verificationId } from '#infra/demo/demo-ids.ts'
import { encryptBytes } from '#lib/encryption/encrypt-field.ts'
import { newPrivateFileUrl, storePrivateFile } from '#lib/gateways/images/private-files.ts'
import { NationalId } from '#lib/model/national-id.model.ts'
import { Verification } from '#lib/model/verification.model.ts'
import { addMs, DAY, HOUR } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import { documentLocation } from '#lib/verification/document-location.ts'
import { sealNationalId } from '#lib/verification/seal-national-id.ts'

const { craftsman1, craftsman2, craftsman3, craftsman4, craftsman5, craftsman6, craftsman7, moderator } =
  DEMO.people

/** Whose documents staff have approved, with the services that they are verified for. */
const VERIFIED = [
  { number: 1, person: craftsman1, skills: ['Plumbing'] },
  { number: 2, person: craftsman2, skills: ['Plumbing', 'Appliance repair'] },
  { number: 3, person: craftsman3, skills: ['Plumbing', 'Tiling'] },
  { number: 4, person: craftsman4, skills: ['Electrical', 'Air conditioning', 'Plumbing'] },
  { number: 6, person: craftsman6, skills: ['Painting', 'Plastering'] },
]

/** A number of nobody: born on 14 June 1988 in Cairo. */
const DEMO_NATIONAL_ID = '28806140104512'

/**
 * Verifications of the demo craftsmen: most are Verified, craftsman7 was rejected, and craftsman5 waits with a document
 * and an ID number. The document is at the image store, encrypted; where no fake plays it, it is left out, since nothing
 * of the demo goes to a real account.
 */
export async function seedVerifications(now: Date): Promise<void> {
  if (await Verification.exists({ _id: verificationId(5) })) return
  const decided = {
    decidedBy: moderator.id,
    decidedAt: addMs(now, -80 * DAY),
    updatedAt: addMs(now, -80 * DAY),
  }
  const createdAt = addMs(now, -81 * DAY)
  const waiting = addMs(now, -5 * HOUR)
  await Verification.create([
    ...VERIFIED.map(({ number, person, skills }) => ({
      _id: verificationId(number),
      craftsman: person.id,
      skills,
      status: 'Verified' as const,
      createdAt,
      ...decided,
    })),
    {
      _id: verificationId(7),
      craftsman: craftsman7.id,
      skills: ['Air conditioning'],
      status: 'Rejected' as const,
      reason: 'The picture of the ID is too dark to read. Please take it again in daylight',
      createdAt,
      ...decided,
    },
    {
      _id: verificationId(5),
      craftsman: craftsman5.id,
      skills: ['Plumbing', 'Carpentry'],
      status: 'Pending' as const,
      verificationDocs: await demoDocuments(waiting),
      createdAt: waiting,
      updatedAt: waiting,
    },
  ])
  const claim = await sealNationalId(craftsman5.id, DEMO_NATIONAL_ID)
  await NationalId.create([{ _id: craftsman5.id, ...claim, createdAt: waiting, updatedAt: waiting }])
}

async function demoDocuments(at: Date) {
  const { hostname } = new URL((await config('images')).CLOUDINARY_UPLOAD_PREFIX)
  if (hostname !== '127.0.0.1') return []
  const _id = documentId(1)
  const docUrl = await newPrivateFileUrl()
  await storePrivateFile(docUrl, await encryptBytes(documentLocation(craftsman5.id, _id), DEMO_PICTURE))
  return [
    {
      _id,
      docType: 'National ID',
      docUrl,
      mediaType: 'image/png' as const,
      status: 'Stored' as const,
      createdAt: at,
      startedAt: at,
    },
  ]
}

/** One grey pixel, in the place of a picture of an ID. */
const DEMO_PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
