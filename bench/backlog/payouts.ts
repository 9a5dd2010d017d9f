import { Types } from 'mongoose'
import { Books } from '#infra/demo/seed/books.ts'
import { Draws } from '#infra/demo/seed/draws.ts'
import { Rows } from '#infra/demo/seed/rows.ts'
import { clearingAt, payoutOf, walletOf } from '#lib/money/accounts.ts'
import { addBusinessDays } from '#lib/platform/business-days.ts'
import { addMs, clock, DAY } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'

const AMOUNT = 50_000

/** Craftsmen with earnings who each want them paid out through the provider, with a ledger that is right. */
export async function addPayouts(count: number): Promise<void> {
  const rows = new Rows()
  const books = new Books(rows, new Draws(1))
  const at = addMs(clock(), -2 * DAY)
  for (let number = 0; number < count; number += 1) {
    addPayout(rows, books, at, number)
    if (rows.isFull) await rows.insert()
  }
  books.close(at)
  await rows.insert()
}

function addPayout(rows: Rows, books: Books, at: Date, number: number): void {
  const [user, payout, account] = [new Types.ObjectId(), new Types.ObjectId(), new Types.ObjectId()]
  const wallet = walletOf(idOf(user))
  const earned = [
    { account: clearingAt('Stripe'), amount: -AMOUNT },
    { account: wallet, amount: AMOUNT },
  ]
  const reserved = [
    { account: wallet, amount: -AMOUNT },
    { account: payoutOf(idOf(payout)), amount: AMOUNT },
  ]
  books.post({ key: `release:${user.toHexString()}`, kind: 'release', postings: earned, at })
  books.post({ key: `payout:${payout.toHexString()}`, kind: 'payout', postings: reserved, at })
  const times = { createdAt: at, updatedAt: at }
  const email = `payee${number}@example.com`
  const name = { firstName: 'حسن', lastName: 'علي' }
  rows.add('users', {
    ...{ _id: user, email, ...name, role: 'Craftsman', isBanned: false, ...times },
    wallet: { balance: AMOUNT, withdrawableBalance: 0 },
  })
  const line = { user, gateway: 'System', ...times }
  rows.add('transactions', { ...line, type: 'Payout', amount: AMOUNT, status: 'Completed', clearsAt: at })
  rows.add('transactions', { ...line, type: 'Withdrawal', amount: -AMOUNT, status: 'Pending', payout })
  rows.add('payoutAccounts', {
    ...{ _id: account, user, kind: 'stripe', label: 'Stripe', status: 'Ready', providerId: `acct_${number}` },
    ...times,
  })
  rows.add('payouts', {
    ...{ _id: payout, purpose: 'Withdrawal', payee: user, amount: AMOUNT, status: 'Requested', account },
    ...{ kind: 'stripe', requestedAt: at, dueBy: addBusinessDays(at, 2, {}), updatedAt: at },
  })
}
