import { Contract } from '#lib/model/contract.model.ts'
import type { GatewayName } from '#lib/model/gateway-names.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { askAboutPayments } from '#lib/payments/ask-about-payments.ts'
import { capturePayment } from '#lib/payments/capture-payment.ts'
import { addMs, clock, DAY } from '#lib/platform/clock.ts'
import { type ContractId, idOf, newId, type PaymentId } from '#lib/platform/ids.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import { UNLIMITED } from '#lib/platform/run.ts'
import { runToEnd } from '#lib/testing/work.ts'

/** A pending payment: the contract's client has begun it at a gateway and not paid yet. */
export async function aPendingPayment(contractId: ContractId, gateway: GatewayName = 'Stripe') {
  const contract = await Contract.findById(contractId).lean()
  if (!contract) throw new Error('there is no such contract')
  const at = clock()
  const payment = await Payment.create({
    purpose: 'Job',
    payer: contract.client,
    job: contract.job,
    contract: contract._id,
    amount: contract.paymentType === 'Escrow' ? contract.price : contract.deposit,
    gateway,
    method: 'card',
    reference: newId<'Payment'>().slice(4).toUpperCase(),
    status: 'Pending',
    gatewayPaymentId: `test_${newId<'Payment'>()}`,
    expiresAt: addMs(at, DAY),
    createdAt: at,
    updatedAt: at,
  })
  return idOf<'Payment'>(payment._id)
}

/** Captures a payment, as after the gateway's message. Returns whether this changed its status. */
export const captureAtGateway = (paymentId: PaymentId): Promise<boolean> =>
  inTransaction(async (tx) => {
    const payment = await Payment.findById(objectId(paymentId)).session(tx).lean()
    if (!payment) throw new Error('there is no such payment')
    return capturePayment(tx, payment, payment.gatewayPaymentId ?? null)
  })

/** Queries the gateways about all payments that are not settled, however lately they were asked. */
export const askAboutAllPayments = () => runToEnd(() => askAboutPayments(UNLIMITED, 0))
