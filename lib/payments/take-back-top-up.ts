import type { ClientSession } from 'mongoose'
import type { PaymentRecord } from '#lib/model/payment.model.ts'
import { clearingAt, debtOf, prepaidOf } from '#lib/money/accounts.ts'
import { collectDebt } from '#lib/money/collect-debt.ts'
import { balanceOf, postJournal } from '#lib/money/post-journal.ts'
import { recordTransaction } from '#lib/money/record-transaction.ts'
import { idOf } from '#lib/platform/ids.ts'
import { max, min, type Piastres, subtract, ZERO } from '#lib/platform/piastres.ts'
import { warnOfDebt } from '#lib/process/warn-of-debt.ts'

export interface Movement {
  /** The key of the journal: it happens once. */
  readonly key: string
  readonly amount: Piastres
  readonly at: Date
}

/**
 * A top-up went back to its payer, who is the one that it was credited to: the credit is reversed, in the caller's
 * transaction. It comes out of what is left of prepaid money; the rest paid fees, which are owed again:
 * earnings that are free pay them at once.
 */
export async function takeBackTopUp(
  tx: ClientSession,
  payment: PaymentRecord,
  { key, amount, at }: Movement,
): Promise<void> {
  const userId = idOf<'User'>(payment.payer)
  const fromPrepaid = min(amount, max(ZERO, await balanceOf(prepaidOf(userId), tx)))
  const owed = subtract(amount, fromPrepaid)
  await postJournal(tx, {
    key,
    kind: 'chargeback',
    postings: [
      { account: prepaidOf(userId), amount: -fromPrepaid },
      { account: debtOf(userId), amount: -owed },
      { account: clearingAt(payment.gateway), amount },
    ],
    at,
  })
  const line = { userId, paymentId: idOf<'Payment'>(payment._id), at } as const
  const { gateway } = payment
  await recordTransaction(tx, { ...line, type: 'Deposit', status: 'Completed', gateway, amount: -amount })
  if (owed === 0) return
  await recordTransaction(tx, { ...line, type: 'Fee', status: 'Completed', amount: owed }) // was paid with it
  await recordTransaction(tx, { ...line, type: 'Fee', status: 'Pending', amount: -owed })
  const paid = await collectDebt(tx, { userId, cause: key, at })
  await warnOfDebt(tx, userId, subtract(owed, paid))
}

/** The money of a top-up that was taken back is with us again: it is credited anew, and pays what is owed first. */
export async function giveBackTopUp(
  tx: ClientSession,
  payment: PaymentRecord,
  { key, amount, at, reverses }: Movement & { readonly reverses?: string },
): Promise<void> {
  const userId = idOf<'User'>(payment.payer)
  await postJournal(tx, {
    key,
    kind: reverses ? 'reversal' : 'topUp',
    postings: [
      { account: clearingAt(payment.gateway), amount: -amount },
      { account: prepaidOf(userId), amount },
    ],
    ...(reverses && { reverses }),
    at,
  })
  const { gateway } = payment
  const paymentId = idOf<'Payment'>(payment._id)
  await recordTransaction(tx, {
    userId,
    paymentId,
    type: 'Deposit',
    status: 'Completed',
    gateway,
    amount,
    at,
  })
  await collectDebt(tx, { userId, cause: key, at })
}
