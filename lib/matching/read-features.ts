import { skillFit } from '#lib/matching/candidates.ts'
import { distanceM } from '#lib/matching/distance.ts'
import { type FeatureName, PLACE } from '#lib/matching/features.ts'
import { type JobContext, minutesUntilOpen } from '#lib/matching/job-context.ts'
import type { Acquaintance, CraftsmanFacts } from '#lib/matching/read-model.ts'
import { type CraftsmanRecord, ratingWeight } from '#lib/matching/record.ts'
import type { Habit, Scales } from '#lib/matching/scales.ts'

/** What a pair of a job and a craftsman is judged by. Nothing else reaches the ranking. */
export interface Pair {
  context: JobContext
  craftsman: CraftsmanFacts
  record: CraftsmanRecord
  together: Acquaintance | undefined
  at: number
}

const DAY_MS = 86_400_000
const clip = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))
/** How much of the stretch from one value to another has been passed, 0 to 1. */
const passed = (value: number, from: number, to: number): number => clip((value - from) / (to - from), 0, 1)
const logit = (share: number): number => Math.log(share / (1 - share))

/** A share with few observations is drawn towards the mean, and shown as its distance from the mean in log odds. */
const shareOver = (hits: number, of: number, { mean, weight }: Habit): number =>
  logit(clip((hits + mean * weight) / (Math.max(of, hits) + weight), 0.005, 0.995)) -
  logit(clip(mean, 0.005, 0.995))

/** The rating drawn towards the mean; a rating of long ago counts less. */
const ratingOf = (record: CraftsmanRecord, { mean, weight }: Habit, at: number): number => {
  const prior = weight * ratingWeight(at)
  return (record.ratingSum + mean * prior) / (record.ratingWeights + prior)
}

/** The logarithm of their usual price over the trade's; null: not known. */
const priceOf = ({ craftsman, record }: Pair): number | null => {
  if (craftsman.priceLevel !== null) return Math.log(craftsman.priceLevel)
  return record.prices > 0 ? record.priceLogs / (record.prices + 1) : null
}

/** Write the features of a pair into a vector of zeros, from `start` on. Only what was known at `pair.at` is in them. */
export function readFeatures(pair: Pair, scales: Scales, vector: Float64Array, start = 0): void {
  const set = (name: FeatureName, value: number): void => {
    vector[start + PLACE[name]] = value
  }
  set('intercept', 1)
  readPlace(pair, set)
  readReputation(pair, scales, set)
  readAnswers(pair, scales, set)
  readTime(pair, set)
  readPrice(pair, set)
  readJob(pair, set)
}

type Write = (name: FeatureName, value: number) => void

const STRETCHES: readonly (readonly [FeatureName, from: number, to: number])[] = [
  ['far0to1', 0, 1],
  ['far1to3', 1, 3],
  ['far3to5', 3, 5],
  ['far5to7', 5, 7],
  ['far7to10', 7, 10],
  ['far10to13', 10, 13],
  ['far13to17', 13, 17],
  ['far17to22', 17, 22],
  ['far22to30', 22, 30],
  ['far30to60', 30, 60],
]

/** Distances in km beyond which somebody may come no more, or be chosen no more. */
const LIMITS: readonly (readonly [FeatureName, km: number])[] = [
  ['beyond3', 3],
  ['beyond4', 4],
  ['beyond5', 5],
  ['beyond6', 6],
  ['beyond7', 7],
  ['beyond8', 8],
  ['beyond9', 9],
  ['beyond11', 11],
  ['beyond13', 13],
  ['beyond15', 15],
  ['beyond17', 17],
  ['beyond19', 19],
  ['beyond21', 21],
]

function readPlace({ context, craftsman }: Pair, set: Write): void {
  const metres = distanceM(context.job.location, craftsman.location)
  const km = metres / 1000
  for (const [name, from, to] of STRETCHES) set(name, passed(km, from, to))
  for (const [name, limit] of LIMITS) if (km > limit) set(name, 1)
  set('shareOfRadius', metres / Math.max(1000, craftsman.serviceRadiusM))
  set('farWhenUrgent', context.isUrgent ? Math.min(km / 15, 4) : 0)
  set('skillFit', 2 * (skillFit(context.trade, craftsman.trades) - 1))
}

function readReputation(
  { record, context, together, at, craftsman }: Pair,
  scales: Scales,
  set: Write,
): void {
  readRating(record, scales, at, set)
  set('isNewcomer', Number(record.ratings < 3))
  set('ratings', Math.log1p(record.ratings) / 4)
  set('hireRate', shareOver(record.hired, record.quoted, scales.hire))
  set('completion', shareOver(record.completed, record.hired, scales.completion))
  set('cancellation', shareOver(record.cancelled, record.hired, scales.cancellation))
  set('dispute', shareOver(record.disputesLost, record.hired, scales.dispute))
  set('jobsInTrade', Math.log1p(record.jobsByTrade[context.trade.name] ?? 0) / 3)
  set('jobs', Math.log1p(record.completed) / 4)
  set('fiveJobs', Number(record.completed >= 5))
  set('tenJobs', Number(record.completed >= 10))
  set('tenure', Math.log1p(Math.max(0, at - craftsman.createdAt) / DAY_MS) / 7)
  set('goodTogether', Math.min(1, together?.good ?? 0))
  set('badTogether', Math.min(1, together?.bad ?? 0))
}

const RATINGS: readonly (readonly [FeatureName, from: number, to: number])[] = [
  ['rating3.5to3.8', 3.5, 3.8],
  ['rating3.8to4', 3.8, 4],
  ['rating4to4.2', 4, 4.2],
  ['rating4.2to4.35', 4.2, 4.35],
  ['rating4.35to4.5', 4.35, 4.5],
  ['rating4.5to4.65', 4.5, 4.65],
  ['rating4.65to5', 4.65, 5],
]
const SHOWN_RATINGS: readonly (readonly [FeatureName, from: number, to: number])[] = [
  ['shown3.5to4', 3.5, 4],
  ['shown4to4.3', 4, 4.3],
  ['shown4.3to4.6', 4.3, 4.6],
  ['shown4.6to5', 4.6, 5],
]
/** Ratings from which on somebody may be trusted. */
const LEAST_RATINGS: readonly (readonly [FeatureName, rating: number])[] = [
  ['trusted3.7', 3.7],
  ['trusted3.9', 3.9],
  ['trusted4.1', 4.1],
  ['trusted4.3', 4.3],
  ['trusted4.4', 4.4],
  ['trusted4.5', 4.5],
  ['trusted4.6', 4.6],
  ['trusted4.7', 4.7],
]
/** Clients look at the mean that is shown, and trust one of few ratings somewhat less. */
const SHOWN_WEIGHT = 3

/** Twice: what the ratings say of the work, and what they look like to clients. */
function readRating(record: CraftsmanRecord, scales: Scales, at: number, set: Write): void {
  const rating = ratingOf(record, scales.rating, at)
  set('ratingTo3.5', passed(rating, 2.5, 3.5) + Math.min(0, rating - 2.5))
  for (const [name, from, to] of RATINGS) set(name, passed(rating, from, to))
  const shown = ratingOf(record, { mean: scales.rating.mean, weight: SHOWN_WEIGHT }, at)
  for (const [name, from, to] of SHOWN_RATINGS) set(name, passed(shown, from, to))
  for (const [name, least] of LEAST_RATINGS) if (shown >= least) set(name, 1)
}

function readAnswers({ record, context }: Pair, scales: Scales, set: Write): void {
  const { mean, weight } = scales.response
  const minutes = (record.responseLogs + mean * weight) / (record.responses + weight)
  const answered = record.accepted + record.rejected + record.unanswered
  const acceptance = shareOver(record.accepted, answered, scales.acceptance)
  set('acceptance', acceptance)
  set('lowAcceptance', Number(acceptance < -0.7))
  set('silence', shareOver(record.unanswered, answered, scales.silence))
  set('slow', minutes - mean)
  set('slowWhenUrgent', context.isUrgent ? Math.max(0, minutes - mean) : 0)
  set('verySlow', Number(minutes > Math.log(120)))
}

function readTime({ craftsman, context, record, at }: Pair, set: Write): void {
  const { weekly } = craftsman
  const hours = weekly?.reduce((sum, { from, to }) => sum + Math.max(0, to - from), 0) ?? 60 * 56
  const isOpenAt = (minute: number): boolean => !weekly || minutesUntilOpen(weekly, minute) === 0
  const preferred = context.preferredMinute
  set('worksThen', Number(preferred !== null && isOpenAt(preferred)))
  set('isOffThen', Number(preferred !== null && !isOpenAt(preferred)))
  set('worksNow', Number(isOpenAt(context.postedMinute)))
  const isLongClosed = weekly !== null && minutesUntilOpen(weekly, context.postedMinute) > 6 * 60
  set('closedWhenUrgent', Number(context.isUrgent && isLongClosed))
  set('weeklyHours', hours / (60 * 84))
  const load = record.activeJobs / Math.max(1, craftsman.capacity)
  set('full', Number(load >= 1))
  set('load', Math.min(2, load))
  set('fullWhenUrgent', Number(context.isUrgent && load >= 1))
  set('capacity', Math.log(Math.max(1, craftsman.capacity)) / 2)
  const idleDays = record.lastActiveAt === 0 ? 60 : (at - record.lastActiveAt) / DAY_MS
  set('inactive', Math.log1p(clip(idleDays, 0, 120)) / 4)
}

function readPrice(pair: Pair, set: Write): void {
  const { budget } = pair.context.job
  const price = priceOf(pair)
  const over =
    budget === null ? 0 : Math.log((pair.context.usualPrice * Math.exp(price ?? 0)) / Math.max(1, budget))
  set('over0to10', passed(over, 0, 0.1))
  set('over10to25', passed(over, 0.1, 0.25))
  set('over25to50', passed(over, 0.25, 0.5))
  set('over50to100', passed(over, 0.5, 1))
  set('underBudget', passed(-over, 0, 0.7))
  set('over20', Number(over > 0.2))
  set('cheap', Number((price ?? 0) < -0.15))
  set('dear', clip(price ?? 0, -1, 1))
  set('priceUnknown', Number(price === null))
}

function readJob({ context }: Pair, set: Write): void {
  const { job, usualPrice } = context
  set('urgent', Number(context.isUrgent))
  set('noBudget', Number(job.budget === null))
  set('hasTime', Number(job.preferredAt !== null))
  set('escrow', Number(job.paymentType === 'Escrow'))
  set('generousBudget', job.budget === null ? 0 : clip(Math.log(job.budget / usualPrice), -1.5, 1.5))
}
