import { cancelOrder } from '#lib/gateways/payments/fawry/cancel-order.ts'
import { chargeWallet, openHostedPage, openReference } from '#lib/gateways/payments/fawry/open-order.ts'
import { stateAtFawry } from '#lib/gateways/payments/fawry/order-at-fawry.ts'
import { readFawryEvent } from '#lib/gateways/payments/fawry/read-event.ts'
import { refundOrder, stateOfRefundAtFawry } from '#lib/gateways/payments/fawry/refund-order.ts'
import { GatewayRefusedError, type PaymentGateway } from '#lib/gateways/payments/payments.ts'
import { withFreshSecrets } from '#lib/platform/secrets.ts'

const OPENERS = { card: openHostedPage, reference: openReference, wallet: chargeWallet } as const

/** Fawry's codes for a merchant or a signature that it does not accept: it did nothing. */
const KEY_REFUSED = new Set(['9901', '9946', 'http-401', 'http-403'])

/** A key that Fawry refuses may have been replaced in the secret: the request is then signed anew, and sent once more. */
const withFreshKey =
  <A, T>(call: (order: A) => Promise<T>) =>
  (order: A): Promise<T> =>
    withFreshSecrets(
      () => call(order),
      (error) => error instanceof GatewayRefusedError && KEY_REFUSED.has(error.reason),
    )

/** FawryPay: Egypt's outlets, wallets and cards. docs/decisions/fawry.md lists what only a live account can answer. */
export const fawryGateway: PaymentGateway = {
  open: (charge) => withFreshKey(OPENERS[charge.method])(charge),
  stateOf: (payment) => withFreshKey(stateAtFawry)(payment),
  cancel: (payment) => withFreshKey(cancelOrder)(payment),
  refund: (order) => withFreshKey(refundOrder)(order),
  stateOfRefund: (order) => withFreshKey(stateOfRefundAtFawry)(order),
  readEvent: readFawryEvent,
}
