import type { Types } from 'mongoose'
import { recordEvent } from '#lib/events/outbox.ts'
import { feeDebtOf } from '#lib/fees/fee-debt.ts'
import { clock, DAY } from '#lib/platform/clock.ts'
import { log } from '#lib/platform/logger.ts'
import { idOf } from '#lib/platform/ids.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'
import { currentSettings } from '#lib/settings/settings.ts'
import { Transaction } from '#lib/wallet/transaction.model.ts'

interface OldestFee {
  /** The craftsman. */
  readonly _id: Types.ObjectId
  readonly fee: Types.ObjectId
  readonly since: Date
}

/**
 * Reminds craftsmen of fees that they owe, each morning: 1, 3 and 7 days after the oldest of them was booked, each
 * once. A morning that was missed is made up for by one reminder, the latest. Two runs at once remind once.
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
      if (await remind(craftsmanId, fee, days)) tally.reminded += 1
    } catch (error) {
      tally.failed += 1
      log.error('a craftsman could not be reminded of his fees', { userId: craftsmanId, error })
    }
  }
  return tally
}

const remind = (craftsmanId: ReturnType<typeof idOf<'User'>>, fee: Types.ObjectId, days: number) =>
  inTransaction(async (session) => {
    const { matchedCount } = await Transaction.updateOne(
      { _id: fee, status: 'Pending', remindedDays: trusted({ $not: { $gte: days } }) },
      { $set: { remindedDays: days } },
      { session },
    )
    if (matchedCount === 0) return false
    const { owed } = await feeDebtOf(craftsmanId, session)
    await recordEvent(session, 'fee.reminder', { craftsmanId, owed, days })
    return true
  })
