import * as z from 'zod'
import { GATEWAYS, PAYMENT_METHODS } from '#lib/model/gateway-names.ts'
import { REFUND_STATUSES } from '#lib/model/refund-status.ts'
import { idView, instantView, piastresView } from '#lib/platform/api-schemas.ts'

/** What a payer paid, for what, and what went back to them since. */
export const receiptView = z
  .strictObject({
    paymentId: idView,
    number: z.string().describe('Our reference, as the gateway knows it'),
    paidAt: instantView,
    payer: z.string().describe('The name of who paid'),
    purpose: z.enum(['Job', 'TopUp']),
    job: z.strictObject({ id: idView, title: z.string(), craftsman: z.string() }).nullable(),
    gateway: z.enum(GATEWAYS),
    method: z.enum(PAYMENT_METHODS),
    currency: z.literal('EGP'),
    amount: piastresView,
    refunds: z.array(
      z.strictObject({
        amount: piastresView,
        status: z.enum(REFUND_STATUSES),
        at: instantView.describe('When it arrived; until then, when it was opened'),
      }),
    ),
    refunded: piastresView.describe(
      'What has come back to the payer: refunds that have arrived, and chargebacks',
    ),
    total: piastresView.describe('What was paid less what has come back'),
  })
  .meta({ id: 'Receipt' })
