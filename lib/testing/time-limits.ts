/**
 * How much longer a test may take than on a quiet machine with two cores. Ten tasks for each core make everything take
 * ten times as long; only what has not ended after three times that hangs. A limit ends what hangs, and measures nothing:
 * a test about speed asserts its own figures.
 */
const LOADED_MACHINE_FACTOR = 30

/** The time limit in ms of a test, a hook or a wait that takes `quietMs` on a quiet machine. */
export const timeLimit = (quietMs: number): number => quietMs * LOADED_MACHINE_FACTOR
