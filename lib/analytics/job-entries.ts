import { dayOf, monthOf } from '#lib/analytics/calendar.ts'
import { disputeEntries, ratingEntries, waitingSince } from '#lib/analytics/dispute-entries.ts'
import { type Add, flag, timeCount, withoutZeros } from '#lib/analytics/entry.ts'
import type { JobSources } from '#lib/analytics/job-sources.ts'
import { ledgerCounts } from '#lib/analytics/ledger-entries.ts'
import type { AnalyticsFactRecord } from '#lib/model/analytics-fact.model.ts'
import type { Counts, Entry } from '#lib/model/analytics-kinds.ts'
import type { ContractRecord } from '#lib/model/contract.model.ts'
import { DAY } from '#lib/platform/clock.ts'

export type Fact = Omit<AnalyticsFactRecord, '_id' | 'generation'>

/** A job counts as filled if somebody was hired in so many days, and as quoted in time within one. */
const FILL_MS = 7 * DAY
const QUOTE_MS = DAY

/** What one job adds to the reports, from everything that belongs to it now: the definitions in code. */
export function factOfJob(sources: JobSources): Fact {
  const { job } = sources
  const place = { category: job.category, governorate: job.governorate ?? null }
  const entries: Entry[] = []
  const add: Add = (kind, at, person, counts) => {
    if (!at) return
    const { category, governorate } = place
    entries.push({
      kind,
      day: dayOf(at),
      category,
      governorate,
      person: person.toHexString(),
      counts: withoutZeros(counts),
    })
  }
  const hired = hiredOf(sources)
  const done = doneOf(sources)
  add('posted', job.createdAt, job.client, postedCounts(sources, hired, done))
  for (const quote of sources.quotes)
    add('quote', quote.createdAt, quote.craftsman, { n: 1, accepted: flag(quote.status === 'Accepted') })
  for (const invitation of sources.invitations)
    add('invitation', invitation.createdAt, invitation.craftsman, {
      n: 1,
      accepted: flag(invitation.status === 'Accepted'),
      ...answerCounts(invitation),
    })
  if (hired) add('hired', hired.createdAt, hired.craftsman, { n: 1, price: hired.price })
  if (done) add('done', done.at, job.client, doneCounts(done.contract))
  addCancellation(sources, add)
  disputeEntries(sources, add)
  ratingEntries(sources, add)
  addLedger(sources, add)
  const since = waitingSince(sources)
  return {
    entries,
    category: place.category,
    ...(place.governorate !== null && { governorate: place.governorate }),
    ...(since && { disputedSince: since }),
    ...(done && {
      client: job.client,
      craftsman: done.contract.craftsman,
      done: done.at,
      month: monthOf(dayOf(done.at)),
      price: done.contract.price,
    }),
  }
}

/** The first hire that stood: one that was voided before it was paid is none. */
function hiredOf({ contracts }: JobSources): ContractRecord | undefined {
  return contracts
    .filter(({ status }) => status !== 'Void')
    .toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
    .at(0)
}

interface Done {
  readonly contract: ContractRecord
  readonly at: Date
}

/** A job is completed when its contract is: the client confirmed it, was silent for the days, or staff decided so. */
function doneOf({ job, contracts }: JobSources): Done | null {
  const contract = contracts.find(({ status }) => status === 'Completed')
  if (!contract) return null
  return { contract, at: contract.confirmedAt ?? job.completedAt ?? contract.updatedAt }
}

function postedCounts({ job, quotes }: JobSources, hired: ContractRecord | undefined, done: Done | null) {
  const posted = job.createdAt
  const first = quotes.map(({ createdAt }) => createdAt).toSorted((a, b) => a.getTime() - b.getTime())[0]
  const within = (at: Date | undefined, ms: number) =>
    flag(at !== undefined && at.getTime() - posted.getTime() <= ms)
  return {
    n: 1,
    quoted: flag(first !== undefined),
    quotedInTime: within(first, QUOTE_MS),
    hired: flag(hired !== undefined),
    filled: within(hired?.createdAt, FILL_MS),
    done: flag(done !== null),
    cancelled: flag(job.status === 'Cancelled'),
    quotes: quotes.length,
    ...(first && timeCount('quote', posted, first)),
    ...(hired && timeCount('hire', posted, hired.createdAt)),
    ...(hired && done && timeCount('finish', hired.createdAt, job.completedAt ?? done.at)),
  }
}

const answerCounts = ({ createdAt, respondedAt }: JobSources['invitations'][number]): Counts =>
  respondedAt ? { answered: 1, ...timeCount('answer', createdAt, respondedAt) } : {}

const doneCounts = ({ price, paymentType, feeBooked = 0 }: ContractRecord): Counts => ({
  n: 1,
  gmv: price,
  [`gmv${paymentType}`]: price,
  fees: feeBooked,
})

function addCancellation({ job, contracts }: JobSources, add: Add): void {
  if (job.status !== 'Cancelled') return
  const hired = contracts.find(({ status }) => status === 'Cancelled')
  const by = hired ? (hired.cancellation?.by ?? 'staff') : 'open'
  add('cancelled', hired?.cancellation?.at ?? job.cancelledAt, job.client, {
    n: 1,
    [by]: 1,
    afterHire: flag(hired !== undefined),
  })
}

/** What the ledger says of a job, by the day of each journal. */
function addLedger({ job, journals }: JobSources, add: Add): void {
  for (const journal of journals) {
    const counts = ledgerCounts(journal)
    if (Object.keys(counts).length > 0) add('ledger', journal.at, job.client, counts)
  }
}
