import type { ClientSession } from 'mongoose'
import type { ContractRecord } from '#lib/contracts/contract.model.ts'
import { fail } from '#lib/errors/app-error.ts'
import type { MoveMaking } from '#lib/jobs/make-move.ts'
import type { Account } from '#lib/money/accounts.ts'
import type { Piastres } from '#lib/money/piastres.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { openRefund } from '#lib/payments/open-refund.ts'
import type { PaymentStatus } from '#lib/payments/payment-status.ts'
import { Payment, type PaymentRecord } from '#lib/payments/payment.model.ts'
import { idOf } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'

interface ClientsPart {
  readonly contract: ContractRecord
  readonly amount: Piastres
  /** Where it lies: the escrow, or the wallet that it was released to. */
  readonly from: Account
  readonly key: string
  readonly making: Pick<MoveMaking, 'at' | 'reason'>
}

/**
 * Sends the client's part of a split back to him. Where he has had his money charged back already, the platform,
 * which bore that, gets it instead.
 */
export async function payClient(session: ClientSession, part: ClientsPart): Promise<void> {
  const { contract, amount, from, key, making } = part
  const payment = await paymentOf(session, contract)
  if (payment.status !== 'ChargedBack') {
    const reason = making.reason ?? 'The job did not take place'
    await openRefund(session, {
      payment,
      amount,
      from,
      kind: from.startsWith('wallet:') ? 'clawback' : 'refund',
      reason,
      at: making.at,
    })
    return
  }
  await postJournal(session, {
    key: `chargedBack:${key}`,
    kind: 'clawback',
    lines: [
      { account: from, amount: -amount },
      { account: 'platform:chargebacks', amount },
    ],
    jobId: idOf(contract.job),
    at: making.at,
  })
}

/** The payment that its escrow was filled by: one that came too late went back in full at once. */
export async function paymentOf(
  session: ClientSession,
  { _id: contract }: Pick<ContractRecord, '_id'>,
): Promise<PaymentRecord> {
  const status = trusted({ $in: ['Held', 'Released', 'PartlyRefunded', 'ChargedBack'] as PaymentStatus[] })
  const payments = await Payment.find({ contract, status }).sort({ capturedAt: 1 }).session(session).lean()
  const payment = payments.find(({ refundOpened, amount }) => refundOpened < amount)
  if (!payment) throw fail('NOTHING_TO_REFUND')
  return payment
}
