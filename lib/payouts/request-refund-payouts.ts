import type { ClientSession } from 'mongoose'
import { Payout } from '#lib/model/payout.model.ts'
import { PayoutAccount } from '#lib/model/payout-account.model.ts'
import { Refund, type RefundRecord } from '#lib/model/refund.model.ts'
import { mayRefund } from '#lib/payments/may-refund.ts'
import { addBusinessDays } from '#lib/platform/business-days.ts'
import { inTransaction, isDuplicate } from '#lib/platform/mongo.ts'
import { type Run, UNLIMITED } from '#lib/platform/run.ts'
import { currentSettings } from '#lib/settings/settings.ts'

type Waiting = Pick<RefundRecord, '_id' | 'payment'>

/**
 * Requests a payout for each refund that its gateway refused and for which the payer named an account. It is paid once,
 * like a withdrawal. Until it is in a batch, the payer can name another account. While a bank has still to decide
 * whether the payer has the money already, it waits. The refunds are read a page at a time; those that the run has no
 * time for wait for the next one.
 */
export async function requestRefundPayouts(run: Run = UNLIMITED): Promise<void> {
  const waiting = Refund.aggregate<Waiting>([
    { $match: { status: 'ByHand', account: { $exists: true } } },
    { $lookup: { from: 'payouts', localField: '_id', foreignField: 'refund', as: 'payouts' } },
    { $match: { 'payouts.status': { $nin: ['Requested', 'Batched', 'Sent', 'Unknown', 'Paid'] } } },
    { $project: { payment: 1 } },
  ]).cursor<Waiting>()
  for await (const refund of waiting) {
    if (run.isOver()) return
    await inTransaction((tx) => requestPayout(tx, refund)).catch((error: unknown) => {
      if (!isDuplicate(error, 'refund')) throw error // another run was faster
    })
  }
}

/**
 * The refund still waits for it. This writes the refund too, so that it conflicts with staff who settle it meanwhile and
 * with its payer who names another account.
 */
async function requestPayout(tx: ClientSession, waiting: Waiting): Promise<void> {
  if (!(await mayRefund(tx, waiting))) return
  const refund = await Refund.findOneAndUpdate(
    { _id: waiting._id, status: 'ByHand' },
    { $inc: { payouts: 1 } },
    { session: tx, returnDocument: 'after' },
  ).lean()
  if (!refund?.account) return
  const { _id, payer, amount, account, updatedAt } = refund
  const { kind } = await PayoutAccount.findById(account, { kind: 1 }).session(tx).lean().orFail()
  const { payoutDays, bankHolidays } = await currentSettings()
  const payout = {
    purpose: 'Refund',
    payee: payer,
    refund: _id,
    amount,
    status: 'Requested',
    account,
    kind,
    requestedAt: updatedAt,
    dueBy: addBusinessDays(updatedAt, payoutDays, bankHolidays),
    updatedAt,
  } as const
  await Payout.create([payout], { session: tx })
}
