import { randomInt, randomUUID } from 'node:crypto'
import { orderSignature } from '#infra/local/stand-ins/fawry/recipes.ts'

export type FawryStatus = 'NEW' | 'PAID' | 'FAILED' | 'EXPIRED' | 'CANCELED' | 'REFUNDED' | 'PARTIAL_REFUNDED'

/** An order as the stand-in keeps it. Amounts are piastres. */
export interface FawryOrder {
  readonly reference: string
  readonly fawryReference: string
  readonly amount: number
  readonly fees: number
  /** What its messages call the way it is paid: "PAYATFAWRY", "CARD", "Mobile Wallet". */
  readonly method: string
  readonly expiresAt: number
  readonly returnUrl: string | null
  status: FawryStatus
  refunded: number
  /** The number of the payment, from when on it is paid. */
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

/** Orders by the merchant's reference; a second search by Fawry's own. */
export class Orders {
  readonly #byReference = new Map<string, FawryOrder>()

  open(asked: NewOrder): FawryOrder {
    const order: FawryOrder = {
      reference: asked.reference,
      fawryReference: asked.fawryReference ?? String(randomInt(900_000_000, 999_999_999)),
      amount: asked.amount,
      fees: asked.fees ?? 0,
      method: asked.method,
      expiresAt: asked.expiresAt ?? Number.MAX_SAFE_INTEGER,
      returnUrl: asked.returnUrl ?? null,
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

/** What Fawry tells of an order in webhooks (version 2) and answers, signed. */
export function tell(order: FawryOrder, key: string, status: FawryStatus = order.status) {
  const told = {
    requestId: randomUUID(),
    fawryRefNumber: order.fawryReference,
    merchantRefNumber: order.reference,
    customerName: 'Stand-in',
    paymentAmount: egp(order.amount + order.fees),
    orderAmount: egp(order.amount),
    fawryFees: egp(order.fees),
    shippingFees: null,
    orderStatus: status,
    paymentMethod: order.method,
    ...(order.paymentReference && status !== 'NEW' && { paymentRefrenceNumber: order.paymentReference }),
    orderExpiryDate: order.expiresAt,
    orderItems: [{ itemCode: order.reference, price: egp(order.amount), quantity: 1 }],
  }
  return { ...told, messageSignature: orderSignature(told, key) }
}
