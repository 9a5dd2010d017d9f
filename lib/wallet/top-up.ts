import type * as z from 'zod'
import { startPayment } from '#lib/payments/start-payment.ts'
import { after, clock, DAY } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import type { topUpWish } from '#lib/wallet/wallet.schemas.ts'

/**
 * Begin to pay into one's wallet by card or at a Fawry outlet, within a day (METHOD_NOT_OFFERED, PAYMENT_REFUSED,
 * GATEWAY_UNAVAILABLE). What comes in pays the fees that are owed first; the rest stays for later fees.
 */
export const topUp = (wish: z.output<typeof topUpWish>, payer: UserId) =>
  startPayment({ ...wish, purpose: 'TopUp', payer, expiresAt: after(clock(), DAY) })
