import type { ClientSession } from 'mongoose'
import { asPiastres, type Piastres } from '#lib/money/piastres.ts'
import { after, clock, DAY } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { currentSettings } from '#lib/settings/settings.ts'
import { Transaction } from '#lib/wallet/transaction.model.ts'

/** What a craftsman owes in fees of jobs that were paid by hand, and since when. */
export interface FeeDebt {
  readonly owed: Piastres
  readonly since: Date | null
}

export async function feeDebtOf(userId: UserId, session: ClientSession | null = null): Promise<FeeDebt> {
  const [debt] = await Transaction.aggregate<{ owed: number; since: Date }>([
    { $match: { user: objectId(userId), type: 'Fee', status: 'Pending' } },
    { $group: { _id: null, owed: { $sum: { $multiply: ['$amount', -1] } }, since: { $min: '$createdAt' } } },
  ]).session(session)
  return { owed: asPiastres(debt?.owed ?? 0), since: debt?.since ?? null }
}

/**
 * Whether a craftsman may be given more jobs that are paid by hand: he owes no more than the limit, and nothing for
 * longer than its days. Jobs that are paid ahead are always open to him: their earnings pay the debt.
 */
export async function canTakeCash(userId: UserId, session: ClientSession | null = null): Promise<boolean> {
  const { feeDebt } = await currentSettings()
  const { owed, since } = await feeDebtOf(userId, session)
  return owed <= feeDebt.most && (since === null || clock() <= after(since, feeDebt.days * DAY))
}
