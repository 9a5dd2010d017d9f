import { realTime } from '#lib/platform/clock.ts'

/** Keeps calls from a service that fails, in this process. */
interface Circuit {
  /** Whether no call should be made now. */
  readonly isOpen: () => boolean
  /** Makes a call and counts how it ends. Throws what the call throws. */
  readonly run: <T>(call: () => Promise<T>) => Promise<T>
}

/**
 * A circuit that opens for `restMs` after so many failures in a row. The next call afterwards tells: if it fails, the circuit
 * is open again.
 */
export function circuitOf({ failures, restMs }: { failures: number; restMs: number }): Circuit {
  let failed = 0
  let restsUntil = 0
  return {
    isOpen: () => realTime().getTime() < restsUntil,
    run: async (call) => {
      try {
        const outcome = await call()
        failed = 0
        restsUntil = 0
        return outcome
      } catch (error) {
        failed += 1
        if (failed >= failures) restsUntil = realTime().getTime() + restMs
        throw error
      }
    },
  }
}
