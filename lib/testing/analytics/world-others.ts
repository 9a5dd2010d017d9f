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
