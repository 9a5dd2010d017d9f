import type * as z from 'zod'
import type { TransactionRecord } from '#lib/model/transaction.model.ts'
import { idOf } from '#lib/platform/ids.ts'
import type { transactionView } from '#lib/wallet/wallet.schemas.ts'

export const toTransactionView = (line: TransactionRecord): z.input<typeof transactionView> => ({
  id: idOf<'Transaction'>(line._id),
  jobId: line.job ? idOf<'Job'>(line.job) : null,
  type: line.type,
  amount: line.amount,
  status: line.status,
  gateway: line.gateway,
  clearsAt: line.clearsAt?.toISOString() ?? null,
  payoutId: line.payout ? idOf<'Payout'>(line.payout) : null,
  createdAt: line.createdAt.toISOString(),
})
