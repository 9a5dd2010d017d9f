import type * as z from 'zod'
import { type PersonRecord, toPersonView } from '#lib/embedded/person.ts'
import type { VerificationRecord } from '#lib/model/verification.model.ts'
import { verificationStatusAt } from '#lib/model/verification-status.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import type { verificationView } from '#lib/verification/verification.schemas.ts'

/** A verification with its craftsman in place of their id. */
export interface VerificationWithPerson extends Omit<VerificationRecord, 'craftsman'> {
  craftsman: PersonRecord
}

/** The same for the craftsman and for staff. A document is in it once it is stored; the ID number never is. */
export const toVerificationView = (record: VerificationWithPerson): z.input<typeof verificationView> => ({
  id: idOf<'Verification'>(record._id),
  craftsman: toPersonView(record.craftsman),
  skills: record.skills,
  status: verificationStatusAt(
    { verificationStatus: record.status, verifiedUntil: record.expiresAt ?? null },
    clock(),
  ),
  documents: record.verificationDocs
    .filter(({ status }) => status === 'Stored')
    .map(({ _id, docType, expiresAt, createdAt }) => ({
      id: idOf<'Document'>(_id),
      docType,
      expiresAt: expiresAt?.toISOString() ?? null,
      createdAt: createdAt.toISOString(),
    })),
  reason: record.reason ?? null,
  createdAt: record.createdAt.toISOString(),
  decidedAt: record.decidedAt?.toISOString() ?? null,
})
