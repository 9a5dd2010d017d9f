import type { ClientSession } from 'mongoose'
import { debtOf, prepaidOf, walletOf, type Account } from '#lib/money/accounts.ts'
import { Balance } from '#lib/money/balance.model.ts'
import { asPiastres, least, minus, most, NOTHING, type Piastres } from '#lib/money/piastres.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { idOf, type JobId, type UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { frozenOf } from '#lib/wallet/frozen-earnings.ts'
import { recordTransaction, moveWallet } from '#lib/wallet/record-transaction.ts'
import { Transaction } from '#lib/wallet/transaction.model.ts'

interface Collection {
  readonly userId: UserId
  /** What it follows from; the journal is `debt:<cause>`, once. */
  readonly cause: string
  readonly at: Date
}

/**
 * Pays what a craftsman owes in fees out of what he has, in the caller's transaction: prepaid money first, then
 * earnings (uncleared ones too, but none that a dispute holds), as far as it goes. The oldest Pending fees become Completed; the one that is
 * paid in part is split, so that what stays Pending is what he still owes. Answers what was paid, in piastres.
 */
export async function collectDebt(
  session: ClientSession,
  { userId, cause, at }: Collection,
): Promise<Piastres> {
  const accounts = [debtOf(userId), prepaidOf(userId), walletOf(userId)] as const
  const [debt, prepaid, earned] = await balancesOf(accounts, session)
  if (debt === 0) return NOTHING
  const owed = minus(NOTHING, debt)
  const fromPrepaid = least(owed, prepaid)
  const held = earned > 0 ? await frozenOf(userId, session) : NOTHING
  const fromWallet = least(minus(owed, fromPrepaid), most(NOTHING, minus(earned, held)))
  const paid = asPiastres(fromPrepaid + fromWallet)
  if (paid === 0) return NOTHING
  await postJournal(session, {
    key: `debt:${cause}`,
    kind: 'debtPaid',
    lines: [
      { account: prepaidOf(userId), amount: -fromPrepaid },
      { account: walletOf(userId), amount: -fromWallet },
      { account: debtOf(userId), amount: paid },
    ],
    at,
  })
  await settleFees(session, userId, paid, at)
  return paid
}

/** What each of three accounts holds, in one trip. */
async function balancesOf(
  accounts: readonly [Account, Account, Account],
  session: ClientSession,
): Promise<readonly [Piastres, Piastres, Piastres]> {
  const balances = await Balance.find({ _id: trusted({ $in: accounts }) })
    .session(session)
    .lean()
  return accounts.map((account) => asPiastres(balances.find(({ _id }) => _id === account)?.posted ?? 0)) as [
    Piastres,
    Piastres,
    Piastres,
  ] // one for each account
}

async function settleFees(session: ClientSession, userId: UserId, paid: Piastres, at: Date): Promise<void> {
  let left: number = paid
  const pending = await Transaction.find({ user: objectId(userId), type: 'Fee', status: 'Pending' })
    .sort({ createdAt: 1, _id: 1 })
    .session(session)
    .lean()
  for (const fee of pending) {
    if (left === 0) break
    const part = Math.min(left, -fee.amount)
    left -= part
    if (part === -fee.amount) {
      const now = { status: 'Completed' as const, updatedAt: at }
      await Transaction.updateOne({ _id: fee._id }, { $set: now }, { session })
      await moveWallet(session, userId, -part)
    } else {
      await Transaction.updateOne(
        { _id: fee._id },
        { $inc: { amount: part }, $set: { updatedAt: at } },
        { session },
      )
      const of = fee.job && { jobId: idOf<'Job'>(fee.job) satisfies JobId }
      await recordTransaction(session, { userId, type: 'Fee', amount: -part, status: 'Completed', at, ...of })
    }
  }
}
