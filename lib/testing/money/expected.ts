import { Contract, type ContractRecord } from '#lib/contracts/contract.model.ts'
import { Payout } from '#lib/payouts/payout.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { atGateways, type Ruling, type Scene } from '#lib/testing/money/scene.ts'

/** What a craftsman and the platform get of a contract, in piastres. */
interface Share {
  readonly craftsman: number
  readonly fee: number
}

/** A share of a sum in ten-thousandths, rounded half up. */
const part = (sum: number, rate: number): number => Math.floor((sum * rate + 5_000) / 10_000)

/** What a finished job is worth to both by the words of the contract: written down anew, not asked of the code. */
function shareOf(contract: ContractRecord, rulings: readonly Ruling[]): Share {
  const { price, paymentType, deposit, terms, status, payment, confirmedAt } = contract
  const ahead = { Escrow: price, CashProtected: deposit, Cash: 0 }[paymentType]
  const fee = part(price, terms.feeRate)
  const released = { craftsman: ahead - fee, fee }
  if (payment === 'Unpaid') return { craftsman: 0, fee: 0 } // nothing came in, so nobody could go to work
  if (rulings.length > 0) return rulings.reduce((share, ruling) => ruledOf(contract, share, ruling), released)
  if (confirmedAt) return released
  const isVisitPaid = status === 'Cancelled' && (payment === 'Split' || payment === 'Released')
  const { rate, most } = terms.visitFee
  return { craftsman: isVisitPaid ? Math.min(ahead, part(price, rate), most) : 0, fee: 0 }
}

/** A ruling divides what is held; one on what was released, by confirmation or an earlier ruling, takes from it. */
function ruledOf({ price, terms }: ContractRecord, before: Share, ruling: Ruling): Share {
  if (ruling.wasReleased) {
    const back = ruling.waiveFee ? before.fee : 0
    return { craftsman: before.craftsman - ruling.clientAmount + back, fee: before.fee - back }
  }
  const kept = ruling.decision === 'Completed' ? price - ruling.clientAmount : ruling.craftsmanAmount
  const due = ruling.waiveFee ? 0 : part(kept, terms.feeRate)
  return { craftsman: ruling.craftsmanAmount - due, fee: due }
}

export interface Expected {
  /** By craftsman: all that is his, reserved withdrawals included, less the fees that he owes. */
  readonly craftsmen: ReadonlyMap<UserId, number>
  readonly fees: number
  /** What lies at the gateways. */
  readonly gateways: Readonly<Record<'Fawry' | 'Stripe', number>>
}

/**
 * What everybody should have at the end of a history, from the contracts, from what staff said, from the gateways' own
 * books and from what the bank paid out: no journal is read.
 */
export async function expectedOf(scene: Scene): Promise<Expected> {
  const payments = await atGateways(scene)
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
  const at = (gateway: 'Fawry' | 'Stripe') =>
    payments
      .filter((payment) => payment.gateway === gateway)
      .reduce((sum, { paid, refunded }) => sum + paid - refunded, 0)
  return { craftsmen, fees, gateways: { Fawry: at('Fawry'), Stripe: at('Stripe') } }
}
