import { Types } from 'mongoose'
import { addMs, DAY, HOUR, MINUTE } from '#lib/platform/clock.ts'
import type { World } from '#lib/testing/analytics/world.ts'

export function payout(world: World): void {
  const requestedAt = world.instant()
  const dueBy = addMs(requestedAt, 2 * DAY)
  const _id = world.put('payouts', {}, null)._id
  world.put(
    'payouts',
    {
      _id,
      purpose: world.pick(['Withdrawal', 'Withdrawal', 'Refund']),
      payee: world.pick(world.craftsmen),
      amount: 1_000 + Math.floor(requestedAt.getTime() % 9_000),
      status: 'Requested',
      requestedAt,
      dueBy,
    },
    `payout:${_id.toHexString()}`,
  )
}

export function settle(world: World): void {
  const payouts = world.get('payouts')
  if (payouts.length === 0) return
  const one = world.pick(payouts)
  const settledAt = world.after(one.requestedAt as Date, 8 * DAY)
  world.put(
    'payouts',
    { ...one, status: world.pick(['Paid', 'Paid', 'Failed', 'Sent']), settledAt },
    `payout:${one._id.toHexString()}`,
  )
}

/** What belongs to no job: a top-up that its bank took back, what an erased account gave up. */
export function journalWithoutJob(world: World): void {
  const at = world.instant()
  const amount = 100 + Math.floor(at.getTime() % 900)
  const other = world.chance(0.5) ? `wallet:${world.pick(world.craftsmen).toHexString()}` : 'gateway:Stripe'
  const postings = [
    {
      account: world.pick(['platform:chargebacks', 'platform:goodwill', 'platform:unclaimed']),
      amount: -amount,
    },
    { account: other, amount },
  ]
  const _id = world.put('journals', {}, null)._id
  const key = `chargeback:${_id.toHexString()}`
  world.put('journals', { _id, key, kind: 'chargeback', postings, at }, `journal:${_id.toHexString()}`)
}

export function verify(world: World): void {
  const craftsman = world.pick(world.craftsmen)
  const createdAt = world.instant()
  const status = world.pick(['Rejected', 'Expired', 'Rejected'])
  world.put(
    'verifications',
    { craftsman, status, createdAt, decidedAt: world.after(createdAt, 4 * DAY) },
    `user:${craftsman.toHexString()}`,
  )
}

export function push(world: World): void {
  const createdAt = world.instant()
  const pushLatencyMs = world.chance(0.9)
    ? Math.floor(createdAt.getTime() % (2 * HOUR)) % (20 * 1_000)
    : 2 * MINUTE
  const user = world.pick(world.clients)
  world.put(
    'notifications',
    {
      user,
      event: new Types.ObjectId(),
      number: world.get('notifications').length + 1,
      createdAt,
      pushLatencyMs,
      uncounted: true,
      pushedAt: createdAt,
    },
    null,
  )
}
