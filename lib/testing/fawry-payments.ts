import type { FawryFake } from '#infra/fakes/fawry/fawry.ts'
import { fawryGateway } from '#lib/gateways/payments/fawry/fawry.ts'
import type { Charge, PaymentKey } from '#lib/gateways/payments/payments.ts'
import { addMs, clock, DAY } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'

/** What is charged at Fawry: EGP 580.55, to be paid at an outlet. */
export const aCharge = (more: Partial<Charge> = {}): Charge => ({
  paymentId: newId<'Payment'>(),
  reference: newId<'Payment'>().slice(4).toUpperCase(),
  amount: asPiastres(58_055),
  method: 'reference',
  description: 'Craftworks',
  group: 'job_1',
  payer: { id: newId(), name: 'Mona', email: 'mona@example.com', phone: '+201012345678', locale: 'ar' },
  expiresAt: addMs(clock(), DAY),
  returnUrl: 'https://craftworks.example/pay/return',
  ...more,
})

/** What identifies the payment of a charge. */
export const keyOfCharge = (charge: Charge, gatewayPaymentId: string | null): PaymentKey => ({
  paymentId: charge.paymentId,
  reference: charge.reference,
  amount: charge.amount,
  gatewayPaymentId,
})

/** A payment that Fawry waits for. */
export async function anOpenPayment(more: Partial<Charge> = {}): Promise<PaymentKey> {
  const charge = aCharge(more)
  const { gatewayPaymentId } = await fawryGateway.open(charge)
  return keyOfCharge(charge, gatewayPaymentId)
}

/** A payment that was paid at Fawry. */
export async function aPaidPayment(fawry: FawryFake, more: Partial<Charge> = {}): Promise<PaymentKey> {
  const payment = await anOpenPayment(more)
  await fawry.pay(payment.reference, 'paid')
  return payment
}
