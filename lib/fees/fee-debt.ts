import type { ClientSession } from 'mongoose'
import { Transaction } from '#lib/model/transaction.model.ts'
import { addMs, clock, DAY } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { asPiastres, type Piastres } from '#lib/platform/piastres.ts'
import { currentSettings } from '#lib/settings/settings.ts'

/** The fees that a craftsman owes for jobs that were paid in cash, and since when. */
export interface FeeDebt {
  readonly owed: Piastres
  readonly since: Date | null
}

export async function feeDebtOf(userId: UserId, tx: ClientSession | null = null): Promise<FeeDebt> {
  const [debt] = await Transaction.aggregate<{ owed: number; since: Date }>([
    { $match: { user: objectId(userId), type: 'Fee', status: 'Pending' } },
    { $group: { _id: null, owed: { $sum: { $multiply: ['$amount', -1] } }, since: { $min: '$createdAt' } } },
  ]).session(tx)
  return { owed: asPiastres(debt?.owed ?? 0), since: debt?.since ?? null }
}

/**
 * Whether a craftsman may take more Cash jobs: they owe no more than the limit, and no fee for longer than the
 * allowed days. Jobs that are paid ahead are always open to them, because their earnings pay the debt.
 */
export async function canTakeCash(userId: UserId, tx: ClientSession | null = null): Promise<boolean> {
  const { feeDebt } = await currentSettings()
  const { owed, since } = await feeDebtOf(userId, tx)
  return owed <= feeDebt.most && (since === null || clock() <= addMs(since, feeDebt.days * DAY))
}
