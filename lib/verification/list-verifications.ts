import type * as z from 'zod'
import { pageOf, readPage } from '#lib/lists/read-page.ts'
import { Verification } from '#lib/model/verification.model.ts'
import type { VerificationId } from '#lib/platform/ids.ts'
import { readVerification, readVerifications } from '#lib/verification/read-verifications.ts'
import type { verificationSearch } from '#lib/verification/verification.schemas.ts'
import { toVerificationView } from '#lib/verification/verification.view.ts'

/** List verifications for staff: who waits longest comes first; of decided ones, the newest. */
export async function listVerifications(search: z.output<typeof verificationSearch>) {
  const direction = search.status === 'Pending' ? 1 : -1
  const page = await readPage({
    model: Verification,
    filter: { status: search.status },
    order: { createdAt: direction, _id: direction },
    search,
    isBrowsed: true,
    read: (stages) => readVerifications(stages),
  })
  return pageOf(page, toVerificationView)
}

/** One verification, for staff (VERIFICATION_NOT_FOUND). */
export const getVerification = async (id: VerificationId) => toVerificationView(await readVerification(id))
