import { gatewayOf } from '#lib/gateways/payments/gateway-of.ts'
import { GatewayRefusedError, type GatewayState, LostResponseError } from '#lib/gateways/payments/payments.ts'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { applyPaymentUpdate, paymentUpdatesOf, withPayment } from '#lib/payments/apply-payment-update.ts'
import { paymentKeyOf } from '#lib/payments/payment-key.ts'
import { realTime } from '#lib/platform/clock.ts'

/** The state of a payment at its gateway. `lost`: the gateway did not answer, or refused the query. */
export type QueryOutcome = GatewayState['state'] | 'lost'

/** Queries the state of a payment at its gateway, and applies it. */
export const queryPayment = (payment: PaymentRecord): Promise<QueryOutcome> => applyState(payment, 'stateOf')

/** Cancels a payment at its gateway if it is not paid. If it was paid meanwhile, it is captured. */
export const cancelAtGateway = (payment: PaymentRecord): Promise<QueryOutcome> =>
  applyState(payment, 'cancel')

/** Whether the gateway was asked about a payment after this instant. */
export const wasAskedSince = ({ askedAt }: PaymentRecord, since: string): boolean =>
  askedAt !== undefined && askedAt > new Date(since)

async function applyState(payment: PaymentRecord, how: 'stateOf' | 'cancel'): Promise<QueryOutcome> {
  await Payment.updateOne({ _id: payment._id }, { $set: { askedAt: realTime() } })
  const gateway = await gatewayOf(payment.gateway)
  try {
    const state = await gateway[how](paymentKeyOf(payment))
    for (const update of paymentUpdatesOf(state)) {
      await withPayment(payment, (tx, fresh) => applyPaymentUpdate(tx, fresh, update))
    }
    return state.state
  } catch (error) {
    if (error instanceof LostResponseError || error instanceof GatewayRefusedError) return 'lost'
    throw error
  }
}
