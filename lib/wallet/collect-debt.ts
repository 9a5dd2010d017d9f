import type { ClientSession } from 'mongoose'
import { debtOf, prepaidOf, walletOf } from '#lib/money/accounts.ts'
import { least, NOTHING, type Piastres } from '#lib/money/piastres.ts'
import { balanceOf, postJournal } from '#lib/money/post-journal.ts'
import { idOf, type JobId, type UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
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
 * earnings (uncleared ones too), as far as it goes. The oldest Pending fees become Completed; the one that is
 * paid in part is split, so that what stays Pending is what he still owes. Answers what was paid, in piastres.
 */
export async function collectDebt(
  session: ClientSession,
  { userId, cause, at }: Collection,
): Promise<Piastres> {
  const owed = -(await balanceOf(debtOf(userId), session)) as Piastres
  if (owed === 0) return NOTHING
  const fromPrepaid = least(owed, await balanceOf(prepaidOf(userId), session))
  const fromWallet = least((owed - fromPrepaid) as Piastres, await balanceOf(walletOf(userId), session))
  const paid = (fromPrepaid + fromWallet) as Piastres
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
