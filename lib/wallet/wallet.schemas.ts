import * as z from 'zod'
import {
  TRANSACTION_GATEWAYS,
  TRANSACTION_STATUSES,
  TRANSACTION_TYPES,
} from '#lib/model/transaction-status.ts'
import { id, idView, instant, instantView, piastresView, price } from '#lib/platform/api-schemas.ts'
import type { PayoutAccountId } from '#lib/platform/ids.ts'
import { listOf, listQuery } from '#lib/platform/paging.ts'

export const balanceView = z
  .strictObject({
    balance: piastresView.describe(
      'Everything in your wallet: earnings, top-ups, and what is reserved for withdrawals',
    ),
    withdrawableBalance: piastresView.describe('Earnings that have cleared and are not reserved'),
    pending: piastresView.describe(
      'Earnings that have not cleared yet, and what is reserved for withdrawals',
    ),
    feesDue: piastresView.describe('Fees that the wallet could not pay'),
    currency: z.literal('EGP'),
  })
  .meta({ id: 'Balance' })

export const transactionView = z
  .strictObject({
    id: idView,
    jobId: idView.nullable(),
    type: z.enum(TRANSACTION_TYPES),
    amount: piastresView.describe('Negative for debits'),
    status: z.enum(TRANSACTION_STATUSES),
    gateway: z.enum(TRANSACTION_GATEWAYS),
    clearsAt: instantView.nullable().describe('Earnings: when they clear and can be withdrawn'),
    payoutId: idView.nullable().describe('Withdrawals: the payout'),
    createdAt: instantView,
  })
  .meta({ id: 'Transaction' })

export const transactionList = listOf(transactionView)

export const transactionSearch = listQuery({
  type: z.enum(TRANSACTION_TYPES).optional(),
  status: z.enum(TRANSACTION_STATUSES).optional(),
  from: instant.optional().describe('Not before this instant'),
  to: instant.optional().describe('Before this instant'),
})

export const withdrawal = z.strictObject({ amount: price, payoutAccountId: id<PayoutAccountId>() })
