import { cancelOrder } from '#lib/gateways/payments/fawry/cancel-order.ts'
import { chargeWallet, openHostedPage, openReference } from '#lib/gateways/payments/fawry/open-order.ts'
import { stateAtFawry } from '#lib/gateways/payments/fawry/order-at-fawry.ts'
import { readFawryEvent } from '#lib/gateways/payments/fawry/read-event.ts'
import { refundOrder, stateOfRefundAtFawry } from '#lib/gateways/payments/fawry/refund-order.ts'
import type { PaymentGateway } from '#lib/gateways/payments/payments.ts'

const OPENERS = { card: openHostedPage, reference: openReference, wallet: chargeWallet } as const

/** FawryPay: Egypt's outlets, wallets and cards. docs/decisions/fawry.md lists what only a live account can answer. */
export const fawryGateway: PaymentGateway = {
  open: (charge) => OPENERS[charge.method](charge),
  stateOf: stateAtFawry,
  cancel: cancelOrder,
  refund: refundOrder,
  stateOfRefund: stateOfRefundAtFawry,
  readEvent: readFawryEvent,
}
