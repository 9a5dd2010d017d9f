import type { UserId } from '#lib/platform/ids.ts'
import { readLatestOf } from '#lib/verification/read-verifications.ts'
import { toVerificationView } from '#lib/verification/verification.view.ts'

/** Where a craftsman's own verification stands: the latest submission (VERIFICATION_NOT_FOUND before the first). */
export const getOwnVerification = async (craftsman: UserId) =>
  toVerificationView(await readLatestOf(craftsman))
