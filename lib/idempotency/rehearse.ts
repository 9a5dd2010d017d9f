import { withAttempt } from '#lib/idempotency/save-response.ts'

/** Takes back what was stored so far in the transaction of a rehearsal. */
class RehearsalOverError extends Error {}

/**
 * Runs a use case to the point where it saves its response in its transaction, and takes everything back that it has
 * stored there. Throws what the use case throws, so that whoever wants it done later knows now that it would be
 * refused. `work` has to save a response (saveResponse), after everything that can be refused.
 */
export async function rehearse(work: () => Promise<unknown>): Promise<void> {
  const write = () => Promise.reject(new RehearsalOverError('the rehearsal is over'))
  try {
    await withAttempt({ id: '', owner: '', status: 0, write }, work)
  } catch (error) {
    if (error instanceof RehearsalOverError) return
    throw error
  }
  throw new Error('what was to be rehearsed saved no response, and is done')
}
