import type { HistoryCraftsman } from '#lib/matching/history.ts'
import { type CraftsmanRecord, emptyRecord, ratingWeight } from '#lib/matching/record.ts'
import { middlePrices, PRIOR_SCALES, type Scales, shareHabit, valueHabit } from '#lib/matching/scales.ts'

const MAX_RESPONSES = 5

/** What the work before the history says of a craftsman. */
export function earlyRecord({ counts, earlier }: HistoryCraftsman, scales: Scales): CraftsmanRecord {
  const record = emptyRecord()
  record.invited = counts.invited
  record.accepted = counts.accepted
  record.rejected = counts.rejected
  record.unanswered = counts.unanswered
  record.quoted = counts.quoted
  record.hired = counts.hired
  record.completed = counts.completed
  record.cancelled = counts.cancelledByHim
  record.disputesLost = counts.disputesLost
  if (counts.medianResponseMinutes !== null) {
    const answers = Math.max(1, Math.min(MAX_RESPONSES, counts.accepted + counts.rejected))
    record.responses = answers
    record.responseLogs = answers * Math.log(Math.max(1, counts.medianResponseMinutes))
  }
  for (const job of earlier) {
    record.jobsByTrade[job.category] = (record.jobsByTrade[job.category] ?? 0) + 1
    addPrice(record, job.price, scales.prices.get(job.category) ?? scales.anyPrice)
    if (job.at > record.lastActiveAt) record.lastActiveAt = job.at
    if (job.rating === null) continue
    const weight = ratingWeight(job.at)
    record.ratingSum += weight * job.rating
    record.ratingWeights += weight
    record.ratings += 1
    record.ratingsShown += 1
  }
  return record
}

export function addPrice(record: CraftsmanRecord, price: number, usual: number, times = 1): void {
  record.priceLogs += times * Math.log(Math.max(1, price) / Math.max(1, usual))
  record.prices += times
}

/** What is usual, from the work before the history alone, so that it was known at every instant of it. */
export function scalesOf(craftsmen: readonly HistoryCraftsman[]): Scales {
  const counted = craftsmen.map(({ counts }) => counts)
  const prices = new Map<string, number[]>()
  for (const { earlier } of craftsmen)
    for (const { category, price } of earlier) listUnder(prices, category).push(price)
  const all = [...prices.values()].flat()
  const share = (hits: keyof Counted, of: (each: Counted) => number): { hits: number; of: number }[] =>
    counted.map((each) => ({ hits: each[hits] ?? 0, of: of(each) }))
  const answered = (each: Counted): number => each.accepted + each.rejected + each.unanswered
  return {
    rating: valueHabit(
      craftsmen.map(({ earlier }) => earlier.flatMap(({ rating }) => rating ?? [])),
      PRIOR_SCALES.rating,
    ),
    acceptance: shareHabit(share('accepted', answered), PRIOR_SCALES.acceptance),
    silence: shareHabit(share('unanswered', answered), PRIOR_SCALES.silence),
    hire: shareHabit(
      share('hired', ({ quoted }) => quoted),
      PRIOR_SCALES.hire,
    ),
    completion: shareHabit(
      share('completed', ({ hired }) => hired),
      PRIOR_SCALES.completion,
    ),
    cancellation: shareHabit(
      share('cancelledByHim', ({ hired }) => hired),
      PRIOR_SCALES.cancellation,
    ),
    dispute: shareHabit(
      share('disputesLost', ({ hired }) => hired),
      PRIOR_SCALES.dispute,
    ),
    response: {
      ...valueHabit(
        counted.flatMap((each) =>
          each.medianResponseMinutes === null ? [] : [[Math.log(Math.max(1, each.medianResponseMinutes))]],
        ),
        PRIOR_SCALES.response,
      ),
      weight: PRIOR_SCALES.response.weight,
    },
    prices: middlePrices(prices),
    anyPrice: all.length
      ? (middlePrices(new Map([['', all]])).get('') ?? PRIOR_SCALES.anyPrice)
      : PRIOR_SCALES.anyPrice,
  }
}

type Counted = HistoryCraftsman['counts']

function listUnder(lists: Map<string, number[]>, key: string): number[] {
  const list = lists.get(key) ?? []
  lists.set(key, list)
  return list
}
