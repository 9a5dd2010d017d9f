import type * as z from 'zod'
import { pageOf, readPage } from '#lib/lists/read-page.ts'
import { Refund, type RefundRecord } from '#lib/model/refund.model.ts'
import type { refundSearch } from '#lib/payments/payment.schemas.ts'
import { toRefundView } from '#lib/payments/payment.view.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** A payer's own refunds, newest first. Those that are Refused wait until the payer names an account. */
export async function listRefunds(search: z.output<typeof refundSearch>, payer: UserId) {
  const page = await readPage({
    model: Refund,
    filter: { payer: objectId(payer) },
    order: { createdAt: -1, _id: -1 },
    search,
    read: (stages) => Refund.aggregate<RefundRecord>(stages),
  })
  return pageOf(page, toRefundView)
}
