import { clearingAt, debtOf, prepaidOf, walletOf } from '#lib/money/accounts.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { recordTransaction } from '#lib/money/record-transaction.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId, type UserId } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'

/** Posts earnings for a craftsman that can be withdrawn from `clearsAt` on, as a release does. */
export const hasEarned = (userId: UserId, amount: number, clearsAt: Date = clock()): Promise<void> =>
  inTransaction(async (tx) => {
    const postings = [
      { account: clearingAt('Stripe'), amount: -amount },
      { account: walletOf(userId), amount },
    ]
    const at = clock()
    await postJournal(tx, { key: `earned:${newId()}`, kind: 'release', postings, at })
    await recordTransaction(tx, { userId, type: 'Payout', amount, status: 'Completed', at, clearsAt })
  })

/** Posts a top-up for a craftsman: money that is reserved for fees. */
export const hasPrepaid = (userId: UserId, amount: number): Promise<void> =>
  inTransaction(async (tx) => {
    const postings = [
      { account: clearingAt('Fawry'), amount: -amount },
      { account: prepaidOf(userId), amount },
    ]
    const at = clock()
    await postJournal(tx, { key: `prepaid:${newId()}`, kind: 'topUp', postings, at })
    await recordTransaction(tx, { userId, type: 'Deposit', amount, status: 'Completed', at })
  })

/** Posts a fee that a craftsman owes, as a Cash job does. */
export const owesFee = (userId: UserId, amount: number, at: Date = clock()): Promise<void> =>
  inTransaction(async (tx) => {
    const postings = [
      { account: debtOf(userId), amount: -amount },
      { account: 'platform:fees' as const, amount },
    ]
    await postJournal(tx, { key: `fee:${newId()}`, kind: 'cashFee', postings, at })
    await recordTransaction(tx, { userId, type: 'Fee', amount: -amount, status: 'Pending', at })
  })
