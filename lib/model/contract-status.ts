export const CONTRACT_STATUSES = ['Active', 'Completed', 'Cancelled', 'Disputed', 'Void'] as const
export type ContractStatus = (typeof CONTRACT_STATUSES)[number]

/** Where the money of a contract is. `Cash`: the client pays the craftsman by hand. */
export const CONTRACT_PAYMENTS = ['Unpaid', 'Held', 'Released', 'Refunded', 'Split', 'Cash'] as const
export type ContractPayment = (typeof CONTRACT_PAYMENTS)[number]

/** Who cancelled a contract. `timer`: nobody acted in time. */
export const CANCELLED_BY = ['client', 'craftsman', 'staff', 'timer'] as const
export type CancelledBy = (typeof CANCELLED_BY)[number]

/** Whose fault a cancellation was. */
export const FAULTS = ['client', 'craftsman', 'nobody'] as const
export type Fault = (typeof FAULTS)[number]
