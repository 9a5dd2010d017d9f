import { gatewayOf } from '#lib/gateways/payments/gateway-of.ts'
import { GatewayRefusal, LostAnswer, type GatewayState } from '#lib/gateways/payments/payments.ts'
import { keyOf } from '#lib/payments/payment-key.ts'
import { Payment, type PaymentRecord } from '#lib/payments/payment.model.ts'
import { onPayment, takeWord, wordOf } from '#lib/payments/take-word.ts'
import { realTime } from '#lib/platform/clock.ts'

/** How a payment stands at its gateway, and what follows from it here. `lost`: it did not say. */
export type Asked = GatewayState['state'] | 'lost'

/** Asks how a payment stands, and does what that means. */
export const askAbout = (payment: PaymentRecord): Promise<Asked> => learn(payment, 'stateOf')

/** Ends a payment at its gateway where it was not paid; one that was paid meanwhile comes in. */
export const cancelAtGateway = (payment: PaymentRecord): Promise<Asked> => learn(payment, 'cancel')

async function learn(payment: PaymentRecord, how: 'stateOf' | 'cancel'): Promise<Asked> {
  await Payment.updateOne({ _id: payment._id }, { $set: { askedAt: realTime() } })
  const gateway = await gatewayOf(payment.gateway)
  try {
    const state = await gateway[how](keyOf(payment))
    const word = wordOf(state)
    if (word) await onPayment(payment, (session, fresh) => takeWord(session, fresh, word))
    return state.state
  } catch (error) {
    if (error instanceof LostAnswer || error instanceof GatewayRefusal) return 'lost'
    throw error
  }
}
