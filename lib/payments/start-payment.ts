import { randomBytes } from 'node:crypto'
import type { ClientSession } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { gatewayOf } from '#lib/gateways/payments/gateway-of.ts'
import { GatewayRefusal, LostAnswer, type Charge, type Checkout } from '#lib/gateways/payments/payments.ts'
import type { GatewayName, PaymentMethod } from '#lib/money/gateways.ts'
import { asPiastres, type Piastres } from '#lib/money/piastres.ts'
import { closePayment } from '#lib/payments/close-payment.ts'
import { Payment, type PaymentPurpose, type PaymentRecord } from '#lib/payments/payment.model.ts'
import { showBegun } from '#lib/payments/payment.view.ts'
import { UNDECIDED } from '#lib/payments/payment-status.ts'
import { clock } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import { idOf, newId, type ContractId, type JobId, type UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId, trusted } from '#lib/platform/mongo.ts'
import { User } from '#lib/users/user.model.ts'

export interface PaymentOrder {
  readonly purpose: PaymentPurpose
  readonly payer: UserId
  readonly amount: Piastres
  readonly gateway: GatewayName
  readonly method?: PaymentMethod | undefined
  readonly jobId?: JobId
  readonly contractId?: ContractId
  readonly expiresAt: Date
}

/** How each gateway is paid; the first is the usual one. */
const METHODS: Readonly<Record<GatewayName, readonly [PaymentMethod, ...PaymentMethod[]]>> = {
  Stripe: ['card'],
  Fawry: ['reference', 'wallet', 'card'],
}

/** The way that somebody named, or the gateway's usual one. Throws METHOD_NOT_OFFERED. */
export function methodAt(gateway: GatewayName, named: PaymentMethod | undefined): PaymentMethod {
  const method = named ?? METHODS[gateway][0]
  if (!METHODS[gateway].includes(method)) throw fail('METHOD_NOT_OFFERED')
  return method
}

/** Stores a payment that is to be asked for, in the caller's transaction; the gateway knows nothing of it yet. */
export async function storePayment(session: ClientSession, order: PaymentOrder): Promise<PaymentRecord> {
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
    { session },
  )
  if (!payment) throw new Error('a payment was not stored')
  return payment.toObject()
}

/** Twenty characters of 0-9 and A-F: fixed in length, so that no two fields of a signature can slide into each other. */
const newReference = (): string =>
  `${newId<'Payment'>().slice(0, 8)}${randomBytes(6).toString('hex')}`.toUpperCase()

/**
 * Asks the gateway for a payment that is stored, outside of transactions and as often as needed: the gateway knows
 * it by our id, and the same one again is the same payment.
 * 1. its answer is kept with the payment, which is Pending
 * 2. a refusal closes it as Failed (PAYMENT_REFUSED)
 * 3. where the answer was lost it is Unknown (GATEWAY_UNAVAILABLE): whoever comes next asks how it stands first
 */
export async function openAtGateway(payment: PaymentRecord): Promise<PaymentRecord> {
  const gateway = await gatewayOf(payment.gateway)
  try {
    return await keepCheckout(payment, await gateway.open(await chargeOf(payment)))
  } catch (error) {
    if (error instanceof GatewayRefusal) {
      await inTransaction((session) => closePayment(session, payment, 'Failed'))
      throw fail('PAYMENT_REFUSED', { cause: error })
    }
    if (!(error instanceof LostAnswer)) throw error
    const lost = { status: 'Unknown' as const, updatedAt: clock() }
    await Payment.updateOne(
      { _id: payment._id, status: 'Pending', checkout: trusted({ $exists: false }) },
      { $set: lost },
    )
    throw fail('GATEWAY_UNAVAILABLE', { cause: error })
  }
}

/** Begins a payment that nothing else of its kind has to give way to (a top-up). */
export async function startPayment(order: PaymentOrder) {
  const payment = await inTransaction((session) => storePayment(session, order))
  return showBegun(await openAtGateway(payment))
}

async function keepCheckout(payment: PaymentRecord, checkout: Checkout): Promise<PaymentRecord> {
  const { gatewayPaymentId, ...shown } = checkout
  const set = { checkout: shown, ...(gatewayPaymentId && { gatewayPaymentId }), updatedAt: clock() }
  await Payment.updateOne(
    { _id: payment._id, status: trusted({ $in: [...UNDECIDED] }) },
    { $set: { ...set, status: 'Pending' } },
  )
  const kept = await Payment.findById(payment._id).lean().orFail()
  return { ...kept, checkout: kept.checkout ?? shown }
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
