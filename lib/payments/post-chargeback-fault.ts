import type { ClientSession } from 'mongoose'
import { recordEvent } from '#lib/events/record-event.ts'
import { Contract, type ContractRecord } from '#lib/model/contract.model.ts'
import { Journal } from '#lib/model/journal.model.ts'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { Transaction } from '#lib/model/transaction.model.ts'
import { debtOf, walletOf } from '#lib/money/accounts.ts'
import { collectDebt } from '#lib/money/collect-debt.ts'
import { frozenOf } from '#lib/money/frozen-earnings.ts'
import { isErased } from '#lib/money/is-erased.ts'
import { journalAmount } from '#lib/money/journal-amount.ts'
import { balanceOf, postJournal } from '#lib/money/post-journal.ts'
import { recordTransaction } from '#lib/money/record-transaction.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { asPiastres, max, min, type Piastres, subtract, sum, ZERO } from '#lib/platform/piastres.ts'
import { warnOfDebt } from '#lib/process/warn-of-debt.ts'

interface ChargedCraftsman {
  readonly chargebackId: string
  readonly payment: PaymentRecord
  readonly contract: ContractRecord
  readonly amount: Piastres
  readonly at: Date
}

const keyOfFault = (chargebackId: string): string => `chargebackFault:${chargebackId}`

/** What the craftsman of a contract got from it: earnings and waived fees, less what a decision took back. */
export async function earnedFrom(
  tx: ClientSession,
  { _id, craftsman }: Pick<ContractRecord, '_id' | 'craftsman'>,
): Promise<Piastres> {
  const lines = await Transaction.find({ contract: _id, user: craftsman, status: 'Completed' })
    .session(tx)
    .lean()
  const ofEarnings = lines.filter(({ type, amount }) => type === 'Payout' || type === 'Refund' || amount > 0)
  return max(ZERO, sum(ofEarnings.map(({ amount }) => asPiastres(amount))))
}

/**
 * Charges a craftsman what a chargeback took from the platform, in the caller's transaction: from their wallet as far as
 * it goes, without what a dispute freezes. The rest is their debt, which prepaid money pays at once as far as it goes,
 * and of which they are warned. Their statement shows both parts.
 */
export async function chargeCraftsman(tx: ClientSession, charged: ChargedCraftsman): Promise<void> {
  const { chargebackId, payment, contract, amount, at } = charged
  const userId = idOf<'User'>(contract.craftsman)
  const free = subtract(await balanceOf(walletOf(userId), tx), await frozenOf(userId, tx))
  const fromWallet = min(amount, max(ZERO, free))
  const owed = subtract(amount, fromWallet)
  const of = { jobId: idOf<'Job'>(contract.job), at } as const
  await postJournal(tx, {
    key: keyOfFault(chargebackId),
    kind: 'clawback',
    postings: [
      { account: walletOf(userId), amount: -fromWallet },
      { account: debtOf(userId), amount: -owed },
      { account: 'platform:chargebacks', amount },
    ],
    ...of,
  })
  // without the contract: what they got from it is what they got before
  const line = { userId, paymentId: idOf<'Payment'>(payment._id), ...of }
  if (fromWallet > 0) {
    await recordTransaction(tx, { ...line, type: 'Refund', status: 'Completed', amount: -fromWallet })
  }
  if (owed === 0) return
  await recordTransaction(tx, { ...line, type: 'Fee', status: 'Pending', amount: -owed })
  const paid = await collectDebt(tx, { userId, cause: keyOfFault(chargebackId), at })
  await warnOfDebt(tx, userId, subtract(owed, paid))
}

/**
 * The bank gave back a chargeback that a craftsman had to bear: they get it back into their wallet, once, and it pays
 * what they still owe. If they are erased meanwhile, it is kept apart. The decision is void.
 */
export async function returnToCraftsman(
  tx: ClientSession,
  { _id, contract: contractId }: PaymentRecord,
  chargebackId: string,
  at: Date,
): Promise<void> {
  const key = keyOfFault(chargebackId)
  await Payment.updateOne({ _id }, { $pull: { chargebackDecisions: { chargebackId } } }, { session: tx })
  const charged = await Journal.findOne({ key }).session(tx).lean()
  if (!charged) return
  const amount = journalAmount(charged)
  const contract = await Contract.findById(contractId).session(tx).lean().orFail()
  const userId: UserId = idOf(contract.craftsman)
  const of = { jobId: idOf<'Job'>(contract.job), at } as const
  const isGone = await isErased(tx, contract.craftsman)
  await postJournal(tx, {
    key: `${key}:returned`,
    kind: isGone ? 'unclaimed' : 'clawback',
    postings: [
      { account: 'platform:chargebacks', amount: -amount },
      { account: isGone ? 'platform:unclaimed' : walletOf(userId), amount },
    ],
    ...of,
  })
  if (isGone) return
  const paymentId = idOf<'Payment'>(_id)
  await recordTransaction(tx, { userId, paymentId, ...of, type: 'Refund', status: 'Completed', amount })
  await collectDebt(tx, { userId, cause: `${key}:returned`, at })
  await recordEvent(tx, 'payment.chargeback.returned', {
    paymentId,
    jobId: of.jobId,
    clientId: idOf(contract.client),
    craftsmanId: userId,
    amount,
  })
}
