import { contractId, DEMO, invitationId, jobId, quoteId, serviceId } from '#infra/demo/demo-ids.ts'
import { appealDeadlineOfDemo } from '#infra/demo/disputes.ts'
import { type Agreement, AGREEMENTS, DEMO_JOBS, type DemoJob } from '#infra/demo/jobs.ts'
import { demoReviewersOf, REVIEWED_HOURS_AGO } from '#infra/demo/reviews.ts'
import { DEMO_SERVICES } from '#infra/demo/services.ts'
import { postedJob } from '#lib/jobs/posted-job.ts'
import type { ContractRecord } from '#lib/model/contract.model.ts'
import type { InvitationRecord } from '#lib/model/invitation.model.ts'
import type { JobRecord } from '#lib/model/job.model.ts'
import type { QuoteRecord } from '#lib/model/quote.model.ts'
import type { ServiceRecord } from '#lib/model/service.model.ts'
import type { Point } from '#lib/platform/api-schemas.ts'
import { addMs, DAY, HOUR } from '#lib/platform/clock.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { draftContract } from '#lib/process/draft-contract.ts'
import { timerFor } from '#lib/process/timers.ts'
import { DEFAULT_SETTINGS } from '#lib/settings/settings.ts'
/** The demo data without its people. All times are relative to `now`. */
export interface Scene {
  readonly services: readonly ServiceRecord[]
  readonly jobs: readonly JobRecord[]
  readonly quotes: readonly QuoteRecord[]
  readonly invitations: readonly InvitationRecord[]
  readonly contracts: readonly ContractRecord[]
}

const { craftsman1, craftsman2, craftsman3 } = DEMO.people

export function demoScene(now: Date): Scene {
  const jobsWithContracts = DEMO_JOBS.map((demoJob) => withContract(demoJob, now))
  return {
    services: DEMO_SERVICES.map((service) => serviceOf(service, now)),
    jobs: jobsWithContracts.map(({ job }) => job),
    quotes: [...openQuotes(now), ...jobsWithContracts.flatMap(({ quote }) => quote ?? [])],
    invitations: invitationsOf(now),
    contracts: jobsWithContracts.flatMap(({ contract }) => contract ?? []),
  }
}

const ago = (now: Date, hours: number): Date => addMs(now, -hours * HOUR)

const serviceOf = ({ number, ...service }: (typeof DEMO_SERVICES)[number], now: Date): ServiceRecord => ({
  _id: objectId(serviceId(number)),
  ...service,
  nameKey: service.name.toLowerCase(),
  createdAt: ago(now, 90 * 24),
  updatedAt: ago(now, 90 * 24),
})

function withContract(demoJob: DemoJob, now: Date) {
  const open = openJob(demoJob, now)
  const agreement = AGREEMENTS.find(({ number }) => number === demoJob.number)
  if (!agreement) return { job: { ...open, timer: timerFor(open, null, DEFAULT_SETTINGS) } }
  const quote = acceptedQuote(open, agreement, now)
  const contract = contractOf(open, quote, agreement, now)
  const job = {
    ...open,
    craftsman: contract.craftsman,
    contract: contract._id,
    jobPrice: contract.price,
    platformFee: contract.platformFee,
    hiredAt: ago(now, agreement.hiredHoursAgo),
    ...(agreement.onTheWayHoursAgo !== undefined && { onTheWayAt: ago(now, agreement.onTheWayHoursAgo) }),
    ...(agreement.completedHoursAgo !== undefined && { completedAt: ago(now, agreement.completedHoursAgo) }),
    ...(contract.reviewedBy?.length === 2 && { reviewedAt: ago(now, REVIEWED_HOURS_AGO) }),
  }
  return { job: { ...job, timer: timerFor(job, contract, DEFAULT_SETTINGS) }, quote, contract }
}

function openJob(demoJob: DemoJob, now: Date): JobRecord {
  const { number, client, status, paymentType, category, title, description, address, at, budget } = demoJob
  const location: Point = { type: 'Point', coordinates: [...at] }
  return {
    ...postedJob({
      ...{ title, description, category, address, location, budget, paymentType },
      _id: objectId(jobId(number)),
      client: objectId(DEMO.people[client].id),
      createdAt: ago(now, demoJob.postedHoursAgo),
    }),
    status,
    openQuotes: status === 'Quoted' ? 2 : 0,
    ...(status === 'Cancelled' && { cancelledAt: ago(now, 100), reason: 'العربية عطلت في الطريق' }),
    ...(status === 'Disputed' && { reason: 'The trap leaks again since the second day' }),
  }
}

const quoteOf = (
  number: number,
  job: number,
  craftsman: string,
  price: number,
  createdAt: Date,
): QuoteRecord => ({
  _id: objectId(quoteId(number)),
  job: objectId(jobId(job)),
  craftsman: objectId(craftsman as typeof craftsman1.id),
  price,
  status: 'Submitted',
  expiresAt: addMs(createdAt, DEFAULT_SETTINGS.quoteDays * DAY),
  createdAt,
  updatedAt: createdAt,
})

const openQuotes = (now: Date): readonly QuoteRecord[] => [
  {
    ...quoteOf(1, 2, craftsman1.id, 35_000, ago(now, 20)),
    notes: 'أقدر أجي بكرة الصبح، والسعر شامل التركيب.',
    availableAt: addMs(now, 18 * HOUR),
  },
  { ...quoteOf(2, 2, craftsman3.id, 32_000, ago(now, 10)), notes: 'With a one-year guarantee on the work.' },
]

const acceptedQuote = (
  job: JobRecord,
  { number, price, hiredHoursAgo, agreedInHours, craftsman = 'craftsman1' }: Agreement,
  now: Date,
) => ({
  ...quoteOf(number, number, DEMO.people[craftsman].id, price, ago(now, hiredHoursAgo + 6)),
  job: job._id,
  status: 'Accepted' as const,
  ...(agreedInHours !== undefined && { availableAt: addMs(now, agreedInHours * HOUR) }),
})

function contractOf(job: JobRecord, quote: QuoteRecord, agreement: Agreement, now: Date): ContractRecord {
  const { number, hiredHoursAgo, completedHoursAgo, confirmedHoursAgo } = agreement
  const draft = draftContract(job, quote, DEFAULT_SETTINGS, ago(now, hiredHoursAgo))
  const contract = { ...draft, _id: objectId(contractId(number)) }
  if (job.status === 'Disputed') return { ...contract, status: 'Disputed' }
  if (job.status === 'Cancelled') {
    const shares = { client: 0, craftsman: 0, platform: 0 }
    const cancellation = { by: 'craftsman', fault: 'craftsman', ...shares, at: ago(now, 100) } as const
    return { ...contract, status: 'Cancelled', cancellation }
  }
  if (confirmedHoursAgo !== undefined) {
    const confirmedAt = ago(now, confirmedHoursAgo)
    return {
      ...contract,
      status: 'Completed',
      confirmedAt,
      reviewBy: addMs(confirmedAt, draft.terms.reviewDays * DAY),
      reviewedBy: [...demoReviewersOf(number)],
      feeBooked: draft.platformFee,
      ...(job.paymentType === 'Escrow' && { payment: 'Released' as const }),
      ...(job._id.equals(DEMO.jobs.confirmed) && { decided: decidedOf(now) }),
    }
  }
  if (completedHoursAgo === undefined) return contract
  return { ...contract, confirmBy: addMs(ago(now, completedHoursAgo), draft.terms.confirmHours * HOUR) }
}

const decidedOf = (now: Date) => ({
  client: 0,
  craftsman: 0,
  platform: 0,
  isFeeOpen: false,
  until: appealDeadlineOfDemo(now),
  isFinal: false,
})

const invitationsOf = (now: Date): readonly InvitationRecord[] => [
  invitation(1, 1, craftsman2.id, { status: 'Pending', createdAt: ago(now, 2) }),
  invitation(2, 2, craftsman1.id, {
    status: 'Accepted',
    createdAt: ago(now, 24),
    respondedAt: ago(now, 20),
  }),
  invitation(3, 10, craftsman1.id, { status: 'Pending', createdAt: ago(now, 4) }),
]

const invitation = (
  number: number,
  job: number,
  craftsman: typeof craftsman1.id,
  rest: Pick<InvitationRecord, 'status' | 'createdAt' | 'respondedAt'>,
): InvitationRecord => ({
  _id: objectId(invitationId(number)),
  job: objectId(jobId(job)),
  craftsman: objectId(craftsman),
  ...rest,
})
