import { Contract, type ContractRecord } from '#lib/model/contract.model.ts'
import type { GatewayName } from '#lib/model/gateway-names.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { type GatewayPayment, gatewayPayments, type Ruling, type Scene } from '#lib/testing/money/scene.ts'

/** What a craftsman and the platform get from a contract, in piastres. */
interface Share {
  readonly craftsman: number
  readonly fee: number
}

/** A share of an amount, in basis points, rounded half up. */
const part = (sum: number, rate: number): number => Math.floor((sum * rate + 5_000) / 10_000)

/** What both get from a finished job by its contract's terms, computed independently of the code under test. */
function shareOf(contract: ContractRecord, rulings: readonly Ruling[]): Share {
  const { price, paymentType, deposit, terms, status, payment, confirmedAt } = contract
  const paidAhead = { Escrow: price, CashProtected: deposit, Cash: 0 }[paymentType]
  const fee = part(price, terms.feeRate)
  const released = { craftsman: paidAhead - fee, fee }
  if (payment === 'Unpaid') return { craftsman: 0, fee: 0 } // without payment the work could not start
  const [first, afterAppeal] = rulings
  if (first) return shareByRulings(released, contract, first, afterAppeal)
  if (confirmedAt) return released
  const isVisitPaid = status === 'Cancelled' && (payment === 'Split' || payment === 'Released')
  const { rate, most } = terms.visitFee
  return { craftsman: isVisitPaid ? Math.min(paidAhead, part(price, rate), most) : 0, fee: 0 }
}

/**
 * The share after one ruling, or after that and the ruling on an appeal. The second divides all that the first divided.
 * If it grants the client less, they keep what was refunded, and the platform bears the difference.
 */
function shareByRulings(released: Share, contract: ContractRecord, first: Ruling, second?: Ruling): Share {
  if (!second) return shareAfter(first, released, contract)
  const share = shareAfter({ ...second, wasReleased: first.wasReleased }, released, contract)
  return { ...share, fee: share.fee - Math.max(0, first.clientAmount - second.clientAmount) }
}

/**
 * The share after a ruling. A ruling divides what is held. If the money was already released, by confirmation or by an
 * earlier ruling, it takes from what was released.
 */
function shareAfter(ruling: Ruling, before: Share, { price, terms }: ContractRecord): Share {
  if (ruling.wasReleased) {
    const waived = ruling.waiveFee ? before.fee : 0
    return { craftsman: before.craftsman - ruling.clientAmount + waived, fee: before.fee - waived }
  }
  const feeBase = ruling.decision === 'Completed' ? price - ruling.clientAmount : ruling.craftsmanAmount
  const fee = ruling.waiveFee ? 0 : part(feeBase, terms.feeRate)
  return { craftsman: ruling.craftsmanAmount - fee, fee }
}

export interface Expected {
  /** By craftsman: all of their money, with reserved withdrawals, less the fees that they owe. */
  readonly craftsmen: ReadonlyMap<UserId, number>
  /** The platform's fees, less what it bore of refunds that nobody ordered. */
  readonly platform: number
  /** The money at each gateway. */
  readonly gateways: Readonly<Record<'Fawry' | 'Stripe', number>>
}

/** What the gateways have of some payments: received, neither refunded nor taken back. */
const leftOf = (payments: readonly GatewayPayment[]): number =>
  payments.reduce((sum, { paid, refunded, chargedBack }) => sum + paid - refunded - chargedBack, 0)

/**
 * What waits until payers name an account, or until a bank has decided about a chargeback, in piastres. Its money is still
 * at the gateways.
 */
async function waitingRefunds(about: object): Promise<number> {
  const chargedBack = await Payment.distinct('_id', { status: 'ChargedBack' })
  const refunds = await Refund.find({
    ...about,
    $or: [
      { status: trusted({ $in: ['Refused', 'ByHand'] as const }) },
      { status: trusted({ $ne: 'Confirmed' as const }), payment: trusted({ $in: chargedBack }) },
    ],
  }).lean()
  return refunds.reduce((sum, { amount }) => sum + amount, 0)
}

/**
 * What the platform bore for a job: what its payer has beyond what they are owed. It is never below zero, since they
 * have at least that, but for what an appeal granted them less before anything of it was refunded (`notRefunded`, which
 * their share counts as kept); and never more than goodwill, what the gateways refunded without an order and what banks took
 * back, since nothing is paid twice.
 */
async function lossOn(
  contract: ContractRecord,
  { craftsman, fee }: Share,
  payments: readonly GatewayPayment[],
  notRefunded: number,
): Promise<number> {
  const { payment, paymentType, price, deposit } = contract
  const held = payment === 'Held' ? { Escrow: price, CashProtected: deposit, Cash: 0 }[paymentType] : 0
  const own = await Refund.find({ job: contract.job, status: 'Confirmed' }).lean()
  const made = own.filter(({ paidBy }) => paidBy?.startsWith('refund-paid:'))
  const refunded = payments.reduce((sum, one) => sum + one.refunded + one.chargedBack, 0)
  const unordered = refunded - made.reduce((sum, { amount }) => sum + amount, 0)
  const waiting = await waitingRefunds({ job: contract.job })
  const paidByBank = await Payout.find({
    refund: trusted({ $in: own.map(({ _id }) => _id) }),
    status: 'Paid',
  })
  const byBank = paidByBank.reduce((sum, { amount }) => sum + amount, 0)
  const loss = craftsman + fee + held + waiting + byBank - leftOf(payments)
  if (loss < 0 - notRefunded || loss > unordered + (contract.goodwill ?? 0))
    throw new RangeError(`the platform bore ${loss}, but ${unordered} were refunded without an order`)
  return loss
}

/**
 * The balances that should result from a history. They are computed from the contracts, the rulings, the gateways' own
 * records and the bank's payouts, without reading a journal.
 */
export async function expectedOf(scene: Scene): Promise<Expected> {
  const payments = await gatewayPayments(scene)
  const craftsmen = new Map<UserId, number>()
  let platform = 0
  for (const { jobId, craftsman, contractId } of scene.jobs) {
    const contract = await Contract.findById(contractId).lean().orFail()
    const rulings = scene.rulings.filter((one) => one.contractId === contractId)
    const share = shareOf(contract, rulings)
    const topUps = payments.filter(({ payer, job }) => job === null && payer === craftsman.id)
    const waiting = await waitingRefunds({ payer: craftsman.id })
    const payouts = await Payout.find({ payee: objectId(craftsman.id), status: 'Paid' }).lean()
    const paidOut = payouts.reduce((sum, { amount }) => sum + amount, 0)
    craftsmen.set(craftsman.id, share.craftsman + leftOf(topUps) - waiting - paidOut)
    const ofJob = payments.filter(({ job }) => job === jobId)
    const [first, final] = rulings
    const less = first && final ? Math.max(0, first.clientAmount - final.clientAmount) : 0
    platform += share.fee - (await lossOn(contract, share, ofJob, less))
  }
  const balanceAt = (name: GatewayName) => leftOf(payments.filter(({ gateway }) => gateway === name))
  return { craftsmen, platform, gateways: { Fawry: balanceAt('Fawry'), Stripe: balanceAt('Stripe') } }
}
