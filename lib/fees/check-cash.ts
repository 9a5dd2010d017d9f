import type { ClientSession } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { canTakeCash } from '#lib/fees/fee-debt.ts'
import type { PaymentType } from '#lib/jobs/process.ts'
import type { UserId } from '#lib/platform/ids.ts'

/** Throws FEES_DUE where a Cash job would go to a craftsman whose fees are due; other jobs are not asked about. */
export async function checkCash(
  session: ClientSession,
  paymentType: PaymentType,
  craftsman: UserId,
): Promise<void> {
  if (paymentType === 'Cash' && !(await canTakeCash(craftsman, session))) throw fail('FEES_DUE')
}
