/**
 * How a write outside of a transaction is acknowledged, where less than a majority of the nodes is enough. Whoever uses one
 * says what is lost with it.
 */

/** By the primary alone: the write is lost if its node is, before the others have it. */
export const PRIMARY_ONLY = { writeConcern: { w: 1 } } as const

/** Not at all: nothing is waited for, and whether the write was done is not known. */
export const UNACKNOWLEDGED = { writeConcern: { w: 0 } } as const
