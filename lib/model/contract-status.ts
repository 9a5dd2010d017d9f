export const CONTRACT_STATUSES = ['Active', 'Completed', 'Cancelled', 'Disputed', 'Void'] as const
export type ContractStatus = (typeof CONTRACT_STATUSES)[number]

/** Where the money of a contract is. `Cash`: the client pays the craftsman by hand. */
export const CONTRACT_PAYMENTS = ['Unpaid', 'Held', 'Released', 'Refunded', 'Split', 'Cash'] as const
export type ContractPayment = (typeof CONTRACT_PAYMENTS)[number]
