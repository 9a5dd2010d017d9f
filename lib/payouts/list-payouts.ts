import type * as z from 'zod'
import { pageOf, readPage } from '#lib/lists/read-page.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { OPEN_PAYOUTS } from '#lib/model/payout-status.ts'
import type { payoutList, payoutSearch } from '#lib/payouts/payout.schemas.ts'
import { readPayouts, toPayoutView } from '#lib/payouts/payout.view.ts'
import { addMs, clock, DAY } from '#lib/platform/clock.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { currentSettings } from '#lib/settings/settings.ts'

type Search = z.output<typeof payoutSearch>

/** The period, up to now, over which the promise is measured. */
const MEASURED_PERIOD_MS = 30 * DAY

/**
 * List payouts, newest first, with how often the promised due date was kept. `late` finds the payouts that are open and
 * past their due date: staff start with those.
 */
export async function listPayouts(search: Search): Promise<z.input<typeof payoutList>> {
  const [page, promise] = await Promise.all([
    readPage({
      model: Payout,
      filter: payoutFilter(search),
      order: { requestedAt: -1, _id: -1 },
      search,
      isBrowsed: true,
      read: (stages) => readPayouts(stages),
    }),
    measurePromise(),
  ])
  return { ...pageOf(page, toPayoutView), promise }
}

function payoutFilter({ status, craftsmanId, batchId, from, to, late }: Search) {
  const isLate = { status: { $in: OPEN_PAYOUTS }, dueBy: { $lt: clock() } }
  const filters = [
    ...(status ? [{ status }] : []),
    ...(craftsmanId ? [{ payee: objectId(craftsmanId) }] : []),
    ...(batchId ? [{ batch: objectId(batchId) }] : []),
    ...(from ? [{ requestedAt: { $gte: from } }] : []),
    ...(to ? [{ requestedAt: { $lt: to } }] : []),
    ...(late === true ? [isLate] : []),
    ...(late === false ? [{ $nor: [isLate] }] : []),
  ]
  return filters.length > 0 ? { $and: filters } : {}
}

/** Counts the payouts that were settled in the last 30 days, in time or late, and all that are open and late. */
async function measurePromise() {
  const now = clock()
  const { payoutDays } = await currentSettings()
  const sumWhere = (condition: object) => ({ $sum: { $cond: [condition, 1, 0] } })
  const isSettled = { $in: ['$status', ['Paid', 'Failed']] }
  const [counted] = await Payout.aggregate<{ kept: number; missed: number; late: number }>([
    {
      $match: {
        $or: [
          { status: { $in: ['Paid', 'Failed'] }, settledAt: { $gte: addMs(now, -MEASURED_PERIOD_MS) } },
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
