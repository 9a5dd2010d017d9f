import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { paymentIdsOf } from '#lib/events/payment-ids.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { CAPTURABLE, isCapturable } from '#lib/model/payment-status.ts'
import { clearingAt } from '#lib/money/accounts.ts'
import { closePayment } from '#lib/payments/close-payment.ts'
import { applyWaiting } from '#lib/payments/refund-elsewhere.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { type Piastres } from '#lib/platform/piastres.ts'
import { openRefund } from '#lib/process/open-refund.ts'

interface Arrived {
  readonly amount: Piastres
  readonly gatewayPaymentId: string | null
}

/**
 * Another amount arrived than we asked for, in the caller's transaction. It is not held for the job, and not kept either:
 * it is booked as money at the gateway and refunded in full, like a payment that came too late. Staff are told. The
 * payment that is still due may be made again.
 */
export async function returnWrongAmount(
  tx: ClientSession,
  payment: PaymentRecord,
  { amount, gatewayPaymentId }: Arrived,
): Promise<void> {
  if (amount <= 0) return
  const at = clock()
  const arrived = await Payment.findOneAndUpdate(
    { _id: payment._id, status: trusted({ $in: [...CAPTURABLE] }) },
    {
      $set: {
        status: 'Held',
        received: amount,
        capturedAt: at,
        updatedAt: at,
        ...(gatewayPaymentId && { gatewayPaymentId }),
      },
    },
    { session: tx, returnDocument: 'after' },
  ).lean()
  if (!arrived) return
  const reason = 'The amount that arrived is not the amount that was asked for'
  const from = clearingAt(payment.gateway)
  await openRefund(tx, { payment: arrived, amount, from, kind: 'latePayment', reason, at })
  await tell(tx, payment, amount, 'EGP')
  await applyWaiting(tx, payment._id)
}

/**
 * A payment arrived in another currency than ours, in the caller's transaction. Nothing of it is booked in EGP: the
 * payment fails, staff are told, and it is refunded at the gateway (send-unbooked-refunds.ts).
 */
export async function returnForeignCurrency(
  tx: ClientSession,
  payment: PaymentRecord,
  { amount, gatewayPaymentId, currency }: Arrived & { readonly currency: string },
): Promise<void> {
  if (payment.unbooked || !isCapturable(payment.status)) return
  await closePayment(tx, payment, 'Failed')
  const at = clock()
  const unbooked = { amount, currency, status: 'Due' as const, tries: 0, nextTryAt: at }
  await Payment.updateOne(
    { _id: payment._id },
    { $set: { status: 'Failed', unbooked, updatedAt: at, ...(gatewayPaymentId && { gatewayPaymentId }) } },
    { session: tx },
  )
  await tell(tx, payment, amount, currency)
}

async function tell(
  tx: ClientSession,
  payment: PaymentRecord,
  amount: Piastres,
  currency: string,
): Promise<void> {
  const paymentId = idOf<'Payment'>(payment._id)
  const target = { kind: 'Payment', id: paymentId }
  await logActivity(tx, { actor: null, action: 'payment.mismatch', target, details: { amount, currency } })
  await recordEvent(tx, 'payment.mismatched', {
    ...paymentIdsOf(payment),
    amount,
    currency,
  })
}
