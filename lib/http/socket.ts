import { performance } from 'node:perf_hooks'
import type * as z from 'zod'
import type { Identity } from '#lib/auth/identify.ts'
import { AppError, answerOf } from '#lib/errors/app-error.ts'
import type { SocketAction, SocketRoute } from '#lib/http/define-socket-routes.ts'
import { headerOf } from '#lib/http/gateway-event.ts'
import { readFrame } from '#lib/http/read-frame.ts'
import { asRefusal } from '#lib/http/reply.ts'
import type { SocketEvent, SocketHandler, SocketResult } from '#lib/http/socket-event.ts'
import { log, withRequestId } from '#lib/platform/logger.ts'
import { connectMongo } from '#lib/platform/mongo.ts'
import type { Knock } from '#lib/realtime/open-socket.ts'
import { ownerOfSocket, turnAway } from '#lib/realtime/socket-owner.ts'
import { aFrame, postFrame, type Frame } from '#lib/realtime/frame.ts'

/** A Lambda behind `$connect` or `$disconnect`: a refusal is the answer to the handshake, and no socket comes of it. */
export function socketEnds(route: SocketRoute, handle: (event: SocketEvent) => Promise<void>): SocketHandler {
  return aSocketHandler(route, async (event) => {
    try {
      await handle(event)
      return { statusCode: 200 }
    } catch (error) {
      const { status, body } = answerOf(noted(route, error), 'en')
      return { statusCode: status, body: JSON.stringify(body) }
    }
  })
}

/** How somebody asks for a socket: header names come as he wrote them. */
export function knockOf({ requestContext, headers = {}, queryStringParameters }: SocketEvent): Knock {
  return {
    connectionId: requestContext.connectionId,
    origin: headerOf({ headers }, 'origin'),
    authorization: headerOf({ headers }, 'authorization'),
    query: queryStringParameters ?? {},
  }
}

/** Who sent a frame, and over which socket. */
export interface Sender extends Identity {
  readonly connectionId: string
}

type Actions = Readonly<Record<string, SocketAction>>

/** What to do for each action; what it gives is the data of the frame that answers. */
type Handlers<A extends Actions> = {
  readonly [K in keyof A]: (
    frame: z.output<A[K]['frame']>,
    sender: Sender,
  ) => Promise<Frame['data']> | Frame['data']
}

/**
 * The Lambda behind `$default`: who sends (a socket that is not noted, or whose session ended, is closed), the
 * frame by its action's schema, the work, and the frame that answers. Whatever is wrong with a frame is told
 * in an `error` frame, and the socket stays.
 */
export function socketFrames<A extends Actions>(
  route: Omit<SocketRoute, 'actions'> & { readonly actions: A },
  handlers: Handlers<A>,
): SocketHandler {
  return aSocketHandler(route, async (event) => {
    const { connectionId } = event.requestContext
    const owner = await ownerOfSocket(connectionId).catch((error: unknown) => noted(route, error))
    if (!(owner instanceof AppError)) {
      await postFrame(connectionId, await answerTo(route, handlers, event, { ...owner, connectionId }))
    } else if (owner.code === 'INTERNAL') {
      await postFrame(connectionId, refusalFrame(owner, undefined, 'en')) // not his fault: the socket stays
    } else await turnAway(connectionId, refusalFrame(owner, undefined, 'en'))
    return { statusCode: 200 }
  })
}

async function answerTo<A extends Actions>(
  route: Pick<SocketRoute, 'key'> & { readonly actions: A },
  handlers: Handlers<A>,
  event: SocketEvent,
  sender: Sender,
): Promise<Frame> {
  const { name, ref, frame, refusal } = readFrame(route.actions, event)
  const locale = sender.locale ?? 'en'
  if (refusal) return refusalFrame(noted(route, refusal), ref, locale)
  try {
    // the frame was read by this action's own schema; TypeScript cannot follow that through the name
    const handle = handlers[name] as (frame: unknown, sender: Sender) => unknown
    const data = (await handle(frame, sender)) as Frame['data']
    return aFrame(route.actions[name]?.answers ?? 'ack', data, ref)
  } catch (error) {
    return refusalFrame(noted(route, error), ref, locale)
  }
}

const refusalFrame = (error: AppError, ref: Frame['ref'], locale: 'ar' | 'en'): Frame =>
  aFrame('error', answerOf(error, locale).body, ref)

/** The refusal that an error is, in the log as well. */
function noted(route: Pick<SocketRoute, 'key'>, error: unknown): AppError {
  const known = asRefusal(error)
  if (known.code === 'INTERNAL') log.error('unexpected error', { route: route.key, error })
  else log.info('refused', { route: route.key, code: known.code })
  return known
}

function aSocketHandler(
  route: Pick<SocketRoute, 'key'>,
  work: (event: SocketEvent) => Promise<SocketResult>,
): SocketHandler {
  if (process.env.AWS_LAMBDA_FUNCTION_NAME) void connectMongo().catch(() => undefined) // awaited below
  return (event) =>
    withRequestId(event.requestContext.requestId, async () => {
      const began = performance.now()
      await connectMongo()
      const result = await work(event)
      const ms = Math.round(performance.now() - began)
      log.info('socket', { route: route.key, status: result.statusCode, ms })
      return result
    })
}
