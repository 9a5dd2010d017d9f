import { homeNear } from '#infra/demo/seed/egypt.ts'
import type { Craftsman, Person } from '#infra/demo/seed/people.ts'
import { drawPrice, drawText, type TradeProfile } from '#infra/demo/seed/trades.ts'
import type { World } from '#infra/demo/seed/world.ts'
import { postedJob } from '#lib/jobs/posted-job.ts'
import type { JobRecord } from '#lib/model/job.model.ts'
import type { QuoteRecord } from '#lib/model/quote.model.ts'
import { addMs, DAY, HOUR, MINUTE } from '#lib/platform/clock.ts'
import { DEFAULT_SETTINGS } from '#lib/settings/settings.ts'

/** A job as its client posts it. */
export function postJob(world: World, client: Person, trade: TradeProfile, createdAt: Date): JobRecord {
  const { draws } = world
  const isAtHome = draws.chance(0.8)
  const near = client.home.location.coordinates
  const { location, governorate } = isAtHome ? client.home : homeNear(draws, near, 0.02)
  const budget = draws.chance(0.6) ? drawPrice(draws, trade) : null
  const preferredAt = draws.chance(0.4) ? addMs(createdAt, draws.between(0.5, 9) * DAY) : null
  const text = drawText(draws, trade)
  return postedJob({
    ...text,
    ...{ location, governorate, budget, preferredAt, createdAt },
    _id: draws.idAt(createdAt),
    client: client._id,
    category: trade.category,
    paymentType: draws.weighted(PAYMENT_TYPES, ([, share]) => share)[0],
  })
}

const PAYMENT_TYPES = [
  ['Cash', 50],
  ['Escrow', 35],
  ['CashProtected', 15],
] as const

export interface Offer {
  readonly craftsman: Craftsman
  readonly quote: QuoteRecord
}

/**
 * Who answers a job: some are invited, some of these answer, most of all quote. Invitations are added to the rows; what
 * becomes of the quotes is not known yet. What would come after the end of the seed is left out.
 */
export function answersTo(world: World, job: JobRecord, trade: TradeProfile): readonly Offer[] {
  const { draws, people, now } = world
  if (!job.governorate || draws.chance(0.08)) return []
  const wanted = { category: job.category, governorate: job.governorate, at: job.createdAt }
  const found = people.someFor(draws, wanted, 1 + Math.floor(5 * draws.random()))
  const price = job.budget ?? drawPrice(draws, trade)
  return found.flatMap((craftsman) => {
    const isInvited = draws.chance(0.35)
    const quotes = draws.chance(isInvited ? 0.65 : 0.85)
    const quotedAt = addMs(job.createdAt, Math.floor(draws.around(3 * HOUR, 1)))
    if (isInvited) invite(world, job, craftsman, quotes ? quotedAt : null)
    if (!quotes || quotedAt > now) return []
    seen(craftsman, quotedAt)
    return [{ craftsman, quote: quoteAt(world, job, craftsman, quotedAt, price) }]
  })
}

function invite(world: World, job: JobRecord, craftsman: Craftsman, quotedAt: Date | null): void {
  const { draws, now, rows } = world
  const createdAt = addMs(job.createdAt, Math.floor(draws.around(20 * MINUTE)))
  if (createdAt > now) return
  const rejectedAt = draws.chance(0.5) ? addMs(createdAt, Math.floor(draws.around(5 * HOUR))) : null
  const answeredAt = quotedAt && quotedAt > createdAt ? quotedAt : rejectedAt
  const isAnswered = answeredAt !== null && answeredAt <= now
  const status = isAnswered ? (quotedAt ? 'Accepted' : 'Rejected') : 'Pending'
  const ids = { _id: draws.idAt(createdAt), job: job._id, craftsman: craftsman._id }
  rows.add('invitations', { ...ids, status, ...(isAnswered && { respondedAt: answeredAt }), createdAt })
}

function quoteAt(
  { draws }: World,
  job: JobRecord,
  craftsman: Craftsman,
  createdAt: Date,
  price: number,
): QuoteRecord {
  const availableAt = draws.chance(0.6) ? addMs(createdAt, Math.floor(draws.between(0.5, 4) * DAY)) : null
  return {
    _id: draws.idAt(createdAt),
    job: job._id,
    craftsman: craftsman._id,
    price: Math.max(5_000, Math.round(draws.around(price, 0.25) / 500) * 500),
    notes: draws.pick(NOTES),
    availableAt,
    status: 'Submitted',
    expiresAt: addMs(createdAt, DEFAULT_SETTINGS.quoteDays * DAY),
    createdAt,
    updatedAt: createdAt,
  }
}

const NOTES = [
  'السعر شامل الخامات والمصنعية.',
  'السعر مصنعية بس، والخامات على حضرتك.',
  'أقدر آجي في الميعاد اللي يناسبك، وعليه ضمان شهر.',
  'محتاج أعاين الأول، والسعر ممكن يقل.',
  'خبرة عشر سنين والشغل نضيف إن شاء الله.',
]

/** Somebody did something at this time. */
export function seen(person: Person, at: Date): void {
  if (at > person.lastActiveAt) person.lastActiveAt = at
}

/** An open job with its quotes. */
export function openWith(job: JobRecord, offers: readonly Offer[]): void {
  const last = offers.reduce((at, { quote }) => (quote.createdAt > at ? quote.createdAt : at), job.activityAt)
  Object.assign(job, {
    status: offers.length > 0 ? 'Quoted' : 'Posted',
    openQuotes: offers.length,
    activityAt: last,
    updatedAt: last,
  })
}

/** A job that ends before anybody was hired; its quotes end with it. */
export function lapse(job: JobRecord, offers: readonly Offer[], at: Date): null {
  for (const { quote } of offers) Object.assign(quote, { status: 'Expired', updatedAt: at })
  Object.assign(job, { status: 'Cancelled', openQuotes: 0, cancelledAt: at, updatedAt: at })
  return null
}
