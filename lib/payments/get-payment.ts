import { fail } from '#lib/errors/app-error.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { isStaff } from '#lib/model/role.ts'
import { toPaymentView } from '#lib/payments/payment.view.ts'
import type { PaymentId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

/** A payment, for its payer and for staff. Throws PAYMENT_NOT_FOUND for everybody else. */
export async function getPayment(paymentId: PaymentId, principal: Principal) {
  const own = isStaff(principal.role) ? {} : { payer: objectId(principal.id) }
  const payment = await Payment.findOne({ _id: objectId(paymentId), ...own }).lean()
  if (!payment) throw fail('PAYMENT_NOT_FOUND')
  return toPaymentView(payment)
}
