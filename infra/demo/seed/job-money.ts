import type { Craftsman } from '#infra/demo/seed/people.ts'
import { collect, earn, owe } from '#infra/demo/seed/wallets.ts'
import type { World } from '#infra/demo/seed/world.ts'
import type { ContractRecord } from '#lib/model/contract.model.ts'
import type { PaymentRecord } from '#lib/model/payment.model.ts'
import { statusByRefunds } from '#lib/model/payment-status.ts'
import { clearingAt, debtOf, escrowOf, refundOf, walletOf } from '#lib/money/accounts.ts'
import { addMs, DAY, HOUR } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { heldAmount, type Split } from '#lib/process/settlement.ts'
import { DEFAULT_SETTINGS } from '#lib/settings/settings.ts'

/** The client pays into escrow: the price, or the deposit. */
export function pay(world: World, contract: ContractRecord, at: Date): PaymentRecord {
  contract.payment = 'Held'
  contract.updatedAt = at
  const amount = heldAmount(contract)
  const gateway = world.draws.chance(0.6) ? 'Fawry' : 'Stripe'
  const of = { job: contract.job, contract: contract._id }
  const payment = { ...world.payment({ payer: contract.client, amount, at, purpose: 'Job', gateway }), ...of }
  world.timeline.at(at, () =>
    world.books.post({
      key: `payment:${idOf(payment._id)}`,
      kind: 'payment',
      postings: [
        { account: clearingAt(gateway), amount: -amount },
        { account: escrowOf(idOf(contract.job)), amount },
      ],
      job: contract.job,
      at,
    }),
  )
  return payment
}

interface Settled {
  readonly contract: ContractRecord
  readonly craftsman: Craftsman
  readonly payment: PaymentRecord | null
  readonly split: Split
  readonly at: Date
  /** The key and the kind of the journal of the craftsman's part. */
  readonly key: string
  readonly kind: 'release' | 'cashFee' | 'visitFee' | 'split'
  /** When the craftsman's part can be withdrawn at the earliest. */
  readonly clearsAt?: Date
  readonly reason: string
}

/** Splits what is held, as lib/process/post-settlement.ts does, and says so in the payment. */
export function settle(world: World, settled: Settled): void {
  const { contract, payment, split, at, reason } = settled
  const held = heldAmount(contract)
  if (payment && held > 0) {
    if (split.client > 0) refund(world, payment, split.client, { at, reason })
    payment.status = split.client > 0 ? statusByRefunds(payment) : 'Released'
    payment.updatedAt = at
    contract.payment = paymentAfter(split.client, held)
  }
  contract.feeBooked = (contract.feeBooked ?? 0) + split.platform
  contract.updatedAt = at
  if (held > 0 || split.platform > 0) world.timeline.at(at, () => postShare(world, settled, held))
}

function paymentAfter(client: number, held: number): ContractRecord['payment'] {
  if (client === 0) return 'Released'
  return client === held ? 'Refunded' : 'Split'
}

function postShare(
  world: World,
  { contract, craftsman, split, at, key, kind, clearsAt }: Settled,
  held: number,
) {
  const user = idOf<'User'>(craftsman._id)
  const isEarned = split.craftsman > 0
  world.books.post({
    key,
    kind,
    postings: [
      { account: escrowOf(idOf(contract.job)), amount: split.client - held },
      { account: isEarned ? walletOf(user) : debtOf(user), amount: split.craftsman },
      { account: 'platform:fees', amount: split.platform },
    ],
    job: contract.job,
    at,
  })
  const of = { job: contract.job, contract: contract._id }
  if (split.craftsman < 0) owe(world, craftsman, { ...of, amount: -split.craftsman, at })
  const cleared = addMs(at, DEFAULT_SETTINGS.clearingHours * HOUR)
  const clears = clearsAt && clearsAt > cleared ? clearsAt : cleared
  if (isEarned) earn(world, craftsman, { ...of, amount: split.craftsman, at, clearsAt: clears })
  collect(world, craftsman, key, at)
}

/** A refund of a part of a payment, from the escrow; a day later it has arrived. */
function refund(
  world: World,
  payment: PaymentRecord,
  amount: number,
  { at, reason }: { readonly at: Date; readonly reason: string },
): void {
  const { draws, books, rows, timeline, now } = world
  const { job, contract, payer, gateway } = payment
  if (!job) throw new RangeError('a payment without a job is not refunded')
  const _id = draws.idAt(at)
  const account = refundOf(idOf(_id))
  const confirmedAt = addMs(at, Math.floor(draws.around(DAY, 0.4)))
  const isConfirmed = confirmedAt <= now
  const key = `refund-paid:${idOf(_id)}`
  payment.refundOpened += amount
  if (isConfirmed) payment.refundConfirmed += amount
  rows.add('refunds', {
    ...{ _id, payment: payment._id, payer, job, contract, gateway, amount, reason, tries: 1 },
    status: isConfirmed ? 'Confirmed' : 'Sent',
    nextTryAt: addMs(at, DAY),
    ...(isConfirmed && { confirmedAt, paidBy: key }),
    createdAt: at,
    updatedAt: isConfirmed ? confirmedAt : at,
  })
  timeline.at(at, () =>
    books.post({
      key: `refund:${idOf(_id)}`,
      kind: 'refund',
      postings: [
        { account: escrowOf(idOf(job)), amount: -amount },
        { account, amount },
      ],
      job,
      at,
    }),
  )
  if (!isConfirmed) return
  timeline.at(confirmedAt, () =>
    books.post({
      key,
      kind: 'refundPaid',
      postings: [
        { account, amount: -amount },
        { account: clearingAt(gateway), amount },
      ],
      job,
      at: confirmedAt,
    }),
  )
}
