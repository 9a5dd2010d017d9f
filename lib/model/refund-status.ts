/**
 * Requested: decided, but not sent to the gateway yet. Unknown: it may have been sent, so we ask the gateway before we
 * send it again. Sent: the gateway has it and will confirm it. Refused: the gateway cannot make this refund, so the
 * payer has to name an account. ByHand: paid manually by staff, to the account that the payer named. Confirmed: the
 * money has arrived.
 */
export const REFUND_STATUSES = ['Requested', 'Sent', 'Unknown', 'Refused', 'ByHand', 'Confirmed'] as const
export type RefundStatus = (typeof REFUND_STATUSES)[number]

/** The keys of the journals by which a refund was covered begin with this. */
export const COVERED = 'covered:'

/** Whether a refund was never sent, since its payer had the whole of it already. */
export const isCovered = ({ paidBy }: { readonly paidBy?: string }): boolean =>
  paidBy?.startsWith(COVERED) ?? false
