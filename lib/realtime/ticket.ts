import { createHash, randomBytes } from 'node:crypto'
import { fail } from '#lib/errors/app-error.ts'
import { Ticket } from '#lib/model/ticket.model.ts'
import { addMs, realTime, SECOND } from '#lib/platform/clock.ts'
import { idOf, type SessionId, type UserId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'

/** How long a ticket works, in real time. */
const TICKET_LIFETIME_MS = 30 * SECOND

interface Holder {
  readonly userId: UserId
  readonly sessionId: SessionId
}

/** Makes a ticket for one session; the database keeps its hash alone. */
export async function newTicket({ userId, sessionId }: Holder) {
  const ticket = randomBytes(32).toString('base64url')
  const expiresAt = addMs(realTime(), TICKET_LIFETIME_MS)
  await Ticket.create([{ _id: hashOf(ticket), user: userId, session: sessionId, expiresAt }])
  return { ticket, expiresAt }
}

/** Takes a ticket: of two that come at once one has it. Throws UNAUTHENTICATED for one that is none, used or over. */
export async function redeemTicket(ticket: string): Promise<Holder> {
  const inTime = trusted({ $gt: realTime() }) // the TTL index may be a minute late
  const taken = await Ticket.findOneAndDelete({ _id: hashOf(ticket), expiresAt: inTime }).lean()
  if (!taken) throw fail('UNAUTHENTICATED')
  return { userId: idOf<'User'>(taken.user), sessionId: idOf<'Session'>(taken.session) }
}

const hashOf = (ticket: string): string => createHash('sha256').update(ticket).digest('hex')
