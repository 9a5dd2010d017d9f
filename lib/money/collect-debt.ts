import type { ClientSession } from 'mongoose'
import { markTouched } from '#lib/events/touched.ts'
import type { Account } from '#lib/model/account.ts'
import { Balance } from '#lib/model/balance.model.ts'
import { Transaction } from '#lib/model/transaction.model.ts'
import { User } from '#lib/model/user.model.ts'
import { debtOf, prepaidOf, walletOf } from '#lib/money/accounts.ts'
import { frozenOf } from '#lib/money/frozen-earnings.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { changeWalletBalance, recordTransaction } from '#lib/money/record-transaction.ts'
import { idOf, type JobId, type UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { asPiastres, max, min, type Piastres, subtract, ZERO } from '#lib/platform/piastres.ts'

interface DebtCollection {
  readonly userId: UserId
  /** What triggers it. The key of the journal is `debt:<cause>`, so each cause collects only once. */
  readonly cause: string
  readonly at: Date
}

/**
 * Collects the fees that a craftsman owes from their wallet, in the caller's transaction:
 * 1. prepaid money pays first, then earnings (uncleared ones too, but not what a dispute freezes), as far as they go
 * 2. the oldest Pending fees become Completed; a fee that is paid in part is split, so that the Pending part is what
 *    they still owe
 * Returns the amount that was collected, in piastres.
 */
export async function collectDebt(
  tx: ClientSession,
  { userId, cause, at }: DebtCollection,
): Promise<Piastres> {
  const accounts = [debtOf(userId), prepaidOf(userId), walletOf(userId)] as const
  const [debt, prepaid, earned] = await balancesOf(accounts, tx)
  if (debt === 0) return ZERO
  const owed = subtract(ZERO, debt)
  const fromPrepaid = min(owed, prepaid)
  const held = earned > 0 ? await frozenOf(userId, tx) : ZERO
  const fromWallet = min(subtract(owed, fromPrepaid), max(ZERO, subtract(earned, held)))
  const paid = asPiastres(fromPrepaid + fromWallet)
  if (paid === 0) return ZERO
  await postJournal(tx, {
    key: `debt:${cause}`,
    kind: 'debtPaid',
    postings: [
      { account: prepaidOf(userId), amount: -fromPrepaid },
      { account: walletOf(userId), amount: -fromWallet },
      { account: debtOf(userId), amount: paid },
    ],
    at,
  })
  await settleFees(tx, userId, paid, at)
  if (paid === owed) await User.updateOne({ _id: userId }, { $unset: { owesFees: 1 } }, { session: tx })
  await markTouched(tx, `debt:${userId}`)
  return paid
}

/** The balances of three accounts, in one round trip. */
async function balancesOf(
  accounts: readonly [Account, Account, Account],
  tx: ClientSession,
): Promise<readonly [Piastres, Piastres, Piastres]> {
  const balances = await Balance.find({ _id: trusted({ $in: accounts }) })
    .session(tx)
    .lean()
  return accounts.map((account) => asPiastres(balances.find(({ _id }) => _id === account)?.posted ?? 0)) as [
    Piastres,
    Piastres,
    Piastres,
  ] // one for each account
}

async function settleFees(tx: ClientSession, userId: UserId, paid: Piastres, at: Date): Promise<void> {
  let left: number = paid
  const pending = await Transaction.find({ user: objectId(userId), type: 'Fee', status: 'Pending' })
    .sort({ createdAt: 1, _id: 1 })
    .session(tx)
    .lean()
  for (const fee of pending) {
    if (left === 0) break
    const part = Math.min(left, -fee.amount)
    left -= part
    if (part === -fee.amount) {
      const now = { status: 'Completed' as const, updatedAt: at }
      await Transaction.updateOne({ _id: fee._id }, { $set: now }, { session: tx })
      await changeWalletBalance(tx, userId, -part)
    } else {
      await Transaction.updateOne(
        { _id: fee._id },
        { $inc: { amount: part }, $set: { updatedAt: at } },
        { session: tx },
      )
      const of = fee.job && { jobId: idOf<'Job'>(fee.job) satisfies JobId }
      await recordTransaction(tx, { userId, type: 'Fee', amount: -part, status: 'Completed', at, ...of })
    }
  }
}
