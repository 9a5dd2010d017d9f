import { Contract } from '#lib/contracts/contract.model.ts'
import type { GatewayName } from '#lib/money/gateways.ts'
import { capturePayment } from '#lib/payments/capture-payment.ts'
import { Payment } from '#lib/payments/payment.model.ts'
import { after, clock, DAY } from '#lib/platform/clock.ts'
import { idOf, newId, type ContractId, type PaymentId } from '#lib/platform/ids.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'

/** A payment that a contract's client has begun at a gateway and not made yet. */
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
    expiresAt: after(at, DAY),
    createdAt: at,
    updatedAt: at,
  })
  return idOf<'Payment'>(payment._id)
}

/** The gateway says that it came in. Answers whether that was news. */
export const itComesIn = (paymentId: PaymentId): Promise<boolean> =>
  inTransaction(async (session) => {
    const payment = await Payment.findById(objectId(paymentId)).session(session).lean()
    if (!payment) throw new Error('there is no such payment')
    return capturePayment(session, payment, payment.gatewayPaymentId ?? null)
  })
