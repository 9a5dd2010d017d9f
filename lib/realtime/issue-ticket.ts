import { config } from '#lib/platform/config.ts'
import type { SessionId, UserId } from '#lib/platform/ids.ts'
import { newTicket } from '#lib/realtime/ticket.ts'

/**
 * A ticket that opens one socket. A browser cannot set a header for a socket, and a token in an address ends up in
 * logs.
 * 1. the ticket is random, and works once and within 30 s
 * 2. it opens a socket of the session that requested it
 */
export async function issueTicket(caller: { readonly id: UserId; readonly session: SessionId }) {
  const { SOCKETS_URL: url } = await config('realtime')
  const { ticket, expiresAt } = await newTicket({ userId: caller.id, sessionId: caller.session })
  return { ticket, url, expiresAt: expiresAt.toISOString() }
}
