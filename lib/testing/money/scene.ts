import type { FawryStandIn } from '#infra/local/stand-ins/fawry.ts'
import type { StripeStandIn } from '#infra/local/stand-ins/stripe.ts'
import type { GatewayName } from '#lib/money/gateways.ts'
import { Payment } from '#lib/payments/payment.model.ts'
import { CLOSED, type PaymentStatus } from '#lib/payments/payment-status.ts'
import type { ContractId, JobId, PayoutAccountId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import type { Somebody } from '#lib/testing/people.ts'

/** A hired job of a history. */
export interface HiredJob {
  readonly jobId: JobId
  readonly contractId: ContractId
  readonly client: Somebody
  readonly craftsman: Somebody
  /** Where its craftsman wants his withdrawals. */
  readonly accountId: PayoutAccountId
}

/** What staff decided over a contract, as it told us: not what became of it. */
export interface Ruling {
  readonly contractId: string
  readonly decision: 'Completed' | 'Cancelled'
  readonly clientAmount: number
  readonly craftsmanAmount: number
  readonly waiveFee: boolean
  /** Whether the craftsman had been paid before the dispute. */
  readonly wasReleased: boolean
}

/** Where a random history of money is: who is there, what they began, what the test itself saw happen. */
export interface Scene {
  readonly random: () => number
  readonly fawry: FawryStandIn
  readonly stripe: StripeStandIn
  readonly admin: Somebody
  readonly jobs: HiredJob[]
  readonly rulings: Ruling[]
  readonly steps: string[]
}

/** One of them; the first happening of every history is a hire, so that there are some. */
export const pick = <T>({ random }: Pick<Scene, 'random'>, from: readonly T[]): T | undefined =>
  from[Math.floor(random() * from.length)]

/** A whole number from 0 to `most`. */
export const upTo = ({ random }: Pick<Scene, 'random'>, most: number): number =>
  Math.floor(random() * (most + 1))

/** A payment as its gateway knows it, whatever we made of it. */
export interface AtGateway {
  readonly gateway: GatewayName
  /** Fawry's orders go by our reference, Stripe's intents by their own. */
  readonly name: string
  readonly payer: string
  readonly job: string | null
  /** Since when we take it for failed or expired. */
  readonly closedAt: Date | null
  readonly paid: number
  readonly refunded: number
}

const closed: readonly PaymentStatus[] = CLOSED

/** Every payment of this history that reached a gateway, by the gateways' own books. */
export async function atGateways({ fawry, stripe }: Scene): Promise<readonly AtGateway[]> {
  const payments = await Payment.find({ reference: trusted({ $ne: null }) }).lean()
  return payments.flatMap(({ gateway, reference, gatewayPaymentId, payer, job, status, updatedAt }) => {
    const closedAt = closed.includes(status) ? updatedAt : null
    const whose = { gateway, payer: payer.toHexString(), job: job?.toHexString() ?? null, closedAt }
    if (gateway === 'Fawry') {
      const order = fawry.orders().find((one) => one.reference === reference)
      if (!order) return []
      const paid = order.paymentReference === '' ? 0 : order.amount
      return [{ ...whose, name: reference, paid, refunded: order.refunded }]
    }
    const intent = [...stripe.books.intents.values()].find(
      ({ id, metadata }) => id === gatewayPaymentId || metadata.reference === reference,
    )
    if (!intent) return []
    const refunded = stripe.books.refundedOf(intent.id)
    return [{ ...whose, name: intent.id, paid: intent.amount_received, refunded }]
  })
}
