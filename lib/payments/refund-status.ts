/**
 * Requested: decided, the gateway is still to be told. Unknown: it may have been told, it is asked first.
 * Sent: it knows, and will confirm. Refused: it cannot pay this back; the payer names an account, and staff pays
 * by hand (ByHand). Confirmed: the money has arrived.
 */
export const REFUND_STATUSES = ['Requested', 'Sent', 'Unknown', 'Refused', 'ByHand', 'Confirmed'] as const
export type RefundStatus = (typeof REFUND_STATUSES)[number]
