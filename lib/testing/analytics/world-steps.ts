import { Types } from 'mongoose'
import { DAY } from '#lib/platform/clock.ts'
import { GOVERNORATE_CODES } from '#lib/platform/governorates.ts'
import type { Stored, World } from '#lib/testing/analytics/world.ts'
import { journalWithoutJob, payout, push, settle, verify } from '#lib/testing/analytics/world-others.ts'

const CATEGORIES = ['Plumbing', 'Electrical', 'Carpentry']
const PLACES = [...GOVERNORATE_CODES.slice(0, 3), null]

/** Something happens: a new job, or a change of an old one, however old. */
export function step(world: World): void {
  const jobs = world.get('jobs')
  if (jobs.length === 0 || world.chance(0.25)) return addJob(world)
  const job = world.pick(jobs)
  const acts = [
    quote,
    quote,
    invite,
    hire,
    hire,
    finish,
    finish,
    cancel,
    dispute,
    resolve,
    review,
    journal,
    debt,
  ]
  const others = [move, vanish, payout, settle, verify, push, pay, journalWithoutJob]
  world.pick([...acts, ...acts, ...others])(world, job)
}

const keyOf = (job: Stored): string => `job:${job._id.toHexString()}`
const of = (world: World, table: string, job: Stored): Stored[] =>
  world.get(table).filter(({ job: id }) => (id as Types.ObjectId | undefined)?.equals(job._id))

function addJob(world: World): void {
  const _id = world.put('jobs', {}, null)._id
  world.put(
    'jobs',
    {
      _id,
      client: world.pick(world.clients),
      craftsman: null,
      category: world.pick(CATEGORIES),
      governorate: world.pick(PLACES),
      status: 'Posted',
      createdAt: world.instant(),
    },
    `job:${_id.toHexString()}`,
  )
}

function quote(world: World, job: Stored): void {
  const createdAt = world.after(job.createdAt as Date, 5 * DAY)
  const craftsman = world.pick(world.craftsmen)
  world.put(
    'quotes',
    { job: job._id, craftsman, status: world.pick(['Expired', 'Accepted', 'Declined']), createdAt },
    keyOf(job),
  )
}

function invite(world: World, job: Stored): void {
  const createdAt = world.after(job.createdAt as Date, 5 * DAY)
  const status = world.pick(['Pending', 'Accepted', 'Rejected'])
  const respondedAt = status === 'Pending' ? null : world.after(createdAt)
  const invited = new Set(of(world, 'invitations', job).map((other) => String(other.craftsman)))
  const craftsman = world.craftsmen.find((one) => !invited.has(one.toHexString()))
  if (!craftsman) return
  world.put('invitations', { job: job._id, craftsman, status, respondedAt, createdAt }, keyOf(job))
}

function hire(world: World, job: Stored): void {
  for (const contract of of(world, 'contracts', job))
    world.put('contracts', { ...contract, status: 'Void' }, keyOf(job))
  const createdAt = world.after(job.createdAt as Date, 12 * DAY)
  const craftsman = world.pick(world.craftsmen)
  const price = 1_000 + Math.floor(createdAt.getTime() % 90_000)
  world.put(
    'contracts',
    {
      job: job._id,
      client: job.client,
      craftsman,
      price,
      paymentType: world.pick(['Escrow', 'Cash', 'CashProtected']),
      status: world.pick(['Active', 'Active', 'Disputed']),
      createdAt,
      updatedAt: createdAt,
    },
    keyOf(job),
  )
  world.put('jobs', { ...job, craftsman, status: 'Hired' }, keyOf(job))
}

function finish(world: World, job: Stored): void {
  const contract = of(world, 'contracts', job).find(({ status }) => status !== 'Void')
  if (!contract) return
  const completedAt = world.after(contract.createdAt as Date, world.chance(0.2) ? 120 * DAY : 5 * DAY)
  const confirmedAt = world.chance(0.8) ? world.after(completedAt, 3 * DAY) : null
  const feeBooked = Math.round((contract.price as number) / 10)
  world.put('jobs', { ...job, status: 'Completed', completedAt }, keyOf(job))
  world.put(
    'contracts',
    { ...contract, status: 'Completed', confirmedAt, feeBooked, updatedAt: completedAt },
    keyOf(job),
  )
}

function cancel(world: World, job: Stored): void {
  const at = world.after(job.createdAt as Date)
  const contract = of(world, 'contracts', job).find(({ status }) => status !== 'Void')
  world.put('jobs', { ...job, status: 'Cancelled', cancelledAt: at }, keyOf(job))
  const cancellation = world.chance(0.8)
    ? { by: world.pick(['client', 'craftsman', 'staff', 'timer']), at }
    : null
  if (contract) world.put('contracts', { ...contract, status: 'Cancelled', cancellation }, keyOf(job))
}

function dispute(world: World, job: Stored): void {
  if (of(world, 'disputes', job).some(({ status }) => status !== 'Resolved')) return
  const createdAt = world.after(job.createdAt as Date, 20 * DAY)
  world.put(
    'disputes',
    {
      job: job._id,
      contract: new Types.ObjectId(),
      client: job.client,
      openedBy: job.client,
      status: 'Open',
      createdAt,
    },
    keyOf(job),
  )
}

function resolve(world: World, job: Stored): void {
  const open = of(world, 'disputes', job).find(({ status }) => status !== 'Resolved' || world.chance(0.3))
  if (!open) return
  const since = (open.appeal as { at: Date } | undefined)?.at ?? (open.createdAt as Date)
  if (open.status === 'Resolved') {
    const resolution = open.resolution as { decision: string; at: Date }
    if (open.appeal || resolution.decision === 'Withdrawn') return
    if (of(world, 'disputes', job).some(({ status }) => status !== 'Resolved')) return
    const appeal = { at: world.after(resolution.at, 3 * DAY), against: resolution }
    world.put('disputes', { ...open, status: 'Appealed', appeal }, keyOf(job))
    return
  }
  const decision = open.appeal ? 'Completed' : world.pick(['Completed', 'Cancelled', 'Withdrawn'])
  world.put(
    'disputes',
    { ...open, status: 'Resolved', resolution: { decision, at: world.after(since, 6 * DAY) } },
    keyOf(job),
  )
}

function review(world: World, job: Stored): void {
  const contract = of(world, 'contracts', job).find(({ status }) => status === 'Completed')
  if (!contract) return
  const before = of(world, 'reviews', job)
  const [old] = before
  if (old && world.chance(0.5)) {
    world.put('reviews', { ...old, status: world.pick(['Revealed', 'Removed', 'Withdrawn']) }, keyOf(job))
    return
  }
  const side = world.pick(['client', 'craftsman'])
  if (before.some((other) => other.side === side)) return
  const revealAt = world.after(contract.createdAt as Date, 20 * DAY)
  const rating = 1 + Math.floor((revealAt.getTime() / 1_000) % 5)
  const reviewer = side === 'client' ? contract.client : contract.craftsman
  world.put(
    'reviews',
    {
      job: job._id,
      contract: contract._id,
      reviewer,
      side,
      rating,
      status: world.pick(['Blind', 'Revealed', 'Revealed']),
      revealAt,
    },
    keyOf(job),
  )
}

function journal(world: World, job: Stored): void {
  const at = world.after(job.createdAt as Date, 30 * DAY)
  const amount = 100 + Math.floor(at.getTime() % 900)
  const kind = world.pick(['release', 'goodwill', 'refund', 'refundPaid', 'reversal'])
  const account = world.pick([
    'platform:fees',
    'platform:goodwill',
    'platform:chargebacks',
    `refund:${job._id.toHexString()}`,
  ])
  const postings = [
    { account, amount: world.pick([amount, -amount]) },
    { account: `escrow:${job._id.toHexString()}`, amount: 0 },
  ]
  const key = `${kind}:${job._id.toHexString()}:${world.get('journals').length}`
  world.put('journals', { job: job._id, key, kind, postings, at }, keyOf(job))
}

function debt(world: World, job: Stored): void {
  const user = world.pick(world.craftsmen)
  const at = world.after(job.createdAt as Date, 30 * DAY)
  const fee = {
    user,
    job: world.chance(0.9) ? job._id : undefined,
    type: 'Fee',
    status: 'Pending',
    createdAt: at,
  }
  world.put(
    'transactions',
    { ...fee, amount: -(100 + Math.floor(at.getTime() % 900)) },
    `debt:${user.toHexString()}`,
  )
}

function pay(world: World): void {
  const fees = world.get('transactions').filter(({ status }) => status === 'Pending')
  if (fees.length === 0) return
  const fee = world.pick(fees)
  const touched = `debt:${(fee.user as Types.ObjectId).toHexString()}`
  if (world.chance(0.3))
    world.put('transactions', { ...fee, amount: Math.ceil((fee.amount as number) / 2) }, touched)
  else world.put('transactions', { ...fee, status: 'Completed' }, touched)
}

/** A job is edited to another category and place; what is owed for it moves with it. */
function move(world: World, job: Stored): void {
  world.put('jobs', { ...job, category: world.pick(CATEGORIES), governorate: world.pick(PLACES) }, keyOf(job))
  for (const { user } of of(world, 'transactions', job))
    world.put(
      'jobs',
      { ...(world.tables.jobs?.get(job._id.toHexString()) ?? job) },
      `debt:${(user as Types.ObjectId).toHexString()}`,
    )
}

function vanish(world: World, job: Stored): void {
  if (of(world, 'transactions', job).length > 0 || !world.chance(0.3)) return
  world.remove('jobs', job, keyOf(job))
}
