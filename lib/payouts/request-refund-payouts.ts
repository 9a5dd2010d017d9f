import type { ClientSession, Types } from 'mongoose'
import { Payout, type PayoutRecord } from '#lib/model/payout.model.ts'
import { PayoutAccount } from '#lib/model/payout-account.model.ts'
import { Refund, type RefundRecord } from '#lib/model/refund.model.ts'
import { addBusinessDays } from '#lib/platform/business-days.ts'
import { inTransaction, isDuplicate } from '#lib/platform/mongo.ts'
import { type Run, UNLIMITED } from '#lib/platform/run.ts'
import { currentSettings } from '#lib/settings/settings.ts'

/**
 * Requests a payout for each refund that its gateway refused and for which the payer named an account. It is paid once,
 * like a withdrawal. Until it is in a batch, the payer can name another account. The refunds are read a page at a time;
 * those that the run has no time for wait for the next one.
 */
export async function requestRefundPayouts(run: Run = UNLIMITED): Promise<void> {
  await updateAccounts(run)
  const waiting = Refund.aggregate<RefundRecord & { account: Types.ObjectId }>([
    { $match: { status: 'ByHand', account: { $exists: true } } },
    { $lookup: { from: 'payouts', localField: '_id', foreignField: 'refund', as: 'payouts' } },
    { $match: { 'payouts.status': { $nin: ['Requested', 'Batched', 'Sent', 'Unknown', 'Paid'] } } },
  ]).cursor<RefundRecord & { account: Types.ObjectId }>()
  const { payoutDays, bankHolidays } = await currentSettings()
  for await (const { _id, payer, amount, account: accountId, updatedAt } of waiting) {
    if (run.isOver()) return
    const account = await PayoutAccount.findById(accountId, { kind: 1 }).lean().orFail()
    const payout = {
      purpose: 'Refund',
      payee: payer,
      refund: _id,
      amount,
      status: 'Requested',
      account: accountId,
      kind: account.kind,
      requestedAt: updatedAt,
      dueBy: addBusinessDays(updatedAt, payoutDays, bankHolidays),
      updatedAt,
    } as const
    await inTransaction((tx) => requestPayout(tx, payout)).catch((error: unknown) => {
      if (!isDuplicate(error, 'refund')) throw error // another run was faster
    })
  }
}

/** The refund still waits for it. This writes the refund too, so that it conflicts with staff who settle it meanwhile. */
async function requestPayout(
  tx: ClientSession,
  payout: Omit<PayoutRecord, '_id'> & { readonly refund: Types.ObjectId },
): Promise<void> {
  const { matchedCount } = await Refund.updateOne(
    { _id: payout.refund, status: 'ByHand' },
    { $inc: { payouts: 1 } },
    { session: tx },
  )
  if (matchedCount === 1) await Payout.create([payout], { session: tx })
}

/** Updates the account of payouts whose payer has named another one. */
async function updateAccounts(run: Run): Promise<void> {
  const requested = Payout.find({ purpose: 'Refund', status: 'Requested' }, { refund: 1, account: 1 })
  for await (const { _id, refund, account } of requested.lean().cursor()) {
    if (run.isOver()) return
    const named = await Refund.findById(refund, { account: 1 }).lean()
    if (!named?.account || named.account.equals(account)) continue
    const { kind } = await PayoutAccount.findById(named.account, { kind: 1 }).lean().orFail()
    await Payout.updateOne({ _id, status: 'Requested' }, { $set: { account: named.account, kind } })
  }
}
