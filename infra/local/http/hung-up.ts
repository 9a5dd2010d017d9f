import type { IncomingMessage } from 'node:http'

/** Whether a client ended its connection before its request was whole. */
export const hasHungUp = (request: IncomingMessage): boolean => request.destroyed && !request.complete

/** Nobody waits for an answer then, so it is no error: null takes the place of the answer. */
export const ifHungUp =
  (request: IncomingMessage) =>
  (error: unknown): null => {
    if (hasHungUp(request)) return null
    throw error
  }
