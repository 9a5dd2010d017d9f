import type * as z from 'zod'
import { Refund } from '#lib/model/refund.model.ts'
import type { staffRefundList, staffRefundSearch } from '#lib/payments/refund.schemas.ts'
import { readStaffRefunds, toStaffRefundView } from '#lib/payments/staff-refund.view.ts'
import { pageOf, skipOf } from '#lib/platform/api-schemas.ts'

/** List everybody's refunds for staff, newest first; with `status` and `gateway` those that need somebody. */
export async function listAllRefunds(
  search: z.output<typeof staffRefundSearch>,
): Promise<z.input<typeof staffRefundList>> {
  const { status, gateway } = search
  const filter = { ...(status && { status }), ...(gateway && { gateway }) }
  const [refunds, items] = await Promise.all([
    readStaffRefunds([
      { $match: filter },
      { $sort: { createdAt: -1, _id: -1 } },
      { $skip: skipOf(search) },
      { $limit: search.limit },
    ]),
    Refund.countDocuments(filter),
  ])
  return pageOf(refunds.map(toStaffRefundView), items, search)
}
