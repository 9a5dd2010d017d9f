import type * as z from 'zod'
import type { newTopUp } from '#lib/payments/payment.schemas.ts'
import { startPayment } from '#lib/payments/start-payment.ts'
import { addMs, clock, DAY } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'

/**
 * Top up one's own wallet, by card or with Fawry; the payment expires after a day (METHOD_NOT_OFFERED, PAYMENT_REFUSED,
 * GATEWAY_UNAVAILABLE). The money pays the fees that are owed first; the rest stays for later fees.
 */
export const topUp = (request: z.output<typeof newTopUp>, payer: UserId) =>
  startPayment({ ...request, purpose: 'TopUp', payer, expiresAt: addMs(clock(), DAY) })
