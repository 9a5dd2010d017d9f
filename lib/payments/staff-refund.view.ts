import type { ClientSession, PipelineStage } from 'mongoose'
import type * as z from 'zod'
import { type PersonRecord, toPersonView, withPerson } from '#lib/embedded/person.ts'
import { fail } from '#lib/errors/app-error.ts'
import type { PayoutAccountRecord } from '#lib/model/payout-account.model.ts'
import { Refund, type RefundRecord } from '#lib/model/refund.model.ts'
import { toRefundView } from '#lib/payments/payment.view.ts'
import type { staffRefundView } from '#lib/payments/refund.schemas.ts'
import type { RefundId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { toPayoutAccountView } from '#lib/wallet/payout-account.view.ts'
import { withPayoutAccount } from '#lib/wallet/with-payout-account.ts'

type RefundWithDetails = Omit<RefundRecord, 'payer' | 'account'> & {
  payer: PersonRecord
  account?: PayoutAccountRecord
}

/** Reads refunds with their payers and accounts. The `stages` say which refunds, and in what order. */
export const readStaffRefunds = (
  stages: readonly PipelineStage[],
  tx: ClientSession | null = null,
): Promise<RefundWithDetails[]> =>
  Refund.aggregate<RefundWithDetails>([...stages, ...withPerson('payer'), ...withPayoutAccount])
    .session(tx)
    .exec()

export const toStaffRefundView = ({
  payer,
  account,
  ...refund
}: RefundWithDetails): z.input<typeof staffRefundView> => ({
  ...toRefundView(refund),
  payer: toPersonView(payer),
  gateway: refund.gateway,
  reason: refund.reason,
  tries: refund.tries,
  account: account ? toPayoutAccountView(account) : null,
  reference: refund.reference ?? null,
  failure: refund.failure ?? null,
  confirmedAt: refund.confirmedAt?.toISOString() ?? null,
})

/** One refund as staff see it. Throws REFUND_NOT_FOUND. */
export async function readStaffRefund(tx: ClientSession, refundId: RefundId) {
  const [refund] = await readStaffRefunds([{ $match: { _id: objectId(refundId) } }], tx)
  if (!refund) throw fail('REFUND_NOT_FOUND')
  return toStaffRefundView(refund)
}
