import { complete, type Hired } from '#infra/demo/seed/hired.ts'
import { settle } from '#infra/demo/seed/job-money.ts'
import type { World } from '#infra/demo/seed/world.ts'
import type { ContractRecord } from '#lib/model/contract.model.ts'
import type { DisputeRecord } from '#lib/model/dispute.model.ts'
import { addMs, HOUR } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { asPiastres, ZERO } from '#lib/platform/piastres.ts'
import { appealDeadline } from '#lib/process/decided-changes.ts'
import { startClock, stepAfter } from '#lib/process/dispute-clock.ts'
import { type Decision, heldAmount, splitOf } from '#lib/process/settlement.ts'
import { timerFor } from '#lib/process/timers.ts'
import { DEFAULT_SETTINGS } from '#lib/settings/settings.ts'

const REASONS = [
  ['الشغل مكملش', 'المشكلة رجعت تاني بعد يومين ومحدش رد عليا.'],
  ['الخامات مش زي ما اتفقنا', 'ركب نوع أرخص من اللي في العرض.'],
  ['حصل تلف', 'اتكسرت بلاطة وهو شغال ومش عايز يصلحها.'],
  ['السعر زاد', 'طلب فلوس زيادة في الآخر غير المتفق عليه.'],
] as const

/** The client disputes the completed work, and staff decide after a day or two: for one of them, or in parts. */
export function playDispute(world: World, hired: Hired, completedAt: Date): void {
  const { draws, now, rows } = world
  const openedAt = addMs(completedAt, Math.floor(draws.between(2, 48) * HOUR))
  if (openedAt > now) return
  const dispute = openDispute(world, hired, openedAt)
  const decidedAt = addMs(openedAt, Math.floor(draws.around(36 * HOUR, 0.4)))
  if (decidedAt <= now) decide(world, hired, dispute, decidedAt)
  rows.add('disputes', dispute)
}

function openDispute(world: World, { job, contract }: Hired, at: Date): DisputeRecord {
  const [reason, description] = world.draws.pick(REASONS)
  const dispute: DisputeRecord = {
    _id: world.draws.idAt(at),
    job: job._id,
    contract: contract._id,
    client: contract.client,
    craftsman: contract.craftsman,
    openedBy: contract.client,
    reason,
    description,
    status: 'Open',
    held: heldAmount(contract),
    evidence: [],
    ...startClock(at, DEFAULT_SETTINGS),
    before: {
      status: job.status,
      contractStatus: contract.status,
      timer: timerFor(job, contract, DEFAULT_SETTINGS),
      confirmBy: contract.confirmBy ?? null,
    },
    createdAt: at,
    updatedAt: at,
  }
  Object.assign(contract, { status: 'Disputed', confirmBy: null, updatedAt: at })
  Object.assign(job, { status: 'Disputed', reason, timer: null, updatedAt: at })
  followClock(dispute, world.now)
  return dispute
}

/** Where the clock of a dispute stands by then. */
function followClock(dispute: DisputeRecord, now: Date): void {
  if (now >= dispute.escalatesAt) dispute.status = 'Escalated'
  for (let { next } = dispute; next && next.at <= now; { next } = dispute) {
    dispute.next = stepAfter(next, dispute, now)
  }
}

function decide(world: World, hired: Hired, dispute: DisputeRecord, at: Date): void {
  const { job, contract, craftsman, payment } = hired
  const { to, decision } = decisionOn(world, contract)
  const split = splitOf({ money: 'decided', to }, contract, decision)
  if (!split) throw new RangeError('staff have decided')
  const until = appealDeadline(at, contract, DEFAULT_SETTINGS)
  const isOpen = until > world.now
  const key = `decision:${idOf(dispute._id)}`
  const reason = dispute.reason
  settle(world, { contract, craftsman, payment, split, at, key, kind: 'split', clearsAt: until, reason })
  contract.decided = { ...split, isFeeOpen: true, until, isFinal: false }
  contract.frozen = isOpen ? split.craftsman : 0
  if (to === 'Completed') complete(hired, at)
  else {
    const cancellation = { by: 'staff', fault: 'craftsman', ...split, at }
    Object.assign(contract, { status: 'Cancelled', cancellation, updatedAt: at })
    job.cancelledAt = at
  }
  Object.assign(job, { status: to, updatedAt: at })
  Object.assign(dispute, {
    status: 'Resolved',
    next: isOpen ? { step: 'appealOver', at: until } : null,
    ...(isOpen && { appealUntil: until }),
    resolution: {
      ...{
        decision: to,
        clientAmount: split.client,
        craftsmanAmount: decision.craftsman,
        fee: split.platform,
      },
      ...{ waiveFee: false, note: 'بناء على صور الطرفين ورسائلهم.', by: world.people.moderator._id, at },
    },
    updatedAt: at,
  })
}

function decisionOn({ draws }: World, contract: ContractRecord) {
  const held = heldAmount(contract)
  const share = draws.weighted(SHARES, ([, weight]) => weight)[0]
  const client = asPiastres(Math.round((held * share) / 100) * 100)
  const capped = client > held || share === 1 ? held : client
  const decision: Decision = { client: capped, craftsman: asPiastres(held - capped), waiveFee: false }
  return { decision, to: decision.craftsman === ZERO ? ('Cancelled' as const) : ('Completed' as const) }
}

/** What the client gets back, and how often. */
const SHARES = [
  [0, 45],
  [0.2, 10],
  [0.3, 10],
  [0.5, 10],
  [1, 25],
] as const
