import { Contract, type ContractRecord } from '#lib/model/contract.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { gatewayPayments, type Ruling, type Scene } from '#lib/testing/money/scene.ts'

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
  readonly fees: number
  /** The money at each gateway. */
  readonly gateways: Readonly<Record<'Fawry' | 'Stripe', number>>
}

/**
 * The balances that should result from a history. They are computed from the contracts, the rulings, the gateways' own
 * records and the bank's payouts, without reading a journal.
 */
export async function expectedOf(scene: Scene): Promise<Expected> {
  const payments = await gatewayPayments(scene)
  const craftsmen = new Map<UserId, number>()
  let fees = 0
  for (const { craftsman, contractId } of scene.jobs) {
    const contract = await Contract.findById(contractId).lean().orFail()
    const rulings = scene.rulings.filter((one) => one.contractId === contractId)
    const share = shareOf(contract, rulings)
    const toppedUp = payments
      .filter(({ payer, job }) => job === null && payer === craftsman.id)
      .reduce((sum, { paid, refunded }) => sum + paid - refunded, 0)
    const payouts = await Payout.find({ payee: objectId(craftsman.id), status: 'Paid' }).lean()
    const paidOut = payouts.reduce((sum, { amount }) => sum + amount, 0)
    craftsmen.set(craftsman.id, share.craftsman + toppedUp - paidOut)
    fees += share.fee
  }
  const balanceAt = (gateway: 'Fawry' | 'Stripe') =>
    payments
      .filter((payment) => payment.gateway === gateway)
      .reduce((sum, { paid, refunded }) => sum + paid - refunded, 0)
  return { craftsmen, fees, gateways: { Fawry: balanceAt('Fawry'), Stripe: balanceAt('Stripe') } }
}
