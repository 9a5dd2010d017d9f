import { closeThroughApi, postThroughApi } from '#lib/gateways/sockets/management-api.ts'

/** What became of a frame: a socket that is gone is no error, it is news. */
export type Posted = 'sent' | 'gone' | 'tooLarge'

/** Sends text over a socket. Throws where the gateway is busy or not reached: try again later. */
export const postToSocket: (connectionId: string, text: string) => Promise<Posted> = postThroughApi

/**
 * Closes a socket; one that is gone already is fine. `code` says why, where it is not the usual end: API Gateway closes
 * with 1000 all the same, the gateway of one machine with this code. Throws where the gateway is not reached.
 */
export const closeSocket: (connectionId: string, code?: number) => Promise<void> = closeThroughApi
