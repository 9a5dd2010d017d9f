import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { Payout, type PayoutRecord } from '#lib/model/payout.model.ts'
import { IN_FLIGHT, OPEN_PAYOUTS } from '#lib/model/payout-status.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { Transaction } from '#lib/model/transaction.model.ts'
import { clearingAt, payoutOf } from '#lib/money/accounts.ts'
import { collectDebt } from '#lib/money/collect-debt.ts'
import { postJournal, reverseJournal } from '#lib/money/post-journal.ts'
import { changeWalletBalance } from '#lib/money/record-transaction.ts'
import { confirmRefund, refuseRefund } from '#lib/payments/confirm-refund.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type PayoutId, type UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'

type Outcome = 'paid' | 'failed'

export interface Settlement {
  readonly payoutId: PayoutId
  readonly outcome: Outcome
  /** What the bank or the provider calls it. */
  readonly reference?: string | null
  readonly reason?: string
  /** Who says so; null where the provider does. */
  readonly actor: UserId | null
  /** Also one that waits for staff, and is in no batch. */
  readonly isHeldBack?: boolean
}

/**
 * Records how a payout ended, in the caller's transaction and once. It has to be under way, that is Batched or later, or
 * held back from every batch; if it is not, this returns null and changes nothing:
 * 1. a paid withdrawal: what was reserved has left us; it is Completed and the wallet's balance falls
 * 2. a failed withdrawal: what was reserved is back in the wallet; it is Failed; fees that are owed are paid from it
 * 3. a paid refund is confirmed; a failed one is refused, which asks its payer for another account
 * 4. the log and the event; the events of a refund that was paid are those of its confirmation
 * Two at once: one writes the payout, the other finds it settled.
 */
export async function settlePayout(tx: ClientSession, settlement: Settlement): Promise<PayoutRecord | null> {
  const { payoutId, outcome, actor } = settlement
  const payout = await writeOutcome(tx, settlement)
  if (!payout) return null
  await (payout.purpose === 'Refund' ? settleRefund : settleWithdrawal)(tx, payout, outcome)
  await logActivity(tx, {
    actor,
    action: 'payout.settle',
    target: { kind: 'Payout', id: payoutId },
    details: { outcome },
  })
  await recordOutcome(tx, payout, settlement)
  return payout
}

/** Conditional on the payout still being under way. */
async function writeOutcome(
  tx: ClientSession,
  { payoutId, outcome, reference, reason, isHeldBack = false }: Settlement,
): Promise<PayoutRecord | null> {
  const at = clock()
  return Payout.findOneAndUpdate(
    { _id: payoutId, status: trusted({ $in: isHeldBack ? OPEN_PAYOUTS : IN_FLIGHT }) },
    {
      $set: {
        status: outcome === 'paid' ? 'Paid' : 'Failed',
        settledAt: at,
        updatedAt: at,
        ...(reference && { reference }),
        ...(reason && { reason }),
      },
    },
    { session: tx, returnDocument: 'after' },
  ).lean()
}

async function recordOutcome(
  tx: ClientSession,
  { payee, amount, purpose }: PayoutRecord,
  { payoutId, outcome, reason }: Settlement,
): Promise<void> {
  const told = { payoutId, craftsmanId: idOf<'User'>(payee), amount }
  if (outcome === 'failed')
    await recordEvent(tx, 'payout.failed', { ...told, purpose, reason: reason ?? null })
  else if (purpose === 'Withdrawal') await recordEvent(tx, 'payout.paid', told)
}

async function settleRefund(tx: ClientSession, payout: PayoutRecord, outcome: Outcome): Promise<void> {
  const refund = await Refund.findById(payout.refund).session(tx).lean().orFail()
  if (outcome === 'paid') {
    const key = `refund-manual:${idOf<'Payout'>(payout._id)}` // a payout that comes back is followed by another
    await confirmRefund(tx, refund, { through: 'Bank', key })
  } else if (refund.status === 'ByHand') await refuseRefund(tx, refund)
}

async function settleWithdrawal(tx: ClientSession, payout: PayoutRecord, outcome: Outcome): Promise<void> {
  await (outcome === 'paid' ? complete : returnToWallet)(tx, payout, payout.updatedAt)
}

/** The account of whoever pays to accounts of this kind. */
export const clearingOfPayout = (kind: PayoutRecord['kind']) =>
  clearingAt(kind === 'stripe' ? 'Stripe' : 'Bank')

async function complete(tx: ClientSession, payout: PayoutRecord, at: Date): Promise<void> {
  const payoutId = idOf<'Payout'>(payout._id)
  await postJournal(tx, {
    key: `payoutPaid:${payoutId}`,
    kind: 'payoutPaid',
    postings: [
      { account: payoutOf(payoutId), amount: -payout.amount },
      { account: clearingOfPayout(payout.kind), amount: payout.amount },
    ],
    at,
  })
  await settleLine(tx, payoutId, 'Completed', at)
  await changeWalletBalance(tx, idOf<'User'>(payout.payee), -payout.amount)
}

async function returnToWallet(tx: ClientSession, payout: PayoutRecord, at: Date): Promise<void> {
  const payoutId = idOf<'Payout'>(payout._id)
  await reverseJournal(tx, `payout:${payoutId}`, at)
  await settleLine(tx, payoutId, 'Failed', at)
  await collectDebt(tx, { userId: idOf<'User'>(payout.payee), cause: `payoutFailed:${payoutId}`, at })
}

async function settleLine(tx: ClientSession, payoutId: PayoutId, status: 'Completed' | 'Failed', at: Date) {
  const { matchedCount } = await Transaction.updateOne(
    { payout: objectId(payoutId), status: 'Pending' },
    { $set: { status, updatedAt: at } },
    { session: tx },
  )
  if (matchedCount !== 1) throw new Error(`the payout ${payoutId} has no pending withdrawal`)
}
