import type * as z from 'zod'
import type { TransactionRecord } from '#lib/model/transaction.model.ts'
import { idOf } from '#lib/platform/ids.ts'
import type { transactionView } from '#lib/wallet/wallet.schemas.ts'

export const toTransactionView = (transaction: TransactionRecord): z.input<typeof transactionView> => ({
  id: idOf<'Transaction'>(transaction._id),
  jobId: transaction.job ? idOf<'Job'>(transaction.job) : null,
  type: transaction.type,
  amount: transaction.amount,
  status: transaction.status,
  gateway: transaction.gateway,
  clearsAt: transaction.clearsAt?.toISOString() ?? null,
  payoutId: transaction.payout ? idOf<'Payout'>(transaction.payout) : null,
  createdAt: transaction.createdAt.toISOString(),
})
