import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { saveResponse } from '#lib/idempotency/save-response.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { PayoutAccount } from '#lib/model/payout-account.model.ts'
import { Transaction } from '#lib/model/transaction.model.ts'
import { payoutOf, walletOf } from '#lib/money/accounts.ts'
import { collectDebt } from '#lib/money/collect-debt.ts'
import { InsufficientFundsError, postJournal } from '#lib/money/post-journal.ts'
import { recordTransaction } from '#lib/money/record-transaction.ts'
import { addBusinessDays } from '#lib/platform/business-days.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId, type PayoutAccountId, type PayoutId, type UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId, trusted } from '#lib/platform/mongo.ts'
import type { Piastres } from '#lib/platform/piastres.ts'
import { currentSettings } from '#lib/settings/settings.ts'
import { unclearedOf } from '#lib/wallet/funds.ts'
import { toTransactionView } from '#lib/wallet/transaction.view.ts'

interface WithdrawalRequest {
  readonly userId: UserId
  readonly amount: Piastres
  readonly payoutAccountId: PayoutAccountId
}

/**
 * Withdraw earnings to one's own payout account, in one transaction:
 * 1. the payout account is the craftsman's own and can be paid to (PAYOUT_ACCOUNT_NOT_FOUND, PAYOUT_ACCOUNT_NOT_READY)
 * 2. fees that they owe are taken first, as everywhere
 * 3. the money is posted from the wallet to the account of the payout; uncleared earnings and top-ups cannot be
 *    withdrawn (NOT_ENOUGH_TO_WITHDRAW)
 * 4. the payout waits for the next run and is due within two business days; the statement shows a Pending withdrawal
 * 5. the response is saved under the request's Idempotency-Key
 * If several withdrawals come at once, they conflict on the wallet: each one sees the balance that the one before left.
 */
export async function withdraw({ userId, amount, payoutAccountId }: WithdrawalRequest) {
  const { bankHolidays, payoutDays } = await currentSettings()
  const payoutId = newId<'Payout'>()
  return inTransaction(async (tx) => {
    const at = clock()
    const account = await PayoutAccount.findOneAndUpdate(
      { _id: payoutAccountId, user: objectId(userId), deletedAt: trusted({ $exists: false }) },
      { $set: { updatedAt: at } }, // a deletion at the same time conflicts with this
      { session: tx, returnDocument: 'after' },
    ).lean()
    if (!account) throw fail('PAYOUT_ACCOUNT_NOT_FOUND')
    if (account.status !== 'Ready') throw fail('PAYOUT_ACCOUNT_NOT_READY')
    await collectDebt(tx, { userId, cause: `withdrawal:${payoutId}`, at })
    await reserve(tx, { payoutId, userId, amount, at })
    const payout = {
      _id: objectId(payoutId),
      purpose: 'Withdrawal' as const,
      payee: account.user,
      amount,
      status: 'Requested' as const,
      account: account._id,
      kind: account.kind,
      requestedAt: at,
      dueBy: addBusinessDays(at, payoutDays, bankHolidays),
      updatedAt: at,
    }
    await Payout.create([payout], { session: tx })
    const line = { userId, type: 'Withdrawal', amount: -amount, status: 'Pending', payoutId, at } as const
    const lineId = await recordTransaction(tx, line)
    await logActivity(tx, {
      actor: userId,
      action: 'payout.request',
      target: { kind: 'Payout', id: payoutId },
      details: { amount },
    })
    await recordEvent(tx, 'payout.requested', { payoutId, craftsmanId: userId, amount })
    const response = toTransactionView(await Transaction.findById(lineId).session(tx).lean().orFail())
    await saveResponse(tx, response)
    return response
  })
}

interface Reservation {
  readonly payoutId: PayoutId
  readonly userId: UserId
  readonly amount: Piastres
  readonly at: Date
}

async function reserve(tx: ClientSession, { payoutId, userId, amount, at }: Reservation): Promise<void> {
  const leaving = await unclearedOf(userId, tx)
  const postings = [
    { account: walletOf(userId), amount: -amount, leaving },
    { account: payoutOf(payoutId), amount },
  ]
  try {
    await postJournal(tx, { key: `payout:${payoutId}`, kind: 'payout', postings, at })
  } catch (error) {
    throw error instanceof InsufficientFundsError ? fail('NOT_ENOUGH_TO_WITHDRAW', { cause: error }) : error
  }
}
