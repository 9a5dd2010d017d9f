import { closeThroughApi, type Posted, postThroughApi } from '#lib/gateways/sockets/management-api.ts'

/**
 * Sends text over a socket, at most once: where the answer is `unknown`, nobody can tell whether it has arrived. Throws
 * where the gateway is busy or not reached, and the text was not sent: try again later.
 */
export const postToSocket: (connectionId: string, text: string) => Promise<Posted> = postThroughApi

/**
 * Closes a socket; one that is gone already is fine. `code` says why, where it is not the usual end: API Gateway closes
 * with 1000 all the same, the gateway of one machine with this code. Throws where the gateway is not reached.
 */
export const closeSocket: (connectionId: string, code?: number) => Promise<void> = closeThroughApi
