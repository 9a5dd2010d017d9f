/**
 * Requested: the money is reserved; Batched: on the bank's list, or next to be sent; Sent: the provider has it;
 * Unknown: nobody knows whether it heard, it is asked first; Paid and Failed are the end.
 */
export const PAYOUT_STATUSES = ['Requested', 'Batched', 'Sent', 'Paid', 'Failed', 'Unknown'] as const
export type PayoutStatus = (typeof PAYOUT_STATUSES)[number]

/** From here on it can be settled, once. */
export const UNDER_WAY = ['Batched', 'Sent', 'Unknown'] as const satisfies readonly PayoutStatus[]

/** Neither paid nor failed. */
export const OPEN_PAYOUTS = ['Requested', ...UNDER_WAY] as const satisfies readonly PayoutStatus[]

/** What is paid out: a craftsman's earnings, or a refund that its gateway could not pay back. */
export const PAYOUT_PURPOSES = ['Withdrawal', 'Refund'] as const
export type PayoutPurpose = (typeof PAYOUT_PURPOSES)[number]
