import type { PaymentRecord } from '#lib/model/payment.model.ts'
import type { RefundRecord } from '#lib/model/refund.model.ts'
import { idOf } from '#lib/platform/ids.ts'
import { asPiastres, type Piastres } from '#lib/platform/piastres.ts'

/** How a refund was paid: by whom, and the key of the journal that says so. */
export interface RefundPaid {
  readonly through: RefundRecord['gateway'] | 'Bank'
  readonly key: string
}

export const paidByGateway = ({ _id, gateway }: RefundRecord): RefundPaid => ({
  through: gateway,
  key: `refund-paid:${idOf<'Refund'>(_id)}`,
})

/** Whether the gateway confirmed this refund. One that the bank paid, or that another covered, it knows nothing of. */
export const isPaidByGateway = (refund: RefundRecord): boolean =>
  refund.status === 'Confirmed' && refund.paidBy === paidByGateway(refund).key

/** What the gateway has refunded of a payment for certain, in piastres: our confirmed refunds, and what was refunded elsewhere. */
export const refundedAtGateway = (
  { takenBack }: Pick<PaymentRecord, 'takenBack'>,
  refunds: readonly RefundRecord[],
): Piastres =>
  asPiastres(refunds.filter(isPaidByGateway).reduce((sum, { amount }) => sum + amount, takenBack))
