import { clearingAt, debtOf, prepaidOf, walletOf } from '#lib/money/accounts.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId, type UserId } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { recordTransaction } from '#lib/wallet/record-transaction.ts'

/** Gives a craftsman earnings that can be withdrawn from `clearsAt` on, as a release does. */
export const hasEarned = (userId: UserId, amount: number, clearsAt: Date = clock()): Promise<void> =>
  inTransaction(async (session) => {
    const lines = [
      { account: clearingAt('Stripe'), amount: -amount },
      { account: walletOf(userId), amount },
    ]
    const at = clock()
    await postJournal(session, { key: `earned:${newId()}`, kind: 'release', lines, at })
    await recordTransaction(session, { userId, type: 'Payout', amount, status: 'Completed', at, clearsAt })
  })

/** Gives him money that he topped up and keeps for fees. */
export const hasPrepaid = (userId: UserId, amount: number): Promise<void> =>
  inTransaction(async (session) => {
    const lines = [
      { account: clearingAt('Fawry'), amount: -amount },
      { account: prepaidOf(userId), amount },
    ]
    const at = clock()
    await postJournal(session, { key: `prepaid:${newId()}`, kind: 'topUp', lines, at })
    await recordTransaction(session, { userId, type: 'Deposit', amount, status: 'Completed', at })
  })

/** Makes him owe a fee, as a Cash job does. */
export const owesFee = (userId: UserId, amount: number, at: Date = clock()): Promise<void> =>
  inTransaction(async (session) => {
    const lines = [
      { account: debtOf(userId), amount: -amount },
      { account: 'platform:fees' as const, amount },
    ]
    await postJournal(session, { key: `fee:${newId()}`, kind: 'cashFee', lines, at })
    await recordTransaction(session, { userId, type: 'Fee', amount: -amount, status: 'Pending', at })
  })
