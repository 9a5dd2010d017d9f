import { randomBytes } from 'node:crypto'
import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { gatewayOf } from '#lib/gateways/payments/gateway-of.ts'
import {
  type Charge,
  type Checkout,
  GatewayRefusedError,
  LostResponseError,
} from '#lib/gateways/payments/payments.ts'
import type { GatewayName, PaymentMethod } from '#lib/model/gateway-names.ts'
import { Payment, type PaymentPurpose, type PaymentRecord } from '#lib/model/payment.model.ts'
import { PENDING } from '#lib/model/payment-status.ts'
import { User } from '#lib/model/user.model.ts'
import { closePayment } from '#lib/payments/close-payment.ts'
import { toStartedPaymentView } from '#lib/payments/payment.view.ts'
import { clock } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import { type ContractId, idOf, type JobId, newId, type UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId, trusted } from '#lib/platform/mongo.ts'
import { asPiastres, type Piastres } from '#lib/platform/piastres.ts'

export interface NewPayment {
  readonly purpose: PaymentPurpose
  readonly payer: UserId
  readonly amount: Piastres
  readonly gateway: GatewayName
  readonly method?: PaymentMethod | undefined
  readonly jobId?: JobId
  readonly contractId?: ContractId
  readonly expiresAt: Date
}

/** The methods of each gateway; the first is the default. */
const METHODS: Readonly<Record<GatewayName, readonly [PaymentMethod, ...PaymentMethod[]]>> = {
  Stripe: ['card'],
  Fawry: ['reference', 'wallet', 'card'],
}

/** The method that was named, or the gateway's default. Throws METHOD_NOT_OFFERED. */
export function methodAt(gateway: GatewayName, named: PaymentMethod | undefined): PaymentMethod {
  const method = named ?? METHODS[gateway][0]
  if (!METHODS[gateway].includes(method)) throw fail('METHOD_NOT_OFFERED')
  return method
}

/** Stores and logs a new payment, in the caller's transaction. The gateway does not know it yet. */
export async function storePayment(tx: ClientSession, order: NewPayment): Promise<PaymentRecord> {
  const at = clock()
  const { purpose, payer, amount, gateway, jobId, contractId, expiresAt } = order
  const [payment] = await Payment.create(
    [
      {
        purpose,
        payer: objectId(payer),
        amount,
        gateway,
        method: methodAt(gateway, order.method),
        reference: newReference(),
        status: 'Pending',
        expiresAt,
        createdAt: at,
        updatedAt: at,
        ...(jobId && { job: objectId(jobId) }),
        ...(contractId && { contract: objectId(contractId) }),
      },
    ],
    { session: tx },
  )
  if (!payment) throw new Error('a payment was not stored')
  const target = { kind: 'Payment', id: idOf<'Payment'>(payment._id) }
  await logActivity(tx, { actor: payer, action: 'payment.initiate', target, details: { purpose, gateway } })
  return payment.toObject()
}

/** 20 characters of 0-9 and A-F. The length is fixed, so that a signature over joined fields is unambiguous. */
const newReference = (): string =>
  `${newId<'Payment'>().slice(0, 8)}${randomBytes(6).toString('hex')}`.toUpperCase()

/**
 * Opens a stored payment at its gateway, outside of transactions and as often as needed: the gateway identifies it by
 * our id, so opening it again returns the same payment.
 * 1. the gateway's response is saved with the payment, which is Pending
 * 2. a refusal closes the payment as Failed (PAYMENT_REFUSED)
 * 3. if the response was lost, the payment is Unknown (GATEWAY_UNAVAILABLE): the next request queries the gateway first
 */
export async function openAtGateway(payment: PaymentRecord): Promise<PaymentRecord> {
  const gateway = await gatewayOf(payment.gateway)
  try {
    return await saveCheckout(payment, await gateway.open(await chargeOf(payment)))
  } catch (error) {
    if (error instanceof GatewayRefusedError) {
      await inTransaction((tx) => closePayment(tx, payment, 'Failed'))
      throw fail('PAYMENT_REFUSED', { cause: error })
    }
    if (!(error instanceof LostResponseError)) throw error
    const lost = { status: 'Unknown' as const, updatedAt: clock() }
    await Payment.updateOne(
      { _id: payment._id, status: 'Pending', checkout: trusted({ $exists: false }) },
      { $set: lost },
    )
    throw fail('GATEWAY_UNAVAILABLE', { cause: error })
  }
}

/** Stores and opens a payment that does not replace a pending one (a top-up). */
export async function startPayment(order: NewPayment) {
  const payment = await inTransaction((tx) => storePayment(tx, order))
  return toStartedPaymentView(await openAtGateway(payment))
}

async function saveCheckout(payment: PaymentRecord, checkout: Checkout): Promise<PaymentRecord> {
  const { gatewayPaymentId, ...shown } = checkout
  const changes = { checkout: shown, ...(gatewayPaymentId && { gatewayPaymentId }), updatedAt: clock() }
  await Payment.updateOne(
    { _id: payment._id, status: trusted({ $in: [...PENDING] }) },
    { $set: { ...changes, status: 'Pending' } },
  )
  const saved = await Payment.findById(payment._id).lean().orFail()
  return { ...saved, checkout: saved.checkout ?? shown }
}

async function chargeOf(payment: PaymentRecord): Promise<Charge> {
  const { PUBLIC_URL } = await config('site')
  const payer = await User.findById(payment.payer, {
    firstName: 1,
    lastName: 1,
    email: 1,
    phone: 1,
    locale: 1,
  })
    .lean()
    .orFail()
  const paymentId = idOf<'Payment'>(payment._id)
  const job = payment.job && idOf<'Job'>(payment.job)
  return {
    paymentId,
    reference: payment.reference,
    amount: asPiastres(payment.amount),
    method: payment.method,
    description: job ? `Craftworks job ${job}` : 'Craftworks wallet top-up',
    group: job ? `job_${job}` : `wallet_${idOf<'User'>(payment.payer)}`,
    payer: {
      id: idOf<'User'>(payment.payer),
      name: `${payer.firstName} ${payer.lastName}`,
      email: payer.email,
      phone: payer.phone ?? null,
      locale: payer.locale ?? 'ar',
    },
    expiresAt: payment.expiresAt,
    returnUrl: `${PUBLIC_URL.replace(/\/$/, '')}/payments/${paymentId}`,
  }
}
