import type { FawryFake } from '#infra/fakes/fawry/fawry.ts'
import type { StripeFake } from '#infra/fakes/stripe/stripe.ts'
import type { GatewayName } from '#lib/model/gateway-names.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { CLOSED, type PaymentStatus } from '#lib/model/payment-status.ts'
import { addMs, clock, DAY } from '#lib/platform/clock.ts'
import type { ContractId, JobId, PayoutAccountId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import type { Somebody } from '#lib/testing/people.ts'

/** A hired job of a history. */
export interface HiredJob {
  readonly jobId: JobId
  readonly contractId: ContractId
  readonly client: Somebody
  readonly craftsman: Somebody
  /** The account to which the craftsman withdraws. */
  readonly accountId: PayoutAccountId
}

/** A decision of staff on a contract, as it was requested: not its effect. */
export interface Ruling {
  readonly contractId: string
  readonly decision: 'Completed' | 'Cancelled'
  readonly clientAmount: number
  readonly craftsmanAmount: number
  readonly waiveFee: boolean
  /** Whether the craftsman had been paid before the dispute. */
  readonly wasReleased: boolean
}

/** The state of a random history of money: its people and fakes, and what the test itself has recorded. */
export interface Scene {
  readonly random: () => number
  readonly fawry: FawryFake
  readonly stripe: StripeFake
  readonly admin: Somebody
  /** Decides appeals against what the first one decided. */
  readonly secondAdmin: Somebody
  readonly jobs: HiredJob[]
  readonly rulings: Ruling[]
  readonly steps: string[]
}

/** A step of a history. */
export type HistoryStep = (scene: Scene) => Promise<unknown>

/** A random element; undefined if there is none. Every history begins with a hire, so that there is a job. */
export const pick = <T>({ random }: Pick<Scene, 'random'>, from: readonly T[]): T | undefined =>
  from[Math.floor(random() * from.length)]

/** A random whole number from 0 to `max`. */
export const upTo = ({ random }: Pick<Scene, 'random'>, max: number): number =>
  Math.floor(random() * (max + 1))

/** A payment in the records of its gateway, whatever our own status of it is. */
export interface GatewayPayment {
  readonly gateway: GatewayName
  /** The id at the gateway: our reference for Fawry's orders, Stripe's own for its intents. */
  readonly name: string
  readonly payer: string
  readonly job: string | null
  /** When we closed it as failed or expired; null if we did not. */
  readonly closedAt: Date | null
  /** What came in, in piastres; 0 if it was paid in another currency. */
  readonly paid: number
  readonly refunded: number
  /** What the payer's bank took back. */
  readonly chargedBack: number
  readonly isForeign: boolean
}

const closed: readonly PaymentStatus[] = CLOSED

/** Every payment of this history that reached a gateway, from the gateways' own records. */
export async function gatewayPayments({ fawry, stripe }: Scene): Promise<readonly GatewayPayment[]> {
  const payments = await Payment.find({ reference: trusted({ $ne: null }) }).lean()
  return payments.flatMap(({ gateway, reference, gatewayPaymentId, payer, job, status, updatedAt }) => {
    const closedAt = closed.includes(status) ? updatedAt : null
    const common = { gateway, payer: payer.toHexString(), job: job?.toHexString() ?? null, closedAt }
    if (gateway === 'Fawry') {
      const order = fawry.orders().find((one) => one.reference === reference)
      if (!order) return []
      const paid = order.paymentReference === '' ? 0 : (order.paid ?? order.amount)
      const atFawry = { paid, refunded: order.refunded, chargedBack: 0, isForeign: false }
      return [{ ...common, name: reference, ...atFawry }]
    }
    const intent = [...stripe.records.intents.values()].find(
      ({ id, metadata }) => id === gatewayPaymentId || metadata.reference === reference,
    )
    if (!intent) return []
    if (intent.currency !== 'egp')
      return [{ ...common, name: intent.id, paid: 0, refunded: 0, chargedBack: 0, isForeign: true }]
    const refunded = stripe.records.refundedOf(intent.id)
    const chargedBack = stripe.records.chargedBackOf(intent.id)
    const atStripe = { paid: intent.amount_received, refunded, chargedBack, isForeign: false }
    return [{ ...common, name: intent.id, ...atStripe }]
  })
}

/** The payments that can still be paid. */
export async function payablePayments(scene: Scene, jobId?: JobId): Promise<readonly GatewayPayment[]> {
  const all = await gatewayPayments(scene)
  const open = all.filter(({ paid, isForeign, job }) => paid === 0 && !isForeign && (!jobId || job === jobId))
  return open.filter((one) => mayBePaid(scene, one))
}

/** A cancelled intent refuses cards; a Fawry outlet may accept cash for another day. */
const mayBePaid = ({ stripe }: Scene, { gateway, name, closedAt }: GatewayPayment): boolean =>
  gateway === 'Fawry'
    ? closedAt === null || closedAt > addMs(clock(), -DAY)
    : stripe.records.intents.get(name)?.status !== 'canceled'
