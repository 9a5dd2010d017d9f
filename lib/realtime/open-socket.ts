import { randomInt } from 'node:crypto'
import { fail } from '#lib/errors/app-error.ts'
import { Connection, type ConnectionRecord } from '#lib/model/connection.model.ts'
import { lastNumberOf } from '#lib/notifications/last-number.ts'
import { addMs, MINUTE, realTime, SECOND } from '#lib/platform/clock.ts'
import { isDuplicate, objectId, trusted } from '#lib/platform/mongo.ts'
import { isForbidden } from '#lib/realtime/address-parameter.ts'
import { checkOrigin } from '#lib/realtime/check-origin.ts'
import { sendPresence } from '#lib/realtime/presence.ts'
import { redeemTicket } from '#lib/realtime/ticket.ts'
import { readAccessToken } from '#lib/sessions/access-token.ts'
import { identify, type Identity } from '#lib/sessions/identify.ts'

/** The gateway closes every socket after two hours. This is a little longer, for sockets without a `$disconnect`. */
const CONNECTION_LIFETIME_MS = 125 * MINUTE

/** The longest header that is read as a token; our own have a few hundred letters. */
const MAX_HEADER = 4_096

const MAX_PER_USER = 50
const SLOTS = /* @__PURE__ */ Array.from({ length: MAX_PER_USER }, (_, slot) => slot)

/**
 * How long a new socket has to ask for what it missed, before it is sent anything new. If a new notification came first
 * and the app then lost the socket, it would name that one as the last it has seen, and never get the ones it missed.
 */
const RESUME_GRACE_MS = SECOND

/** The request to open a socket. */
export interface Handshake {
  readonly connectionId: string
  readonly origin: string | undefined
  readonly authorization: string | undefined
  /** The parameters in the address, each name with each of its values. */
  readonly query: readonly (readonly [name: string, value: string])[]
}

/**
 * Open a socket.
 * 1. a page may open one if its origin is allowed; an app always may (ORIGIN_NOT_ALLOWED)
 * 2. the caller has a ticket in the address or a token in the header; a token in the address is refused, even with a
 *    valid ticket, because addresses end up in logs (UNAUTHENTICATED, ACCOUNT_BLOCKED)
 * 3. the connection is stored with its session; a user may have 50, however many are opened at once (TOO_MANY_SOCKETS)
 * 4. if it is the user's first socket, the other parties of their jobs get a presence frame
 */
export async function openSocket({ connectionId, origin, authorization, query }: Handshake): Promise<void> {
  await checkOrigin(origin)
  const caller = await callerOf(authorization, query)
  const now = realTime()
  const through = await lastNumberOf(caller.id)
  const isFirst = await storeInFreeSlot({
    _id: connectionId,
    user: objectId(caller.id),
    session: objectId(caller.session),
    connectedAt: now,
    expiresAt: addMs(now, CONNECTION_LIFETIME_MS),
    heldUntil: through > 0 ? addMs(now, RESUME_GRACE_MS) : null, // without any notification there is nothing to resume
    through,
    wanted: through,
  })
  if (isFirst) await sendPresence(caller.id, true)
}

type NewConnection = Pick<
  ConnectionRecord,
  '_id' | 'user' | 'session' | 'connectedAt' | 'expiresAt' | 'heldUntil' | 'through' | 'wanted'
>

/**
 * Stores a connection in one of its user's free slots, and returns whether it is their only one. The unique index on user
 * and slot decides, so there are never more connections than slots. Whoever loses a slot to another looks again. Throws
 * TOO_MANY_SOCKETS.
 */
async function storeInFreeSlot(connection: NewConnection): Promise<boolean> {
  const { user, connectedAt: now } = connection
  for (;;) {
    const stored = await Connection.find({ user }, { slot: 1, expiresAt: 1 }).lean()
    const open = stored.filter(({ expiresAt }) => expiresAt > now)
    if (open.length < stored.length) await deleteExpired(user, now)
    const taken = new Set(open.map(({ slot }) => slot))
    const free = SLOTS.filter((slot) => !taken.has(slot))
    // the first one has a fixed slot, so that of several at once one is the first; the others rarely meet
    const slot = taken.size === 0 ? 0 : free[randomInt(Math.max(1, free.length))]
    if (slot === undefined) throw fail('TOO_MANY_SOCKETS')
    try {
      await Connection.create([{ ...connection, slot }])
      return taken.size === 0
    } catch (error) {
      if (!isDuplicate(error, 'slot')) throw error
    }
  }
}

/** Their slots are free at once; the TTL index may be a minute late. */
const deleteExpired = (user: ConnectionRecord['user'], now: Date) =>
  Connection.deleteMany({ user, expiresAt: trusted({ $lte: now }) })

const TICKET = /^[\w-]{43}$/
const BEARER = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i

async function callerOf(authorization: string | undefined, query: Handshake['query']): Promise<Identity> {
  if (query.some(([name, value]) => isForbidden(name) || isForbidden(value))) throw fail('UNAUTHENTICATED')
  const [ticket, ...others] = query.flatMap(([name, value]) => (name === 'ticket' ? [value] : []))
  if (ticket !== undefined) {
    if (others.length > 0 || !TICKET.test(ticket)) throw fail('UNAUTHENTICATED')
    const { userId, sessionId } = await redeemTicket(ticket)
    return identify(userId, sessionId)
  }
  const token =
    authorization && authorization.length <= MAX_HEADER ? BEARER.exec(authorization)?.[1] : undefined
  if (!token) throw fail('UNAUTHENTICATED')
  const { userId, sessionId } = await readAccessToken(token)
  return identify(userId, sessionId)
}
