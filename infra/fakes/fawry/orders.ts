import { randomInt, randomUUID } from 'node:crypto'
import { orderSignature } from '#infra/fakes/fawry/signatures.ts'

export type FawryStatus = 'NEW' | 'PAID' | 'FAILED' | 'EXPIRED' | 'CANCELED' | 'REFUNDED' | 'PARTIAL_REFUNDED'

/** An order as the fake stores it. Amounts are piastres. */
export interface FawryOrder {
  readonly reference: string
  readonly fawryReference: string
  readonly amount: number
  readonly fees: number
  /** The payment method as Fawry's messages name it: "PAYATFAWRY", "CARD", "Mobile Wallet". */
  readonly method: string
  readonly expiresAt: number
  readonly returnUrl: string | null
  status: FawryStatus
  /** What was paid, if it is not the order's amount. */
  paid?: number
  refunded: number
  /** The number of the payment; empty until it is paid. */
  paymentReference: string
}

export interface NewOrder {
  readonly reference: string
  readonly amount: number
  readonly method: string
  readonly fees?: number
  readonly expiresAt?: number
  readonly returnUrl?: string | null
  readonly fawryReference?: string
}

/** The orders by the merchant's reference; they can also be found by Fawry's reference. */
export class Orders {
  readonly #byReference: Map<string, FawryOrder>

  constructor(kept: readonly FawryOrder[] = []) {
    this.#byReference = new Map(kept.map((order) => [order.reference, order]))
  }

  open(wanted: NewOrder): FawryOrder {
    const order: FawryOrder = {
      reference: wanted.reference,
      fawryReference: wanted.fawryReference ?? String(randomInt(900_000_000, 999_999_999)),
      amount: wanted.amount,
      fees: wanted.fees ?? 0,
      method: wanted.method,
      expiresAt: wanted.expiresAt ?? Number.MAX_SAFE_INTEGER,
      returnUrl: wanted.returnUrl ?? null,
      status: 'NEW',
      refunded: 0,
      paymentReference: '',
    }
    this.#byReference.set(order.reference, order)
    return order
  }

  of = (reference: string): FawryOrder | undefined => this.#byReference.get(reference)

  ofFawry = (fawryReference: string): FawryOrder | undefined =>
    this.all().find((order) => order.fawryReference === fawryReference)

  all = (): readonly FawryOrder[] => [...this.#byReference.values()]
}

const egp = (piastres: number): number => piastres / 100

export const paidOf = ({ paid, amount }: FawryOrder): number => paid ?? amount

/** An order as Fawry sends it in webhooks (version 2) and in answers, signed. */
export function signedOrderOf(order: FawryOrder, key: string, status: FawryStatus = order.status) {
  const amount = paidOf(order)
  const fields = {
    requestId: randomUUID(),
    fawryRefNumber: order.fawryReference,
    merchantRefNumber: order.reference,
    customerName: 'Fake',
    paymentAmount: egp(amount + order.fees),
    orderAmount: egp(amount),
    fawryFees: egp(order.fees),
    shippingFees: null,
    orderStatus: status,
    paymentMethod: order.method,
    ...(order.paymentReference && status !== 'NEW' && { paymentRefrenceNumber: order.paymentReference }),
    orderExpiryDate: order.expiresAt,
    orderItems: [{ itemCode: order.reference, price: egp(amount), quantity: 1 }],
  }
  return { ...fields, messageSignature: orderSignature(fields, key) }
}
