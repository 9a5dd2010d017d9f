import type * as z from 'zod'
import { pageOf, readPage } from '#lib/lists/read-page.ts'
import { Refund } from '#lib/model/refund.model.ts'
import type { staffRefundList, staffRefundSearch } from '#lib/payments/refund.schemas.ts'
import { readStaffRefunds, toStaffRefundView } from '#lib/payments/staff-refund.view.ts'

/** List everybody's refunds for staff, newest first; with `status` and `gateway` those that need somebody. */
export async function listAllRefunds(
  search: z.output<typeof staffRefundSearch>,
): Promise<z.input<typeof staffRefundList>> {
  const { status, gateway } = search
  const filter = { ...(status && { status }), ...(gateway && { gateway }) }
  const page = await readPage({
    model: Refund,
    filter,
    order: { createdAt: -1, _id: -1 },
    search,
    isBrowsed: true,
    read: (stages) => readStaffRefunds(stages),
  })
  return pageOf(page, toStaffRefundView)
}
