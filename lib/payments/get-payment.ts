import { fail } from '#lib/errors/app-error.ts'
import type { Asker } from '#lib/jobs/job-case.ts'
import { Payment } from '#lib/payments/payment.model.ts'
import { showPayment } from '#lib/payments/payment.view.ts'
import type { PaymentId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { isStaff } from '#lib/users/role.ts'

/** A payment, for its payer and for staff. Throws PAYMENT_NOT_FOUND for anyone else. */
export async function getPayment(paymentId: PaymentId, asker: Asker) {
  const own = isStaff(asker.role) ? {} : { payer: objectId(asker.id) }
  const payment = await Payment.findOne({ _id: objectId(paymentId), ...own }).lean()
  if (!payment) throw fail('PAYMENT_NOT_FOUND')
  return showPayment(payment)
}
