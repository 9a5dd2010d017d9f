import type { Types } from 'mongoose'
import { recordEvent } from '#lib/events/record-event.ts'
import { feeDebtOf } from '#lib/fees/fee-debt.ts'
import { PENDING_FEES, Transaction, type TransactionRecord } from '#lib/model/transaction.model.ts'
import { clock, DAY } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId, trusted } from '#lib/platform/mongo.ts'
import { type Run, UNLIMITED } from '#lib/platform/run.ts'
import { currentSettings } from '#lib/settings/settings.ts'
import { type HandedOut, handOut, pagesOf } from '#lib/work/hand-out.ts'
import { workQueue } from '#lib/work/work-queues.ts'

type Fee = Pick<TransactionRecord, '_id' | 'user' | 'createdAt' | 'remindedDays'>

/**
 * Hands out the craftsmen who are to be reminded of the fees that they owe; runs in the morning. The fees are read by
 * craftsman, the oldest first, and that one counts.
 */
export async function remindFees(run: Run = UNLIMITED): Promise<HandedOut> {
  const { remindDays } = (await currentSettings()).feeDebt
  const owed = Transaction.find(
    { type: 'Fee', status: 'Pending' },
    { user: 1, createdAt: 1, remindedDays: 1 },
  )
    .sort({ user: 1, createdAt: 1, _id: 1 })
    .hint(PENDING_FEES)
  let last: Types.ObjectId | undefined
  const craftsmanToRemind = (fee: Fee): string | null => {
    const isOldest = !last?.equals(fee.user)
    last = fee.user
    return isOldest && daysOf(fee, remindDays) > 0 ? fee.user.toHexString() : null
  }
  return handOut(workQueue, 'remindOfFees', pagesOf(owed.lean<Fee[]>(), craftsmanToRemind), run)
}

/** After how many days of debt a reminder is due for this fee; 0 if none is, or it was sent. */
function daysOf({ createdAt, remindedDays = 0 }: Fee, remindDays: readonly number[]): number {
  const age = (clock().getTime() - createdAt.getTime()) / DAY
  const days = Math.max(0, ...remindDays.filter((day) => day <= age))
  return days > remindedDays ? days : 0
}

/**
 * Reminds a craftsman of the fees that they owe. A reminder goes out 1, 3 and 7 days after the oldest fee was posted,
 * each once. If mornings were missed, only the latest reminder is sent. Two at once remind once.
 */
export async function remindOfFees(craftsmanId: UserId): Promise<boolean> {
  const { remindDays } = (await currentSettings()).feeDebt
  return inTransaction(async (tx) => {
    const oldest = await Transaction.findOne({ user: objectId(craftsmanId), type: 'Fee', status: 'Pending' })
      .sort({ createdAt: 1, _id: 1 })
      .session(tx)
      .lean()
    const days = oldest ? daysOf(oldest, remindDays) : 0
    if (!oldest || days === 0) return false
    const { matchedCount } = await Transaction.updateOne(
      { _id: oldest._id, status: 'Pending', remindedDays: trusted({ $not: { $gte: days } }) },
      { $set: { remindedDays: days } },
      { session: tx },
    )
    if (matchedCount === 0) return false
    const { owed } = await feeDebtOf(craftsmanId, tx)
    await recordEvent(tx, 'fee.reminder', { craftsmanId, owed, days })
    return true
  })
}
