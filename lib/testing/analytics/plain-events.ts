import type { Types } from 'mongoose'
import type { Tables } from '#lib/testing/analytics/world.ts'

/**
 * The reports once more, in plain code over the records, figure by figure as their sentences define them. It shares no
 * code with lib/analytics: not the days, not the sums, not the ranks.
 */
type Row = Record<string, unknown> & { _id: Types.ObjectId }
export interface Asked {
  readonly from: string
  readonly to: string
  readonly groupBy: string
  readonly category?: string | undefined
  readonly governorate?: string | undefined
}

const cairo = new Intl.DateTimeFormat('en-CA', { timeZone: 'Africa/Cairo' })
export const plainDay = (at: unknown): string => cairo.format(at as Date)

export const ms = (from: unknown, to: unknown): number => (to as Date).getTime() - (from as Date).getTime()
export const HOUR = 3_600_000
export const DAY = 24 * HOUR

/** A value whose class is shown, not itself: equal if it is near enough. */
export interface Near {
  readonly near: number
}

export type Figure = number | null | Near

export interface Event {
  readonly at: unknown
  readonly person: string
  readonly category: unknown
  readonly governorate: unknown
}

type Sided = Event & Row
type DoneJob = Sided & { readonly isRepeat: boolean; readonly isRebooked: boolean }
type PostedJob = Sided & {
  readonly quotes: number
  readonly toQuote: number | null
  readonly toHire: number | null
  readonly toFinish: number | null
  readonly isDone: boolean
}

export const nearestRank = (values: readonly number[], share: number): number | null => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null
}
export const time = (values: readonly number[], share: number): Figure => {
  const value = nearestRank(values, share)
  return value === null ? null : { near: value / 1_000 }
}
export const over = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000
export const total = (values: readonly unknown[]): number =>
  values.reduce<number>((sum, value) => sum + Number(value), 0)

/** Whose wallet a journal names; nobody's is one person. */
const ownerIn = ({ postings }: Row): string =>
  (postings as { account: string }[])
    .find(({ account }) => account.startsWith('wallet:'))
    ?.account.slice(7) ?? '0'.repeat(24)

/** Everything that counts, each with its day, its place and its person. */
export function plainEvents(tables: Tables, now: Date) {
  const rows = (name: string): Row[] => [...(tables[name]?.values() ?? [])]
  const jobs = new Map(rows('jobs').map((job) => [job._id.toHexString(), job]))
  const jobOf = ({ job }: Row) => jobs.get(String(job))
  const ofJobs = (name: string) => rows(name).filter((row) => jobOf(row))
  const at = (row: Row, when: unknown, person: unknown, job?: Row): Sided => ({
    ...row,
    at: when,
    person: String(person),
    category: job?.category ?? null,
    governorate: job?.governorate ?? null,
  })
  const contractsOf = (job: Row) => ofJobs('contracts').filter((contract) => jobOf(contract) === job)
  const hireOf = (job: Row) =>
    contractsOf(job)
      .filter(({ status }) => status !== 'Void')
      .toSorted((a, b) => ms(b.createdAt, a.createdAt))[0]
  const done = [...jobs.values()].flatMap((job) => {
    const contract = contractsOf(job).find(({ status }) => status === 'Completed')
    if (!contract) return []
    return [
      at(
        { ...contract, jobId: job._id },
        contract.confirmedAt ?? job.completedAt ?? contract.updatedAt,
        job.client,
        job,
      ),
    ]
  })
  const isEarlier = (a: Sided, b: Sided) =>
    ms(a.at, b.at) > 0 || (ms(a.at, b.at) === 0 && String(a.jobId) < String(b.jobId))
  const returned = (job: Sided, by: (other: Sided) => boolean) =>
    done.some(
      (other) =>
        other.person === job.person && by(other) && isEarlier(other, job) && ms(other.at, job.at) <= 90 * DAY,
    )
  const waits = ofJobs('disputes').flatMap((dispute) => {
    const job = jobOf(dispute)
    const appeal = dispute.appeal as { at: Date; against: { at: Date } } | undefined
    const resolution = dispute.resolution as { at: Date; decision: string } | undefined
    const until = dispute.status === 'Resolved' ? (resolution?.at ?? null) : null
    const parts = appeal
      ? [
          { at: dispute.createdAt, until: appeal.against.at },
          { at: appeal.at, until },
        ]
      : resolution?.decision === 'Withdrawn' && dispute.status === 'Resolved'
        ? []
        : [{ at: dispute.createdAt, until }]
    return parts.map((part) => ({ ...at(dispute, part.at, job?.client, job), until: part.until }))
  })
  return {
    posted: [...jobs.values()].map((job): PostedJob => {
      const first = ofJobs('quotes')
        .filter((quote) => jobOf(quote) === job)
        .map(({ createdAt }) => createdAt as Date)
      const hire = hireOf(job)
      const end = done.find(({ jobId }) => String(jobId) === String(job._id))
      return {
        ...at(job, job.createdAt, job.client, job),
        quotes: first.length,
        toQuote: first.length > 0 ? ms(job.createdAt, new Date(Math.min(...first.map(Number)))) : null,
        toHire: hire ? ms(job.createdAt, hire.createdAt) : null,
        toFinish: hire && end ? ms(hire.createdAt, job.completedAt ?? end.at) : null,
        isDone: end !== undefined,
      }
    }),
    quotes: ofJobs('quotes').map((quote) => at(quote, quote.createdAt, quote.craftsman, jobOf(quote))),
    invitations: ofJobs('invitations').map((row) => at(row, row.createdAt, row.craftsman, jobOf(row))),
    hired: [...jobs.values()].flatMap((job) => {
      const hire = hireOf(job)
      return hire ? [at(hire, hire.createdAt, hire.craftsman, job)] : []
    }),
    done: done.map((job): DoneJob => ({
      ...job,
      isRepeat: returned(job, () => true),
      isRebooked: returned(job, (other) => String(other.craftsman) === String(job.craftsman)),
    })),
    cancelled: [...jobs.values()]
      .filter(({ status }) => status === 'Cancelled')
      .map((job) => {
        const hire = contractsOf(job).find(({ status }) => status === 'Cancelled')
        const cancellation = hire?.cancellation as { by: string; at: Date } | null | undefined
        const by = hire ? (cancellation?.by ?? 'staff') : 'open'
        return { ...at(job, cancellation?.at ?? job.cancelledAt, job.client, job), by }
      }),
    disputes: ofJobs('disputes').map((row) => at(row, row.createdAt, jobOf(row)?.client, jobOf(row))),
    waits,
    reviews: ofJobs('reviews')
      .filter(({ status, contract }) => status === 'Revealed' && tables.contracts?.has(String(contract)))
      .map((row) => at(row, row.revealAt, row.reviewer, jobOf(row))),
    journals: [
      ...ofJobs('journals').map((row) => at(row, row.at, jobOf(row)?.client, jobOf(row))),
      ...rows('journals')
        .filter(({ job }) => job === undefined)
        .map((row) => at(row, row.at, ownerIn(row))),
    ],
    debts: rows('transactions')
      .filter(({ status }) => status === 'Pending')
      .map((row) => at(row, row.createdAt, row.user, jobOf(row))),
    users: rows('users').map((row) => at(row, row.createdAt, row._id)),
    verdicts: rows('verifications').map((row) => at(row, row.decidedAt, row.craftsman)),
    payouts: rows('payouts')
      .filter(({ purpose }) => purpose === 'Withdrawal')
      .map((row) => at(row, row.requestedAt, row.payee)),
    pushes: rows('notifications').map((row) => at(row, row.createdAt, row.user)),
    now,
  }
}

export type Events = ReturnType<typeof plainEvents>
