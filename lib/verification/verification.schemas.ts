import * as z from 'zod'
import { personView } from '#lib/embedded/person.schemas.ts'
import { VERIFICATION_STATUSES } from '#lib/model/verification-status.ts'
import { id, idView, instant, instantView, orElse } from '#lib/platform/api-schemas.ts'
import type { DocumentId, VerificationId } from '#lib/platform/ids.ts'
import { listQuery } from '#lib/platform/paging.ts'
import { line, text } from '#lib/platform/text.ts'
import { readNationalId } from '#lib/verification/read-national-id.ts'

const nationalId = z
  .string()
  .max(60)
  .transform((written, ctx) => {
    const read = readNationalId(written)
    if (read) return read
    ctx.addIssue({ code: 'custom', message: 'Must be an Egyptian national ID number (14 digits)' })
    return z.NEVER
  })
  .meta({ published: { type: 'string', format: 'national-id', minLength: 14, maxLength: 60 } })

export const newVerification = z.strictObject({
  skills: z.array(line(60)).min(1).max(20),
  nationalId: nationalId.optional(),
})

/** A number of an ID or of a document does not belong into a label that is stored as it is. */
const MANY_DIGITS = /\p{Nd}(?:[\s\-.]*\p{Nd}){5}/u

export const newDocument = z.strictObject({
  docType: line(60, 2).refine(
    (value) => !MANY_DIGITS.test(value),
    'Must be a kind of document, not a number',
  ),
  expiresAt: instant.optional(),
})

export const verificationParams = z.object({ verificationId: id<VerificationId>() })
export const documentParams = verificationParams.extend({ documentId: id<DocumentId>() })

/** Pending ones by default, who waits longest first. Decided ones have the newest first. */
export const verificationSearch = listQuery({ status: orElse(z.enum(VERIFICATION_STATUSES), 'Pending') })

export const rejection = z.strictObject({ reason: text(1_000, 3) })

const documentView = z
  .strictObject({
    id: idView,
    docType: z.string(),
    expiresAt: instantView.nullable(),
    createdAt: instantView,
  })
  .meta({ id: 'VerificationDocument' })

export const verificationView = z
  .strictObject({
    id: idView,
    craftsman: personView,
    skills: z.array(z.string()),
    status: z.enum(VERIFICATION_STATUSES),
    documents: z.array(documentView),
    reason: z.string().nullable(),
    createdAt: instantView,
    decidedAt: instantView.nullable(),
  })
  .meta({ id: 'Verification' })
