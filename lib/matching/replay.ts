import { addPrice, earlyRecord } from '#lib/matching/early-record.ts'
import { type History, type HistoryEvent, SILENCE_MS } from '#lib/matching/history.ts'
import type { Acquaintance, JobFacts } from '#lib/matching/read-model.ts'
import { type CraftsmanRecord, ratingWeight } from '#lib/matching/record.ts'
import type { Scales } from '#lib/matching/scales.ts'
import { looksStaged } from '#lib/matching/sham-work.ts'

/** What a craftsman has to do with one job. What they did is undone if the work turns out to be staged. */
export interface Engagement {
  invitedAt: number | null
  answer: 'accepted' | 'rejected' | 'silent' | null
  quotedAt: number | null
  quotedPrice: number
  hiredAt: number | null
  price: number
  outcome: 'completed' | 'cancelledByThem' | 'cancelled' | null
  isPaid: boolean
  isLost: boolean
  rating: number | null
  isStaged: boolean
  /** When they were last active before they had to do with this job. */
  activeBefore: number | null
  activeAt: number
  responseLog: number | null
}

const newEngagement = (): Engagement => ({
  invitedAt: null,
  answer: null,
  quotedAt: null,
  quotedPrice: 0,
  hiredAt: null,
  price: 0,
  outcome: null,
  isPaid: false,
  isLost: false,
  rating: null,
  isStaged: false,
  activeBefore: null,
  activeAt: 0,
  responseLog: null,
})

/** Goes through the history in its order and keeps, for each instant, what was known then. */
export class Replay {
  readonly records = new Map<string, CraftsmanRecord>()
  readonly jobs = new Map<string, JobFacts>()
  readonly engagements = new Map<string, Map<string, Engagement>>()
  readonly #together = new Map<string, Map<string, Acquaintance>>()
  readonly #finished = new Map<string, number>()
  readonly #clients: ReadonlyMap<string, number>
  readonly #scales: Scales

  constructor({ craftsmen, clients }: Pick<History, 'craftsmen' | 'clients'>, scales: Scales) {
    this.#clients = clients
    this.#scales = scales
    for (const each of craftsmen) this.records.set(each.facts.id, earlyRecord(each, scales))
  }

  together(client: string, craftsmanId: string): Acquaintance | undefined {
    return this.#together.get(client)?.get(craftsmanId)
  }

  apply(event: HistoryEvent): void {
    if (event.type === 'job') {
      this.jobs.set(event.jobId, event.job)
      return
    }
    if (event.type === 'shown') return
    const record = this.records.get(event.craftsmanId)
    const job = this.jobs.get(event.jobId)
    if (!record || !job) return
    const engagement = this.#engagementOf(event.jobId, event.craftsmanId)
    if (event.type === 'review' && engagement.isPaid && engagement.rating === null) record.ratingsShown += 1
    if (engagement.isStaged) {
      if (event.type === 'review') engagement.rating = event.rating
      return
    }
    applyToRecord(event, record, engagement, job, this.#scales)
    if (event.type === 'completion') this.#finish(event, record, engagement, job)
    if (isBad(event)) this.#acquaint(job.client, event.craftsmanId, 'bad')
  }

  #engagementOf(jobId: string, craftsmanId: string): Engagement {
    const ofJob = this.engagements.get(jobId) ?? new Map<string, Engagement>()
    this.engagements.set(jobId, ofJob)
    const engagement = ofJob.get(craftsmanId) ?? newEngagement()
    ofJob.set(craftsmanId, engagement)
    return engagement
  }

  #finish(
    event: Extract<HistoryEvent, { type: 'completion' }>,
    record: CraftsmanRecord,
    engagement: Engagement,
    job: JobFacts,
  ): void {
    const pair = `${job.client} ${event.craftsmanId}`
    const before = this.#finished.get(pair) ?? 0
    this.#finished.set(pair, before + 1)
    engagement.isStaged = looksStaged({
      price: engagement.price,
      usualPrice: this.#scales.prices.get(job.category) ?? this.#scales.anyPrice,
      paymentType: job.paymentType,
      isPaid: event.isPaid,
      hiredAt: engagement.hiredAt ?? event.at,
      completedAt: event.at,
      clientSince: this.#clients.get(job.client) ?? null,
      togetherBefore: before,
    })
    if (engagement.isStaged) takeBack(record, engagement, job, this.#scales)
    else if (event.isPaid) this.#acquaint(job.client, event.craftsmanId, 'good')
  }

  #acquaint(client: string, craftsmanId: string, kind: keyof Acquaintance): void {
    const known = this.#together.get(client) ?? new Map<string, Acquaintance>()
    this.#together.set(client, known)
    const acquaintance = known.get(craftsmanId) ?? { good: 0, bad: 0 }
    acquaintance[kind] += 1
    known.set(craftsmanId, acquaintance)
  }
}

/** Whether a client has a reason not to hire somebody again. */
const isBad = (event: HistoryEvent): boolean =>
  (event.type === 'cancellation' && event.isTheirFault) ||
  (event.type === 'decision' && event.isAgainstThem) ||
  (event.type === 'review' && event.rating <= 2)

/** What a craftsman does themselves. */
const ACTIVITY: ReadonlySet<HistoryEvent['type']> = new Set(['response', 'quote', 'hire', 'completion'])

function applyToRecord(
  event: Exclude<HistoryEvent, { type: 'job' | 'shown' }>,
  record: CraftsmanRecord,
  engagement: Engagement,
  job: JobFacts,
  scales: Scales,
): void {
  if (ACTIVITY.has(event.type)) {
    engagement.activeBefore ??= record.lastActiveAt
    engagement.activeAt = event.at
    record.lastActiveAt = Math.max(record.lastActiveAt, event.at)
  }
  switch (event.type) {
    case 'invitation':
      engagement.invitedAt = event.at
      record.invited += 1
      return
    case 'silence':
      if (engagement.answer !== null || engagement.hiredAt !== null) return
      engagement.answer = 'silent'
      record.unanswered += 1
      return
    case 'response':
      return applyResponse(event, record, engagement)
    case 'quote':
      engagement.quotedAt = event.at
      engagement.quotedPrice = event.price
      record.quoted += 1
      addPrice(record, event.price, scales.prices.get(job.category) ?? scales.anyPrice)
      return
    case 'hire':
      engagement.hiredAt = event.at
      engagement.price = event.price
      record.hired += 1
      record.activeJobs += 1
      return
    default:
      applyEnd(event, record, engagement, job)
  }
}

function applyResponse(
  { at, isAccepted }: { at: number; isAccepted: boolean },
  record: CraftsmanRecord,
  engagement: Engagement,
): void {
  if (engagement.answer === 'silent') record.unanswered -= 1
  engagement.answer = isAccepted ? 'accepted' : 'rejected'
  record[engagement.answer] += 1
  if (engagement.invitedAt === null) return
  engagement.responseLog = Math.log(Math.max(1, (at - engagement.invitedAt) / 60_000))
  record.responseLogs += engagement.responseLog
  record.responses += 1
}

function applyEnd(
  event: Extract<HistoryEvent, { type: 'completion' | 'cancellation' | 'decision' | 'review' }>,
  record: CraftsmanRecord,
  engagement: Engagement,
  job: JobFacts,
): void {
  if (event.type === 'review') {
    if (!engagement.isPaid || engagement.rating !== null) return
    engagement.rating = event.rating
    const weight = ratingWeight(event.at)
    record.ratingSum += weight * event.rating
    record.ratingWeights += weight
    record.ratings += 1
    return
  }
  if (event.type === 'decision') {
    if (!event.isAgainstThem || engagement.isLost) return
    engagement.isLost = true
    record.disputesLost += 1
    return
  }
  if (engagement.hiredAt !== null && engagement.outcome === null) record.activeJobs -= 1
  if (event.type === 'completion') {
    if (engagement.outcome !== null) return
    engagement.outcome = 'completed'
    engagement.isPaid = event.isPaid
    record.completed += 1
    record.jobsByTrade[job.category] = (record.jobsByTrade[job.category] ?? 0) + 1
    return
  }
  engagement.outcome = event.isTheirFault ? 'cancelledByThem' : 'cancelled'
  if (event.isTheirFault) record.cancelled += 1
}

/** Take staged work out of a record again, with everything that led to it. */
function takeBack(record: CraftsmanRecord, engagement: Engagement, job: JobFacts, scales: Scales): void {
  if (record.lastActiveAt === engagement.activeAt) record.lastActiveAt = engagement.activeBefore ?? 0
  if (engagement.invitedAt !== null) record.invited -= 1
  if (engagement.answer === 'silent') record.unanswered -= 1
  else if (engagement.answer !== null) record[engagement.answer] -= 1
  if (engagement.responseLog !== null) {
    record.responseLogs -= engagement.responseLog
    record.responses -= 1
  }
  if (engagement.quotedAt !== null) {
    record.quoted -= 1
    addPrice(record, engagement.quotedPrice, scales.prices.get(job.category) ?? scales.anyPrice, -1)
  }
  if (engagement.hiredAt !== null) record.hired -= 1
  record.completed -= 1
  record.jobsByTrade[job.category] = (record.jobsByTrade[job.category] ?? 1) - 1
}

/** The events with the ends of the time to answer among them, in the order of time. */
export function withSilences({ events, until }: Pick<History, 'events' | 'until'>): HistoryEvent[] {
  const silences = events.flatMap((event): HistoryEvent[] =>
    event.type === 'invitation' && event.at + SILENCE_MS <= until
      ? [{ ...event, type: 'silence', at: event.at + SILENCE_MS }]
      : [],
  )
  return [...events, ...silences].sort((a, b) => a.at - b.at) // stable: the given order at the same instant
}
