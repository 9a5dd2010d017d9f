import { playDispute } from '#infra/demo/seed/dispute-course.ts'
import { complete, type Hired } from '#infra/demo/seed/hired.ts'
import { pay, settle } from '#infra/demo/seed/job-money.ts'
import { lapse, type Offer, openWith, seen } from '#infra/demo/seed/open-job.ts'
import type { Person } from '#infra/demo/seed/people.ts'
import { playReviews } from '#infra/demo/seed/reviews.ts'
import { playThread } from '#infra/demo/seed/thread.ts'
import type { World } from '#infra/demo/seed/world.ts'
import type { Cancellation, ContractRecord } from '#lib/model/contract.model.ts'
import type { JobRecord } from '#lib/model/job.model.ts'
import { addMs, DAY, HOUR, MINUTE } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { isAbsent } from '#lib/process/cancellation.ts'
import { draftContract } from '#lib/process/draft-contract.ts'
import { splitBy } from '#lib/process/settlement.ts'
import { timerFor } from '#lib/process/timers.ts'
import { DEFAULT_SETTINGS } from '#lib/settings/settings.ts'

const OPEN_MS = DEFAULT_SETTINGS.openJobDays * DAY
const UNPAID_MS = DEFAULT_SETTINGS.unpaidHours * HOUR
const CONFIRM_MS = DEFAULT_SETTINGS.confirmHours * HOUR

interface Hire {
  readonly job: JobRecord
  readonly client: Person
  readonly offers: readonly Offer[]
  readonly chosen: Offer
  readonly hiredAt: Date
}

/** What becomes of a hire: paid or not, visited, completed, disputed, confirmed and reviewed, or cancelled on the way. */
export function playContract(world: World, hire: Hire): void {
  const { rows } = world
  const { job, client, offers, chosen } = hire
  const contract = contractOf(world, hire)
  const hired: Hired = { job, contract, client, craftsman: chosen.craftsman, payment: null }
  if (isPaid(world, hired, hire)) work(world, hired)
  const live = contract.status === 'Void' ? null : contract
  if (job.status !== 'Disputed') job.timer = timerFor(job, live, DEFAULT_SETTINGS)
  rows.add('jobs', job)
  rows.add('contracts', contract)
  for (const { quote } of offers) rows.add('quotes', quote)
  if (hired.payment) rows.add('payments', hired.payment)
  playThread(world, hired)
}

function contractOf({ draws }: World, { job, offers, chosen, hiredAt, client }: Hire): ContractRecord {
  const draft = draftContract(job, chosen.quote, DEFAULT_SETTINGS, hiredAt)
  const contract = { ...draft, _id: draws.idAt(hiredAt), reviewedBy: [] }
  for (const { quote } of offers) {
    if (quote === chosen.quote) Object.assign(quote, { status: 'Accepted', updatedAt: hiredAt })
    else Object.assign(quote, { status: 'Declined', declinedBy: contract._id, updatedAt: hiredAt })
  }
  Object.assign(job, {
    status: 'Hired',
    craftsman: contract.craftsman,
    contract: contract._id,
    jobPrice: contract.price,
    platformFee: contract.platformFee,
    openQuotes: 0,
    hiredAt,
    updatedAt: hiredAt,
  })
  seen(client, hiredAt)
  return contract
}

/** Whether the work can begin: Cash needs no payment; else it is paid, not yet, or never, and then the hire is void. */
function isPaid(world: World, hired: Hired, { offers, hiredAt }: Hire): boolean {
  const { draws, now } = world
  const { job, contract } = hired
  if (contract.paymentType === 'Cash') return true
  if (draws.chance(0.05)) {
    const voidAt = addMs(hiredAt, UNPAID_MS)
    if (voidAt <= now) voidUnpaid(job, contract, offers, { voidAt, now })
    return false
  }
  const paidAt = addMs(hiredAt, Math.min(20 * HOUR, Math.floor(draws.around(90 * MINUTE, 0.8))))
  if (paidAt > now) return false
  hired.payment = pay(world, contract, paidAt)
  return true
}

interface Voided {
  readonly voidAt: Date
  readonly now: Date
}

function voidUnpaid(
  job: JobRecord,
  contract: ContractRecord,
  offers: readonly Offer[],
  { voidAt, now }: Voided,
): void {
  Object.assign(contract, { status: 'Void', updatedAt: voidAt })
  for (const { quote } of offers) {
    Object.assign(quote, { status: 'Submitted', updatedAt: voidAt })
    delete quote.declinedBy
  }
  Object.assign(job, { craftsman: null, contract: null, jobPrice: 0, platformFee: 0, hiredAt: null })
  openWith(job, offers)
  Object.assign(job, { activityAt: voidAt, updatedAt: voidAt })
  const lapsesAt = addMs(voidAt, OPEN_MS)
  if (lapsesAt <= now) lapse(job, offers, lapsesAt)
}

/** From the hire to the confirmation, or to where it ends before. */
function work(world: World, hired: Hired): void {
  const { draws, now } = world
  const { job, contract, craftsman } = hired
  const from = contract.updatedAt
  const visitAt = visitTime(world, contract, from)
  if (draws.chance(0.06)) {
    const at = addMs(from, Math.floor(draws.random() * (visitAt.getTime() - from.getTime())))
    return cancelHire(world, hired, at)
  }
  if (visitAt > now) return
  Object.assign(job, { status: 'On The Way', onTheWayAt: visitAt, updatedAt: visitAt })
  seen(craftsman, visitAt)
  if (draws.chance(0.02)) return cancelVisit(world, hired, addMs(visitAt, draws.between(0.3, 2) * HOUR))
  const completedAt = addMs(visitAt, Math.min(2 * DAY, Math.floor(draws.around(3 * HOUR, 0.8))))
  if (completedAt > now) return
  const confirmBy = addMs(completedAt, CONFIRM_MS)
  Object.assign(job, { status: 'Completed', completedAt, updatedAt: completedAt })
  Object.assign(contract, { confirmBy, updatedAt: completedAt })
  if (contract.paymentType === 'Escrow' && draws.chance(0.05)) return playDispute(world, hired, completedAt)
  const soon = addMs(completedAt, Math.floor(draws.around(8 * HOUR, 1)))
  const confirmedAt = draws.chance(0.7) && soon < confirmBy ? soon : confirmBy
  if (confirmedAt <= now) confirm(world, hired, confirmedAt)
}

function visitTime({ draws }: World, { agreedAt, createdAt }: ContractRecord, from: Date): Date {
  const planned = agreedAt && agreedAt > createdAt ? addMs(agreedAt, -HOUR) : null
  const at = planned ?? addMs(from, Math.min(5 * DAY, Math.floor(draws.around(DAY, 0.7))))
  return at > from ? at : addMs(from, HOUR)
}

function confirm(world: World, hired: Hired, at: Date): void {
  const { contract, craftsman, client, payment } = hired
  const split = splitBy('release', contract)
  if (!split) throw new RangeError('a release needs no decision')
  const kind = contract.paymentType === 'Cash' ? 'cashFee' : 'release'
  const key = `release:${idOf(contract._id)}`
  settle(world, { contract, craftsman, payment, split, at, key, kind, reason: '' })
  complete(hired, at)
  seen(client, at)
  playReviews(world, hired, at)
}

/** Client or craftsman cancel before the visit: what was paid goes back. */
function cancelHire(world: World, hired: Hired, at: Date): void {
  if (at > world.now) return
  const actor = world.draws.chance(0.65) ? 'client' : 'craftsman'
  const fault = isAbsent(hired.contract, at) ? 'craftsman' : actor
  cancel(world, hired, { at, by: actor, fault, rule: 'refund' })
}

/** The client sends them away and pays for the visit, or the craftsman leaves, which is a strike. */
function cancelVisit(world: World, hired: Hired, at: Date): void {
  if (at > world.now) return
  if (world.draws.chance(0.5)) {
    cancel(world, hired, { at, by: 'client', fault: 'client', rule: 'visitFee' })
    return
  }
  cancel(world, hired, { at, by: 'craftsman', fault: 'craftsman', rule: 'refund' })
  const { job, craftsman } = hired
  const strike = { user: craftsman._id, job: job._id, transition: 'abandonVisit', at, status: 'Standing' }
  world.rows.add('strikes', { _id: world.draws.idAt(at), ...strike })
}

interface Cancelled extends Pick<Cancellation, 'by' | 'fault' | 'at'> {
  readonly rule: 'refund' | 'visitFee'
}

function cancel(world: World, hired: Hired, { at, by, fault, rule }: Cancelled): void {
  const { job, contract, craftsman, payment } = hired
  const split = splitBy(rule, contract)
  if (!split) throw new RangeError('a cancellation needs no decision')
  const reason = world.draws.pick(REASONS)
  const key = `${rule}:${idOf(contract._id)}`
  const kind = rule === 'visitFee' ? 'visitFee' : 'release'
  settle(world, { contract, craftsman, payment, split, at, key, kind, reason })
  const cancellation = { by, fault, ...split, at }
  Object.assign(contract, { status: 'Cancelled', confirmBy: null, cancellation, updatedAt: at })
  Object.assign(job, { status: 'Cancelled', cancelledAt: at, reason, updatedAt: at })
}

const REASONS = [
  'ظروف طارئة ومش هقدر في الميعاد ده.',
  'لقيت حد قريب خلص الموضوع.',
  'العربية عطلت في الطريق.',
  'هأجل الشغل للشهر الجاي.',
  'الفني قال إن الشغل أكبر من المتفق عليه.',
]
