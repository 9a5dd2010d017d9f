import type { ClientSession } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { canTakeCash } from '#lib/fees/fee-debt.ts'
import type { PaymentType } from '#lib/model/job-status.ts'
import type { UserId } from '#lib/platform/ids.ts'

/** Throws FEES_DUE if a Cash job would go to a craftsman who may not take Cash jobs. Other payment types always pass. */
export async function assertCashAllowed(
  tx: ClientSession,
  paymentType: PaymentType,
  craftsman: UserId,
): Promise<void> {
  if (paymentType === 'Cash' && !(await canTakeCash(craftsman, tx))) throw fail('FEES_DUE')
}
