import type { ClientSession } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import type { Account } from '#lib/model/account.ts'
import type { ContractRecord } from '#lib/model/contract.model.ts'
import { Journal } from '#lib/model/journal.model.ts'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { uncoveredOf } from '#lib/model/payment-status.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { idOf } from '#lib/platform/ids.ts'
import { asPiastres, min, type Piastres, subtract, sum } from '#lib/platform/piastres.ts'
import type { TransitionContext } from '#lib/process/apply-transition.ts'
import { limitApart, openRefund } from '#lib/process/open-refund.ts'

interface ClientRefund {
  readonly contract: ContractRecord
  readonly amount: Piastres
  /** The account that holds it: the escrow, or the wallet that it was released to. */
  readonly from: Account
  readonly key: string
  readonly context: Pick<TransitionContext, 'at' | 'reason'>
}

/**
 * Opens a refund of the client's part of a split. What was charged back of the payment, or refunded at the gateway
 * without us, the client has already: the platform, which bore it, gets this part, and only the rest is refunded.
 * If the bank returns a chargeback later, the client has it no more: it is refunded then (lib/payments/chargeback.ts).
 */
export async function refundClient(tx: ClientSession, refund: ClientRefund): Promise<void> {
  const { contract, amount, from, key, context } = refund
  const payment = await fundingPaymentOf(tx, contract)
  const uncovered = uncoveredOf(payment)
  const takenBack = min(amount, asPiastres(uncovered.takenBack))
  const chargedBack = min(subtract(amount, takenBack), asPiastres(uncovered.chargedBack))
  const covered = sum([takenBack, chargedBack])
  if (covered > 0) {
    await postJournal(tx, {
      key: coverKey(key),
      kind: 'clawback',
      postings: [
        { account: from, amount: -covered },
        { account: 'platform:chargebacks', amount: covered },
      ],
      jobId: idOf(contract.job),
      at: context.at,
    })
    const stoodIn = { takenBackCovered: takenBack, chargedBackCovered: chargedBack }
    await Payment.updateOne({ _id: payment._id }, { $inc: stoodIn }, { session: tx })
    await limitApart(tx, payment._id)
  }
  await openRefund(tx, {
    payment,
    amount: subtract(amount, covered),
    from,
    kind: from.startsWith('wallet:') ? 'clawback' : 'refund',
    reason: context.reason ?? 'The job did not take place',
    at: context.at,
  })
}

/** The key of the journal by which the platform got what a client was granted and had already. */
const coverKey = (decision: string): string => `chargedBack:${decision}`

interface LessGranted {
  readonly contract: ContractRecord
  /** How much less the client is granted. */
  readonly amount: Piastres
  readonly key: string
  readonly at: Date
}

/**
 * A decision after an appeal grants the client less. What the first one had granted and the client had already was not
 * refunded: it counts as covered no longer, so that it is not refunded either if the bank returns the payment. The
 * platform, which gives the craftsman that part out of its goodwill, gets it back.
 */
export async function uncoverClient(tx: ClientSession, granted: LessGranted): Promise<void> {
  const { contract, amount, key, at } = granted
  if (amount === 0) return
  const { _id, takenBackCovered, chargedBackCovered = 0 } = await fundingPaymentOf(tx, contract)
  const chargedBack = min(amount, asPiastres(chargedBackCovered))
  const takenBack = min(subtract(amount, chargedBack), asPiastres(takenBackCovered))
  const uncovered = sum([chargedBack, takenBack])
  if (uncovered === 0) return
  const less = { chargedBackCovered: -chargedBack, takenBackCovered: -takenBack }
  await Payment.updateOne({ _id }, { $inc: less }, { session: tx })
  await postJournal(tx, {
    key: coverKey(key),
    kind: 'clawback',
    postings: [
      { account: 'platform:chargebacks', amount: -uncovered },
      { account: 'platform:goodwill', amount: uncovered },
    ],
    jobId: idOf(contract.job),
    at,
  })
}

/**
 * The payment that filled the escrow of a contract. Payments that came too late do not count: they were refunded in
 * full at once.
 */
export async function fundingPaymentOf(
  tx: ClientSession,
  { _id: contract }: Pick<ContractRecord, '_id'>,
): Promise<PaymentRecord> {
  const payments = await Payment.find({ contract }).sort({ capturedAt: 1 }).session(tx).lean()
  for (const payment of payments) {
    if (await isFundedBy(tx, payment)) return payment
  }
  throw fail('NOTHING_TO_REFUND')
}

/** Whether a payment filled the escrow of its contract. */
export async function isFundedBy(tx: ClientSession, { _id }: Pick<PaymentRecord, '_id'>): Promise<boolean> {
  return (await Journal.exists({ key: `payment:${idOf(_id)}`, kind: 'payment' }).session(tx)) !== null
}
