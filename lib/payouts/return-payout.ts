import type { ClientSession } from 'mongoose'
import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { saveResponse } from '#lib/idempotency/save-response.ts'
import { Payout, type PayoutRecord } from '#lib/model/payout.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { Transaction } from '#lib/model/transaction.model.ts'
import { collectDebt } from '#lib/money/collect-debt.ts'
import { isErased } from '#lib/money/is-erased.ts'
import { postJournal, reverseJournal } from '#lib/money/post-journal.ts'
import { changeWalletBalance } from '#lib/money/record-transaction.ts'
import { refuseRefund } from '#lib/payments/confirm-refund.ts'
import type { payoutReturn } from '#lib/payouts/payout.schemas.ts'
import { readPayout } from '#lib/payouts/payout.view.ts'
import { clearingOfPayout } from '#lib/payouts/settle-payout.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type PayoutId, type UserId } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'

/**
 * The bank sent back a payout that it had paid, days later. Staff record it (PAYOUT_NOT_FOUND), once:
 * 1. the payout was Paid and becomes Failed, with the reason (PAYOUT_NOT_PAID if it was never paid, or came back before)
 * 2. a withdrawal: its journals are reversed, so that the money is in the wallet again and can be withdrawn; its line in
 *    the statement is Failed; fees that are owed are collected. If its owner is erased meanwhile, it is kept apart
 * 3. a refund is due again: it is Refused, and its payer is asked for another account
 * 4. the log, and the events that tell the payee and staff
 * If two come at once, one records it and the other is refused.
 */
export async function returnPayout(
  payoutId: PayoutId,
  { reason }: z.output<typeof payoutReturn>,
  admin: UserId,
) {
  return inTransaction(async (tx) => {
    const payout = await writeReturn(tx, payoutId, reason)
    await (payout.purpose === 'Refund' ? reopenRefund : returnToWallet)(tx, payout)
    const target = { kind: 'Payout', id: payoutId }
    await logActivity(tx, { actor: admin, action: 'payout.return', target, details: {} })
    const { purpose, payee, amount } = payout
    await recordEvent(tx, 'payout.returned', { payoutId, craftsmanId: idOf(payee), amount, purpose, reason })
    const answer = await readPayout(tx, payoutId)
    await saveResponse(tx, answer)
    return answer
  })
}

/** Conditional on the payout being Paid. */
async function writeReturn(tx: ClientSession, payoutId: PayoutId, reason: string): Promise<PayoutRecord> {
  const at = clock()
  const payout = await Payout.findOneAndUpdate(
    { _id: payoutId, status: 'Paid' },
    { $set: { status: 'Failed', reason, returnedAt: at, updatedAt: at } },
    { session: tx, returnDocument: 'after' },
  ).lean()
  if (payout) return payout
  const exists = await Payout.exists({ _id: payoutId }).session(tx)
  throw fail(exists ? 'PAYOUT_NOT_PAID' : 'PAYOUT_NOT_FOUND')
}

async function returnToWallet(tx: ClientSession, payout: PayoutRecord): Promise<void> {
  if (await isErased(tx, payout.payee)) return keepUnclaimed(tx, payout)
  const payoutId = idOf<'Payout'>(payout._id)
  const userId = idOf<'User'>(payout.payee)
  const at = payout.updatedAt
  await reverseJournal(tx, `payoutPaid:${payoutId}`, at)
  await reverseJournal(tx, `payout:${payoutId}`, at)
  const { matchedCount } = await Transaction.updateOne(
    { payout: payout._id, status: 'Completed' },
    { $set: { status: 'Failed', updatedAt: at } },
    { session: tx },
  )
  if (matchedCount !== 1) throw new Error(`the payout ${payoutId} has no completed withdrawal`)
  await changeWalletBalance(tx, userId, payout.amount)
  await collectDebt(tx, { userId, cause: `payoutReturned:${payoutId}`, at })
}

/** Their statement ends with the erasure: what comes back later is no line of it. */
const keepUnclaimed = (tx: ClientSession, { _id, kind, amount, updatedAt: at }: PayoutRecord) =>
  postJournal(tx, {
    key: `payoutReturned:${idOf<'Payout'>(_id)}`,
    kind: 'unclaimed',
    postings: [
      { account: clearingOfPayout(kind), amount: -amount },
      { account: 'platform:unclaimed', amount },
    ],
    at,
  })

async function reopenRefund(tx: ClientSession, { refund }: PayoutRecord): Promise<void> {
  await refuseRefund(tx, await Refund.findById(refund).session(tx).lean().orFail())
}
