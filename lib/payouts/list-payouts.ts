import type { PipelineStage } from 'mongoose'
import type * as z from 'zod'
import { allOf, type Order } from '#lib/lists/order.ts'
import { readNarrowed } from '#lib/lists/read-narrowed.ts'
import { countUpTo, pageOf, readPage } from '#lib/lists/read-page.ts'
import { Payout, PAYOUT_LISTS } from '#lib/model/payout.model.ts'
import { OPEN_PAYOUTS, type PayoutStatus } from '#lib/model/payout-status.ts'
import type { payoutList, payoutSearch } from '#lib/payouts/payout.schemas.ts'
import { readPayouts, toPayoutView } from '#lib/payouts/payout.view.ts'
import { addMs, clock, DAY } from '#lib/platform/clock.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { MAX_DEPTH } from '#lib/platform/paging.ts'
import { currentSettings } from '#lib/settings/settings.ts'

type Search = z.output<typeof payoutSearch>

/** The period, up to now, over which the promise is measured. */
const MEASURED_PERIOD_MS = 30 * DAY

/**
 * List payouts, newest first, with how often the promised due date was kept. `late` finds the payouts that are open and
 * past their due date: staff start with those.
 */
export async function listPayouts(search: Search): Promise<z.input<typeof payoutList>> {
  const [page, promise] = await Promise.all([readList(search), measurePromise()])
  return { ...pageOf(page, toPayoutView), promise }
}

function readList(search: Search) {
  const { status, craftsmanId, batchId, from, to, late } = search
  const now = clock()
  const isLate = { status: { $in: OPEN_PAYOUTS }, dueBy: { $lt: now } }
  // each alternative equals a status, so that an index answers both in order
  const isNotLate = {
    $or: [{ status: { $in: SETTLED } }, { status: { $in: OPEN_PAYOUTS }, dueBy: { $gte: now } }],
  }
  const filter = allOf([
    status ? { status } : late === true ? { status: isLate.status } : {},
    craftsmanId ? { payee: objectId(craftsmanId) } : {},
    batchId ? { batch: objectId(batchId) } : {},
    from ? { requestedAt: { $gte: from } } : {},
    to ? { requestedAt: { $lt: to } } : {},
    late === false ? isNotLate : {},
  ])
  const list = {
    model: Payout,
    filter,
    order: { requestedAt: -1, _id: -1 } as const,
    index: indexFor(search),
    search,
    isBrowsed: true,
    read: (stages: PipelineStage[], index?: Order) => readPayouts(stages, { index }),
  }
  if (late !== true) return readPage(list)
  return readNarrowed({
    ...list,
    conditions: isLate,
    narrowings: [{ filter: isLate, index: { status: 1, dueBy: 1 } }],
  })
}

/** Neither requested nor on their way. */
const SETTLED = ['Paid', 'Failed'] as const satisfies readonly PayoutStatus[]

function indexFor({ batchId, craftsmanId, status, late }: Search): Order {
  if (batchId) return PAYOUT_LISTS.ofBatch
  if (craftsmanId) return PAYOUT_LISTS.ofPayee
  return status === undefined && late === undefined ? PAYOUT_LISTS.all : PAYOUT_LISTS.ofStatus
}

/** Counts the payouts that were settled in the last 30 days, in time or late, and all that are open and late. */
async function measurePromise() {
  const now = clock()
  const { payoutDays } = await currentSettings()
  const isLate = { status: { $in: OPEN_PAYOUTS }, dueBy: { $lt: now } }
  const [paid, failed, late] = await Promise.all([
    countSettled('Paid', now),
    countSettled('Failed', now),
    countUpTo({ model: Payout, filter: isLate, index: { status: 1, dueBy: 1 } }, MAX_DEPTH + 1),
  ])
  const isCapped = [paid.kept + paid.missed, failed.kept + failed.missed, late - 1].some(
    (count) => count >= MAX_DEPTH,
  )
  return {
    businessDays: payoutDays,
    kept: paid.kept + failed.kept,
    missed: paid.missed + failed.missed,
    late: Math.min(late, MAX_DEPTH),
    ...(isCapped && { capped: true as const }),
  }
}

/** Counts the latest payouts with this outcome, along an index that has both instants. */
async function countSettled(status: PayoutStatus, now: Date): Promise<{ kept: number; missed: number }> {
  const settledAt = { $gte: addMs(now, -MEASURED_PERIOD_MS) }
  const inTime = { $lte: ['$settledAt', '$dueBy'] }
  const [counted] = await Payout.aggregate<{ kept: number; missed: number }>([
    { $match: { status, settledAt } },
    { $sort: { settledAt: -1 } },
    { $limit: MAX_DEPTH },
    {
      $group: {
        _id: null,
        kept: { $sum: { $cond: [inTime, 1, 0] } },
        missed: { $sum: { $cond: [inTime, 0, 1] } },
      },
    },
  ]).option({ hint: { status: 1, settledAt: -1, dueBy: 1 } })
  return counted ?? { kept: 0, missed: 0 }
}
