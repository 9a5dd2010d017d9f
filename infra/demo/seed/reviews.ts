import type { Hired } from '#infra/demo/seed/hired.ts'
import { seen } from '#infra/demo/seed/open-job.ts'
import type { Person } from '#infra/demo/seed/people.ts'
import type { World } from '#infra/demo/seed/world.ts'
import type { ReviewRecord } from '#lib/model/review.model.ts'
import type { ReviewSide } from '#lib/model/review-status.ts'
import { addMs, DAY } from '#lib/platform/clock.ts'

const GOOD = [
  'شغل ممتاز وفي ميعاده بالظبط.',
  'محترم جدا والسعر معقول.',
  'نضيف وسريع، هتعامل معاه تاني.',
  'شرح المشكلة وخلصها من أول مرة.',
]
const BAD = ['اتأخر ساعتين عن الميعاد.', 'الشغل مقبول بس مش نضيف.', 'رجعت المشكلة بعد أسبوع.']
const OF_CLIENTS = ['عميل محترم ودفع في ميعاده.', 'العنوان كان واضح والتعامل سهل.', 'استقبال كويس جدا.']

interface Written {
  readonly side: ReviewSide
  readonly rating: number
  readonly comment: string
  readonly at: Date
}

/** The reviews of a confirmed contract: both sides, one, or none. They are revealed when both are in or the days are over. */
export function playReviews(world: World, { job, contract, client, craftsman }: Hired, from: Date): void {
  const { now, rows, draws } = world
  const reviewBy = contract.reviewBy ?? addMs(from, contract.terms.reviewDays * DAY)
  const written = drawReviews(world, craftsman.quality, from).filter(({ at }) => at <= now && at < reviewBy)
  const last = written.at(-1)
  if (!last) return
  const isBoth = written.length === 2
  const revealAt = isBoth ? last.at : reviewBy
  contract.reviewedBy = written.map(({ side }) => (side === 'client' ? client._id : craftsman._id))
  if (isBoth) job.reviewedAt = last.at
  for (const { side, rating, comment, at } of written) {
    const [reviewer, reviewee] = side === 'client' ? [client, craftsman] : [craftsman, client]
    const review: ReviewRecord = {
      _id: draws.idAt(at),
      job: job._id,
      contract: contract._id,
      reviewer: reviewer._id,
      side,
      reviewee: reviewee._id,
      rating,
      ...(draws.chance(0.6) && { comment }),
      isReviewerSideSubmitted: true,
      isRevieweeSideSubmitted: isBoth,
      status: revealAt <= now ? 'Revealed' : 'Blind',
      revealAt,
      createdAt: at,
      updatedAt: at,
    }
    rows.add('reviews', review)
    seen(reviewer, at)
    rate(reviewee, review)
  }
}

/** Both sides in the order of time. */
function drawReviews({ draws }: World, quality: number, from: Date): readonly Written[] {
  const soon = () => addMs(from, Math.floor(draws.around(DAY, 1)))
  const stars = (middle: number) => Math.max(1, Math.min(5, Math.round(middle + 0.7 * draws.normal())))
  const ofWork = stars(4.3 + 0.6 * quality)
  const sides: Written[] = []
  const comment = draws.pick(ofWork >= 4 ? GOOD : BAD)
  if (draws.chance(0.6)) sides.push({ side: 'client', rating: ofWork, comment, at: soon() })
  const ofClient = { side: 'craftsman' as const, rating: stars(4.6), comment: draws.pick(OF_CLIENTS) }
  if (draws.chance(0.4)) sides.push({ ...ofClient, at: soon() })
  return sides.toSorted((a, b) => a.at.getTime() - b.at.getTime())
}

function rate({ ratings }: Person, { status, rating, revealAt }: ReviewRecord): void {
  if (status === 'Revealed') {
    ratings.sum += rating
    ratings.count += 1
  } else if (revealAt) ratings.upcoming.push({ at: revealAt, rating })
}
