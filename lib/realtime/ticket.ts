import { createHash, randomBytes } from 'node:crypto'
import { fail } from '#lib/errors/app-error.ts'
import { Ticket } from '#lib/model/ticket.model.ts'
import { addMs, realTime, SECOND } from '#lib/platform/clock.ts'
import { idOf, type SessionId, type UserId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'

/** How long a ticket is valid, in real time. */
const TICKET_LIFETIME_MS = 30 * SECOND

interface TicketHolder {
  readonly userId: UserId
  readonly sessionId: SessionId
}

/** Makes a ticket for a session. Only its hash is stored. */
export async function newTicket({ userId, sessionId }: TicketHolder) {
  const ticket = randomBytes(32).toString('base64url')
  const expiresAt = addMs(realTime(), TICKET_LIFETIME_MS)
  await Ticket.create([{ _id: hashOf(ticket), user: userId, session: sessionId, expiresAt }])
  return { ticket, expiresAt }
}

/**
 * Redeems a ticket, once: if it is used twice at once, one request gets it. Throws UNAUTHENTICATED if it is unknown,
 * used or expired.
 */
export async function redeemTicket(ticket: string): Promise<TicketHolder> {
  const inTime = trusted({ $gt: realTime() }) // the TTL index may be a minute late
  const redeemed = await Ticket.findOneAndDelete({ _id: hashOf(ticket), expiresAt: inTime }).lean()
  if (!redeemed) throw fail('UNAUTHENTICATED')
  return { userId: idOf<'User'>(redeemed.user), sessionId: idOf<'Session'>(redeemed.session) }
}

const hashOf = (ticket: string): string => createHash('sha256').update(ticket).digest('hex')
