import { describe, expect, it } from 'vitest'
import { startFawryStandIn } from '#infra/local/stand-ins/fawry.ts'
import { fawryGateway } from '#lib/gateways/payments/fawry/fawry.ts'
import type { Charge, PaymentKey } from '#lib/gateways/payments/payments.ts'
import { asPiastres } from '#lib/money/piastres.ts'
import { after, clock, DAY } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { aStandIn } from '#lib/testing/stand-ins.ts'

const fawry = aStandIn(startFawryStandIn)

const aCharge = (more: Partial<Charge> = {}): Charge => ({
  paymentId: newId<'Payment'>(),
  reference: newId<'Payment'>().slice(4).toUpperCase(),
  amount: asPiastres(58_055),
  method: 'reference',
  description: 'Craftworks',
  group: 'job_1',
  payer: { id: newId(), name: 'Mona', email: 'mona@example.com', phone: '+201012345678', locale: 'ar' },
  expiresAt: after(clock(), DAY),
  returnUrl: 'https://craftworks.example/pay/return',
  ...more,
})

const keyOf = ({ paymentId, reference, amount }: Charge, gatewayPaymentId: string | null): PaymentKey => ({
  paymentId,
  reference,
  amount,
  gatewayPaymentId,
})

describe('a payment at an outlet', () => {
  it('has a number, is pending until it is paid, and can be given back', async () => {
    // Prepare
    const charge = aCharge()
    // Act
    const { gatewayPaymentId, fawryReference } = await fawryGateway.open(charge)
    // Assess
    const payment = keyOf(charge, gatewayPaymentId)
    expect(fawryReference).toBe(gatewayPaymentId)
    expect(await fawryGateway.stateOf(payment)).toEqual({ state: 'pending', gatewayPaymentId })
    await fawry.its.pay(charge.reference, 'paid')
    expect(await fawryGateway.stateOf(payment)).toEqual({
      state: 'paid',
      gatewayPaymentId,
      amount: charge.amount,
    })
    const order = { refundId: 'r1', payment, amount: charge.amount, refundedBefore: asPiastres(0) }
    expect(await fawryGateway.refund(order)).toEqual({ outcome: 'confirmed' })
    expect(await fawryGateway.stateOf(payment)).toMatchObject({ state: 'refunded' })
  })
})
