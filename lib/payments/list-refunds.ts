import type * as z from 'zod'
import { Refund } from '#lib/model/refund.model.ts'
import type { refundSearch } from '#lib/payments/payment.schemas.ts'
import { toRefundView } from '#lib/payments/payment.view.ts'
import { pageOf, skipOf } from '#lib/platform/api-schemas.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** A payer's own refunds, newest first. Those that are Refused wait until the payer names an account. */
export async function listRefunds(search: z.output<typeof refundSearch>, payer: UserId) {
  const own = { payer: objectId(payer) }
  const [refunds, items] = await Promise.all([
    Refund.find(own).sort({ createdAt: -1, _id: -1 }).skip(skipOf(search)).limit(search.limit).lean(),
    Refund.countDocuments(own),
  ])
  return pageOf(refunds.map(toRefundView), items, search)
}
