import * as z from 'zod'
import { personView } from '#lib/embedded/person.schemas.ts'
import { GATEWAYS } from '#lib/model/gateway-names.ts'
import { REFUND_STATUSES } from '#lib/model/refund-status.ts'
import { refundView } from '#lib/payments/payment.schemas.ts'
import { instantView, price } from '#lib/platform/api-schemas.ts'
import { listOf, listQuery } from '#lib/platform/paging.ts'
import { line, text } from '#lib/platform/text.ts'
import { payoutAccountView } from '#lib/wallet/payout-account.schemas.ts'

/** A refund as staff see it: what its payer sees, and what became of it at its gateway. */
export const staffRefundView = refundView
  .extend({
    payer: personView,
    gateway: z.enum(GATEWAYS),
    reason: z.string().describe('Why the money goes back'),
    tries: z.int().describe('How often its gateway was asked to make it'),
    account: payoutAccountView
      .nullable()
      .describe('The account that the payer named, where the gateway refused'),
    reference: z.string().nullable().describe('The reference that staff recorded'),
    failure: z.string().nullable().describe('Why it could not be paid, as staff recorded it'),
    confirmedAt: instantView.nullable(),
  })
  .meta({ id: 'StaffRefund' })

export const staffRefundList = listOf(staffRefundView)

export const staffRefundSearch = listQuery({
  status: z.enum(REFUND_STATUSES).optional(),
  gateway: z.enum(GATEWAYS).optional(),
})

/** What became of a refund. `reference`: what the gateway or the bank calls it. `failed` needs a `reason`. */
export const refundOutcome = z.strictObject({
  outcome: z.enum(['paid', 'failed']),
  reference: line(100).optional(),
  reason: text(500).optional(),
})

/** What the client gets back at the platform's cost, in piastres, and why. */
export const goodwill = z.strictObject({ clientAmount: price, note: text(4_000, 3) })
