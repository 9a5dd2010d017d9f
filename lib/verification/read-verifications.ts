import type { ClientSession, PipelineStage } from 'mongoose'
import { withPerson } from '#lib/embedded/person.ts'
import { fail } from '#lib/errors/app-error.ts'
import { Verification } from '#lib/model/verification.model.ts'
import type { UserId, VerificationId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import type { VerificationWithPerson } from '#lib/verification/verification.view.ts'

/** Reads verifications with their craftsman in one round trip. */
export const readVerifications = (
  stages: readonly PipelineStage[],
  tx: ClientSession | null = null,
): Promise<VerificationWithPerson[]> =>
  Verification.aggregate<VerificationWithPerson>([...stages, ...withPerson('craftsman')])
    .session(tx)
    .exec()

/** One verification. Throws VERIFICATION_NOT_FOUND. */
export async function readVerification(
  id: VerificationId,
  tx: ClientSession | null = null,
): Promise<VerificationWithPerson> {
  const [verification] = await readVerifications([{ $match: { _id: objectId(id) } }], tx)
  if (!verification) throw fail('VERIFICATION_NOT_FOUND')
  return verification
}

/** The latest submission of a craftsman. Throws VERIFICATION_NOT_FOUND if they never made one. */
export async function readLatestOf(craftsman: UserId): Promise<VerificationWithPerson> {
  const [latest] = await readVerifications([
    { $match: { craftsman: objectId(craftsman) } },
    { $sort: { createdAt: -1, _id: -1 } },
    { $limit: 1 },
  ])
  if (!latest) throw fail('VERIFICATION_NOT_FOUND')
  return latest
}
