import type { Types } from 'mongoose'
import { recordEvent } from '#lib/events/record-event.ts'
import { feeDebtOf } from '#lib/fees/fee-debt.ts'
import { Transaction } from '#lib/model/transaction.model.ts'
import { clock, DAY } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'
import { currentSettings } from '#lib/settings/settings.ts'

interface OldestFee {
  /** The craftsman. */
  readonly _id: Types.ObjectId
  readonly fee: Types.ObjectId
  readonly since: Date
}

/**
 * Reminds craftsmen of the fees that they owe; runs each morning. A reminder goes out 1, 3 and 7 days after the oldest
 * fee was posted, each once. If mornings were missed, only the latest reminder is sent. Two runs at once remind once.
 */
export async function remindFees(): Promise<{ reminded: number; failed: number }> {
  const { remindDays } = (await currentSettings()).feeDebt
  const tally = { reminded: 0, failed: 0 }
  const oldest = Transaction.aggregate<OldestFee>([
    { $match: { type: 'Fee', status: 'Pending' } },
    { $sort: { createdAt: 1, _id: 1 } },
    { $group: { _id: '$user', fee: { $first: '$_id' }, since: { $first: '$createdAt' } } },
  ]).cursor<OldestFee>()
  for await (const { _id, fee, since } of oldest) {
    const age = (clock().getTime() - since.getTime()) / DAY
    const days = Math.max(0, ...remindDays.filter((day) => day <= age))
    if (days === 0) continue
    const craftsmanId = idOf<'User'>(_id)
    try {
      if (await remindOfFees(craftsmanId, fee, days)) tally.reminded += 1
    } catch (error) {
      tally.failed += 1
      log.error('a craftsman could not be reminded of their fees', { userId: craftsmanId, error })
    }
  }
  return tally
}

const remindOfFees = (craftsmanId: ReturnType<typeof idOf<'User'>>, fee: Types.ObjectId, days: number) =>
  inTransaction(async (tx) => {
    const { matchedCount } = await Transaction.updateOne(
      { _id: fee, status: 'Pending', remindedDays: trusted({ $not: { $gte: days } }) },
      { $set: { remindedDays: days } },
      { session: tx },
    )
    if (matchedCount === 0) return false
    const { owed } = await feeDebtOf(craftsmanId, tx)
    await recordEvent(tx, 'fee.reminder', { craftsmanId, owed, days })
    return true
  })
