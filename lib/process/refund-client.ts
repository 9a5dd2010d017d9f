import type { ClientSession } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import type { Account } from '#lib/model/account.ts'
import type { ContractRecord } from '#lib/model/contract.model.ts'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import type { PaymentStatus } from '#lib/model/payment-status.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { idOf } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import type { Piastres } from '#lib/platform/piastres.ts'
import type { TransitionContext } from '#lib/process/apply-transition.ts'
import { openRefund } from '#lib/process/open-refund.ts'

interface ClientRefund {
  readonly contract: ContractRecord
  readonly amount: Piastres
  /** The account that holds it: the escrow, or the wallet that it was released to. */
  readonly from: Account
  readonly key: string
  readonly context: Pick<TransitionContext, 'at' | 'reason'>
}

/**
 * Opens a refund of the client's part of a split. If the payment was charged back, the client has the money already:
 * then the platform, which bore the chargeback, gets this part.
 */
export async function refundClient(tx: ClientSession, refund: ClientRefund): Promise<void> {
  const { contract, amount, from, key, context } = refund
  const payment = await fundingPaymentOf(tx, contract)
  if (payment.status !== 'ChargedBack') {
    const reason = context.reason ?? 'The job did not take place'
    await openRefund(tx, {
      payment,
      amount,
      from,
      kind: from.startsWith('wallet:') ? 'clawback' : 'refund',
      reason,
      at: context.at,
    })
    return
  }
  await postJournal(tx, {
    key: `chargedBack:${key}`,
    kind: 'clawback',
    postings: [
      { account: from, amount: -amount },
      { account: 'platform:chargebacks', amount },
    ],
    jobId: idOf(contract.job),
    at: context.at,
  })
}

/** The payment that filled the escrow of a contract. Payments that came too late do not count: they were refunded in full at once. */
export async function fundingPaymentOf(
  tx: ClientSession,
  { _id: contract }: Pick<ContractRecord, '_id'>,
): Promise<PaymentRecord> {
  const status = trusted({ $in: ['Held', 'Released', 'PartlyRefunded', 'ChargedBack'] as PaymentStatus[] })
  const payments = await Payment.find({ contract, status }).sort({ capturedAt: 1 }).session(tx).lean()
  const payment = payments.find(({ refundOpened, amount }) => refundOpened < amount)
  if (!payment) throw fail('NOTHING_TO_REFUND')
  return payment
}
