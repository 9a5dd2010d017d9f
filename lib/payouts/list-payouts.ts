import type * as z from 'zod'
import { OPEN_PAYOUTS } from '#lib/payouts/payout-status.ts'
import { Payout } from '#lib/payouts/payout.model.ts'
import type { payoutList, payoutSearch } from '#lib/payouts/payout.schemas.ts'
import { readPayouts, showPayout } from '#lib/payouts/payout.view.ts'
import { pageOf, skipped } from '#lib/platform/border.ts'
import { after, clock, DAY } from '#lib/platform/clock.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { currentSettings } from '#lib/settings/settings.ts'

type Search = z.output<typeof payoutSearch>

/** Over which time the promise is measured, up to now. */
const MEASURED = 30 * DAY

/**
 * List payouts, newest first, with how the promise was kept. `late` finds those that are open and past their due
 * date: with what staff have to begin.
 */
export async function listPayouts(search: Search): Promise<z.input<typeof payoutList>> {
  const $match = payoutsLike(search)
  const [payouts, [count], promise] = await Promise.all([
    readPayouts([
      { $match },
      { $sort: { requestedAt: -1, _id: -1 } },
      { $skip: skipped(search) },
      { $limit: search.limit },
    ]),
    Payout.aggregate<{ items: number }>([{ $match }, { $count: 'items' }]),
    measurePromise(),
  ])
  return { ...pageOf(payouts.map(showPayout), count?.items ?? 0, search), promise }
}

function payoutsLike({ status, craftsmanId, batchId, from, to, late }: Search) {
  const isLate = { status: { $in: OPEN_PAYOUTS }, dueBy: { $lt: clock() } }
  const conditions = [
    ...(status ? [{ status }] : []),
    ...(craftsmanId ? [{ payee: objectId(craftsmanId) }] : []),
    ...(batchId ? [{ batch: objectId(batchId) }] : []),
    ...(from ? [{ requestedAt: { $gte: from } }] : []),
    ...(to ? [{ requestedAt: { $lt: to } }] : []),
    ...(late === 'true' ? [isLate] : []),
    ...(late === 'false' ? [{ $nor: [isLate] }] : []),
  ]
  return conditions.length > 0 ? { $and: conditions } : {}
}

/** What was settled in the last 30 days, in time or late, and all that is open and late. */
async function measurePromise() {
  const now = clock()
  const { payoutDays } = await currentSettings()
  const sumWhere = (condition: object) => ({ $sum: { $cond: [condition, 1, 0] } })
  const isSettled = { $in: ['$status', ['Paid', 'Failed']] }
  const [counted] = await Payout.aggregate<{ kept: number; missed: number; late: number }>([
    {
      $match: {
        $or: [
          { status: { $in: ['Paid', 'Failed'] }, settledAt: { $gte: after(now, -MEASURED) } },
          { status: { $in: OPEN_PAYOUTS }, dueBy: { $lt: now } },
        ],
      },
    },
    {
      $group: {
        _id: null,
        kept: sumWhere({ $and: [isSettled, { $lte: ['$settledAt', '$dueBy'] }] }),
        missed: sumWhere({ $and: [isSettled, { $gt: ['$settledAt', '$dueBy'] }] }),
        late: sumWhere({ $not: [isSettled] }),
      },
    },
  ])
  const { kept = 0, missed = 0, late = 0 } = counted ?? {}
  return { businessDays: payoutDays, kept, missed, late }
}
