import type { Types } from 'mongoose'
import type { Craftsman } from '#infra/demo/seed/people.ts'
import type { World } from '#infra/demo/seed/world.ts'
import type { TransactionRecord } from '#lib/model/transaction.model.ts'
import { clearingAt, debtOf, payoutOf, prepaidOf, walletOf } from '#lib/money/accounts.ts'
import { addBusinessDays } from '#lib/platform/business-days.ts'
import { addMs, DAY, HOUR } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'

interface OfJob {
  readonly job: Types.ObjectId
  readonly contract: Types.ObjectId
}

const idOfUser = ({ _id }: Craftsman) => idOf<'User'>(_id)

/** A line of a statement. A Pending one is written once it is settled, or at the end. */
function line(
  world: World,
  { _id: user }: Craftsman,
  entry: Omit<TransactionRecord, '_id' | 'user' | 'gateway' | 'updatedAt'>,
): TransactionRecord {
  return {
    _id: world.draws.idAt(entry.createdAt),
    user,
    gateway: 'System',
    updatedAt: entry.createdAt,
    ...entry,
  }
}

function complete(world: World, craftsman: Craftsman, entry: TransactionRecord): void {
  craftsman.shown += entry.amount
  world.rows.add('transactions', { ...entry, status: 'Completed' })
}

/** What the release of a job gives its craftsman: earnings that clear later. The journal is posted already. */
export function earn(world: World, craftsman: Craftsman, earned: OfJob & Earned): void {
  const { amount, at, clearsAt, job, contract } = earned
  const entry = {
    type: 'Payout',
    amount,
    status: 'Completed',
    createdAt: at,
    clearsAt,
    job,
    contract,
  } as const
  complete(world, craftsman, line(world, craftsman, entry))
  craftsman.uncleared = craftsman.uncleared.filter((one) => one.clearsAt > at)
  craftsman.uncleared.push({ amount, clearsAt })
  if (world.draws.chance(0.35))
    world.timeline.at(addMs(clearsAt, HOUR), () => withdraw(world, craftsman, clearsAt))
}

interface Earned {
  readonly amount: number
  readonly at: Date
  readonly clearsAt: Date
}

/** A fee that the craftsman owes, and now and then a top-up that pays it. */
export function owe(world: World, craftsman: Craftsman, fee: OfJob & { amount: number; at: Date }): void {
  const { amount, at, ...of } = fee
  const entry = { type: 'Fee', amount: -amount, status: 'Pending', createdAt: at, ...of } as const
  craftsman.owed.push(line(world, craftsman, entry))
  const owed = -world.books.balanceOf(debtOf(idOfUser(craftsman)))
  if (owed < 30_000 && !world.draws.chance(0.1)) return
  const paysAt = addMs(at, Math.floor(world.draws.around(DAY)))
  world.timeline.at(paysAt, () => topUp(world, craftsman, paysAt))
}

/** Collects what is owed from prepaid money and earnings, as lib/money/collect-debt.ts does. */
export function collect(world: World, craftsman: Craftsman, cause: string, at: Date): void {
  const user = idOfUser(craftsman)
  const [debt, prepaid, wallet] = [debtOf(user), prepaidOf(user), walletOf(user)]
  const owed = -world.books.balanceOf(debt)
  const fromPrepaid = Math.min(owed, world.books.balanceOf(prepaid))
  const fromWallet = Math.min(owed - fromPrepaid, world.books.balanceOf(wallet))
  const paid = fromPrepaid + fromWallet
  if (paid === 0) return
  const postings = [
    { account: prepaid, amount: -fromPrepaid },
    { account: wallet, amount: -fromWallet },
    { account: debt, amount: paid },
  ]
  world.books.post({ key: `debt:${cause}`, kind: 'debtPaid', postings, at })
  settleFees(world, craftsman, paid, at)
}

function settleFees(world: World, craftsman: Craftsman, paid: number, at: Date): void {
  let left = paid
  for (let [fee] = craftsman.owed; left > 0 && fee; [fee] = craftsman.owed) {
    const part = Math.min(left, -fee.amount)
    left -= part
    if (part === -fee.amount) {
      craftsman.owed.shift()
      complete(world, craftsman, { ...fee, updatedAt: at })
    } else {
      fee.amount += part
      const entry = { type: 'Fee', amount: -part, status: 'Completed', createdAt: at } as const
      complete(world, craftsman, line(world, craftsman, { ...entry, ...(fee.job && { job: fee.job }) }))
    }
  }
}

/** Whole notes of EGP 50 that pay everything. */
function topUp(world: World, craftsman: Craftsman, at: Date): void {
  const user = idOfUser(craftsman)
  const owed = -world.books.balanceOf(debtOf(user))
  if (owed === 0) return
  const amount = Math.ceil(owed / 5_000) * 5_000
  const payment = world.payment({ payer: craftsman._id, amount, at, purpose: 'TopUp', gateway: 'Fawry' })
  const key = `payment:${idOf(payment._id)}`
  const postings = [
    { account: clearingAt('Fawry'), amount: -amount },
    { account: prepaidOf(user), amount },
  ]
  world.books.post({ key, kind: 'topUp', postings, at })
  const entry = { type: 'Deposit', amount, status: 'Completed', createdAt: at, payment: payment._id } as const
  complete(world, craftsman, { ...line(world, craftsman, entry), gateway: 'Fawry' })
  collect(world, craftsman, key, at)
  world.rows.add('payments', { ...payment, status: 'Released' })
}

/** What is worth a withdrawal. */
const LEAST = 20_000

function withdraw(world: World, craftsman: Craftsman, at: Date): void {
  const user = idOfUser(craftsman)
  const waiting = craftsman.uncleared.filter(({ clearsAt }) => clearsAt > at)
  const uncleared = waiting.reduce((sum, { amount }) => sum + amount, 0)
  const amount = Math.floor((world.books.balanceOf(walletOf(user)) - uncleared) / 100) * 100
  if (amount < LEAST) return
  const _id = world.draws.idAt(at)
  const payoutId = idOf<'Payout'>(_id)
  const postings = [
    { account: walletOf(user), amount: -amount },
    { account: payoutOf(payoutId), amount },
  ]
  world.books.post({ key: `payout:${payoutId}`, kind: 'payout', postings, at })
  const entry = {
    type: 'Withdrawal',
    amount: -amount,
    status: 'Pending',
    createdAt: at,
    payout: _id,
  } as const
  const pending = line(world, craftsman, entry)
  craftsman.account ??= world.draws.idAt(at)
  const payout = {
    _id,
    purpose: 'Withdrawal',
    payee: craftsman._id,
    amount,
    account: craftsman.account,
    kind: 'mobileWallet',
    requestedAt: at,
    dueBy: addBusinessDays(at, 2, {}),
  }
  const paidAt = addMs(addBusinessDays(at, 1, {}), Math.floor(world.draws.between(-8, 20) * HOUR))
  const settledAt = paidAt > at ? paidAt : addMs(at, HOUR)
  if (settledAt > world.now) {
    world.rows.add('payouts', { ...payout, status: 'Requested', updatedAt: at })
    world.rows.add('transactions', pending)
    return
  }
  world.timeline.at(settledAt, () => {
    const out = [
      { account: payoutOf(payoutId), amount: -amount },
      { account: clearingAt('Bank'), amount },
    ]
    world.books.post({ key: `payoutPaid:${payoutId}`, kind: 'payoutPaid', postings: out, at: settledAt })
    complete(world, craftsman, { ...pending, updatedAt: settledAt })
    const reference = `BANK-${payoutId.slice(8, 16).toUpperCase()}`
    world.rows.add('payouts', { ...payout, status: 'Paid', settledAt, reference, updatedAt: settledAt })
  })
}

/** Fees that nobody has paid stay Pending. */
export function writeOwedFees(world: World, craftsman: Craftsman): void {
  for (const fee of craftsman.owed) world.rows.add('transactions', fee)
}
