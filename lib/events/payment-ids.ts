import type { PaymentRecord } from '#lib/model/payment.model.ts'
import { idOf } from '#lib/platform/ids.ts'

/** The ids that every event about a payment has. */
export const paymentIdsOf = ({ _id, payer, job }: Pick<PaymentRecord, '_id' | 'payer' | 'job'>) => ({
  paymentId: idOf<'Payment'>(_id),
  payerId: idOf<'User'>(payer),
  jobId: job ? idOf<'Job'>(job) : null,
})
