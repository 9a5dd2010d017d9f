import type { Types } from 'mongoose'
import { Refund, type RefundRecord } from '#lib/payments/refund.model.ts'
import { addBusinessDays } from '#lib/payouts/business-days.ts'
import { Payout } from '#lib/payouts/payout.model.ts'
import { isDuplicate } from '#lib/platform/mongo.ts'
import { currentSettings } from '#lib/settings/settings.ts'
import { PayoutAccount } from '#lib/wallet/payout-account.model.ts'

/**
 * A refund that its gateway refused and whose payer named an account is paid out as a withdrawal is; once. Until it is
 * in a batch its payer may name another account.
 */
export async function requestRefundPayouts(): Promise<void> {
  await followRenamed()
  const waiting = await Refund.aggregate<RefundRecord & { account: Types.ObjectId }>([
    { $match: { status: 'ByHand', account: { $exists: true } } },
    { $lookup: { from: 'payouts', localField: '_id', foreignField: 'refund', as: 'payouts' } },
    { $match: { 'payouts.status': { $nin: ['Requested', 'Batched', 'Sent', 'Unknown', 'Paid'] } } },
    { $sort: { updatedAt: 1 } },
    { $limit: 500 },
  ])
  const { payoutDays, bankHolidays } = await currentSettings()
  for (const { _id, payer, amount, account: accountId, updatedAt } of waiting) {
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
    await Payout.create([payout]).catch((error: unknown) => {
      if (!isDuplicate(error, 'refund')) throw error // another run was faster
    })
  }
}

async function followRenamed(): Promise<void> {
  for (const { _id, refund, account } of await Payout.find({
    purpose: 'Refund',
    status: 'Requested',
  }).lean()) {
    const named = await Refund.findById(refund, { account: 1 }).lean()
    if (!named?.account || named.account.equals(account)) continue
    const { kind } = await PayoutAccount.findById(named.account, { kind: 1 }).lean().orFail()
    await Payout.updateOne({ _id, status: 'Requested' }, { $set: { account: named.account, kind } })
  }
}
