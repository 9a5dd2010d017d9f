import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/activity-log.ts'
import { recordEvent } from '#lib/events/outbox.ts'
import { clearingAt, payoutOf } from '#lib/money/accounts.ts'
import { postJournal, reverseJournal } from '#lib/money/post-journal.ts'
import { UNDER_WAY } from '#lib/payouts/payout-status.ts'
import { Payout, type PayoutRecord } from '#lib/payouts/payout.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type PayoutId, type UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { collectDebt } from '#lib/wallet/collect-debt.ts'
import { moveWallet } from '#lib/wallet/record-transaction.ts'
import { Transaction } from '#lib/wallet/transaction.model.ts'

export interface Settlement {
  readonly payoutId: PayoutId
  readonly outcome: 'paid' | 'failed'
  /** What the bank or the provider calls it. */
  readonly reference?: string | null
  readonly reason?: string
  /** Who says so; null where the provider does. */
  readonly actor: UserId | null
}

/**
 * A payout came to its end, in the caller's transaction; once, from Batched on (answers null where it is not under
 * way, and changes nothing):
 * 1. paid: what was reserved has left us; the withdrawal is Completed and the wallet's balance falls
 * 2. failed: what was reserved is back in the wallet; the withdrawal is Failed; fees that are owed are paid from it
 * 3. the log, the event
 * Two at once: one writes the payout, the other finds it settled.
 */
export async function settlePayout(
  session: ClientSession,
  settlement: Settlement,
): Promise<PayoutRecord | null> {
  const { payoutId, outcome, reference, reason, actor } = settlement
  const at = clock()
  const status = outcome === 'paid' ? 'Paid' : 'Failed'
  const payout = await Payout.findOneAndUpdate(
    { _id: payoutId, purpose: 'Withdrawal', status: trusted({ $in: UNDER_WAY }) },
    {
      $set: {
        status,
        settledAt: at,
        updatedAt: at,
        ...(reference && { reference }),
        ...(reason && { reason }),
      },
    },
    { session, returnDocument: 'after' },
  ).lean()
  if (!payout) return null
  await (outcome === 'paid' ? complete(session, payout, at) : giveBack(session, payout, at))
  await logActivity(session, {
    actor,
    action: 'payout.settle',
    target: { kind: 'Payout', id: payoutId },
    details: { outcome },
  })
  const told = { payoutId, craftsmanId: idOf<'User'>(payout.payee), amount: payout.amount }
  if (outcome === 'paid') await recordEvent(session, 'payout.paid', told)
  else await recordEvent(session, 'payout.failed', { ...told, reason: reason ?? null })
  return payout
}

async function complete(session: ClientSession, payout: PayoutRecord, at: Date): Promise<void> {
  const payoutId = idOf<'Payout'>(payout._id)
  await postJournal(session, {
    key: `payoutPaid:${payoutId}`,
    kind: 'payoutPaid',
    lines: [
      { account: payoutOf(payoutId), amount: -payout.amount },
      { account: clearingAt(payout.kind === 'stripe' ? 'Stripe' : 'Bank'), amount: payout.amount },
    ],
    at,
  })
  await settleLine(session, payoutId, 'Completed', at)
  await moveWallet(session, idOf<'User'>(payout.payee), -payout.amount)
}

async function giveBack(session: ClientSession, payout: PayoutRecord, at: Date): Promise<void> {
  const payoutId = idOf<'Payout'>(payout._id)
  await reverseJournal(session, `payout:${payoutId}`, at)
  await settleLine(session, payoutId, 'Failed', at)
  await collectDebt(session, { userId: idOf<'User'>(payout.payee), cause: `payoutFailed:${payoutId}`, at })
}

async function settleLine(
  session: ClientSession,
  payoutId: PayoutId,
  status: 'Completed' | 'Failed',
  at: Date,
) {
  const { matchedCount } = await Transaction.updateOne(
    { payout: objectId(payoutId), status: 'Pending' },
    { $set: { status, updatedAt: at } },
    { session },
  )
  if (matchedCount !== 1) throw new Error(`the payout ${payoutId} has no pending withdrawal`)
}
