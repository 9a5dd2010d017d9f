import type * as z from 'zod'
import { AppError, fail, statusAndBodyOf } from '#lib/errors/app-error.ts'
import type { SocketAction, SocketRoute } from '#lib/lambda/socket/define-socket-routes.ts'
import { type ReadFrame, readFrame } from '#lib/lambda/socket/read-frame.ts'
import type { SocketEvent, SocketHandler } from '#lib/lambda/socket/socket-event.ts'
import { logAsAppError, socketHandler } from '#lib/lambda/socket/socket-handler.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { log } from '#lib/platform/logger.ts'
import { connectMongo } from '#lib/platform/mongo.ts'
import { inArrivalOrder } from '#lib/realtime/arrival-order.ts'
import { type Frame, newFrame, postFrame } from '#lib/realtime/frame.ts'
import { type Admission, admitFrame, refuseFrame } from '#lib/realtime/frame-limit.ts'
import { inTurn } from '#lib/realtime/frame-order.ts'
import { closeFlooding, findSocketOwner, reject } from '#lib/realtime/socket-owner.ts'
import type { Identity } from '#lib/sessions/identify.ts'

/** The user who sent a frame, and the socket it came over. */
export interface FrameSender extends Identity {
  readonly connectionId: string
}

type Actions = Readonly<Record<string, SocketAction>>

/** The work of each action. What it returns is the data of the answering frame. */
type Handlers<A extends Actions> = {
  readonly [K in keyof A]: (
    frame: z.output<A[K]['frame']>,
    sender: FrameSender,
  ) => Promise<Frame['data']> | Frame['data']
}

type FrameRoute<A extends Actions> = Omit<SocketRoute, 'actions'> & { readonly actions: A }

/**
 * The Lambda behind `$default`.
 * 1. Count the frame. What is more than 20 a second gets an `error` frame, and after 50 of those the socket is closed.
 * 2. Find the socket's owner. A socket that is not stored, or whose session has ended, is closed.
 * 3. Wait for the frame's turn: by its `seq`, or else by its arrival.
 * 4. Do the work of its action, and send a frame as the answer.
 * 5. If anything is wrong with the frame, send an `error` frame instead. The socket stays open.
 */
export function frameHandler<A extends Actions>(route: FrameRoute<A>, handlers: Handlers<A>): SocketHandler {
  const admitted = socketHandler(route, async (event) => {
    const read = readFrame(route.actions, event)
    const work = () => handleFrame(route, handlers, event, read)
    await (read.seq === undefined ? inArrivalOrder(event.requestContext.connectionId, work) : work())
    return DONE
  })
  const tooMany = (admission: Admission) =>
    socketHandler(route, async (event) => {
      await refuse(route, event, admission)
      return DONE
    })
  const handler = { handled: admitted, refused: tooMany('refused'), closes: tooMany('closes') }
  return async (event, context) => {
    const { connectionId, requestTimeEpoch } = event.requestContext
    const admission = admitFrame(connectionId, requestTimeEpoch)
    return admission === 'dropped' ? DONE : handler[admission](event, context) // no log line: they may be thousands
  }
}

const DONE = { statusCode: 200 }

async function handleFrame<A extends Actions>(
  route: FrameRoute<A>,
  handlers: Handlers<A>,
  event: SocketEvent,
  read: ReadFrame,
): Promise<void> {
  const { connectionId, requestTimeEpoch } = event.requestContext
  const owner = await connectMongo()
    .then(() => findSocketOwner(connectionId, requestTimeEpoch))
    .catch((error: unknown) => logAsAppError(route, error))
  if (owner instanceof AppError) return handleRefusedOwner(route, event, owner)
  const sender = { ...owner, connectionId }
  const answer = async () => postFrame(connectionId, await answerTo(route, handlers, read, sender))
  const { seq, ref } = read
  await (seq === undefined ? answer() : inTurn({ connectionId, seq }, answer)).catch(
    async (error: unknown) => {
      if (!(error instanceof AppError)) throw error
      await postFrame(connectionId, errorFrame(logAsAppError(route, error), ref, sender.locale ?? 'en'))
    },
  )
}

/** What happens to a frame whose sender may not send it. Our own error leaves the socket open. */
async function handleRefusedOwner(route: SocketRoute, event: SocketEvent, error: AppError): Promise<void> {
  const { connectionId, requestTimeEpoch } = event.requestContext
  if (error.code === 'TOO_MANY_FRAMES') {
    await refuse(route, event, refuseFrame(connectionId, requestTimeEpoch))
  } else if (error.code === 'INTERNAL' || error.code === 'SERVICE_UNAVAILABLE')
    await postFrame(connectionId, errorFrame(error, undefined, 'en'))
  else await reject(connectionId, errorFrame(error, undefined, 'en'))
}

/** Answers a frame that is too much, or closes the socket that goes on sending such frames. */
async function refuse(route: SocketRoute, event: SocketEvent, admission: Admission): Promise<void> {
  const { connectionId } = event.requestContext
  if (admission === 'closes') {
    log.warn('a socket sent too many frames and is closed', { route: route.key })
    await closeFlooding(connectionId)
  }
  if (admission !== 'refused') return
  const { ref } = readFrame(route.actions ?? {}, event)
  await postFrame(connectionId, errorFrame(fail('TOO_MANY_FRAMES'), ref, 'en'))
}

async function answerTo<A extends Actions>(
  route: FrameRoute<A>,
  handlers: Handlers<A>,
  { name, ref, frame, refusal }: ReadFrame,
  sender: FrameSender,
): Promise<Frame> {
  const locale = sender.locale ?? 'en'
  if (refusal) return errorFrame(logAsAppError(route, refusal), ref, locale)
  try {
    // the frame was read by this action's own schema; TypeScript cannot follow that through the name
    const handle = handlers[name] as (frame: unknown, sender: FrameSender) => unknown
    const data = (await handle(frame, sender)) as Frame['data']
    return newFrame(route.actions[name]?.answers ?? 'ack', data, ref)
  } catch (error) {
    return errorFrame(logAsAppError(route, error), ref, locale)
  }
}

const errorFrame = (error: AppError, ref: Frame['ref'], locale: Locale): Frame =>
  newFrame('error', statusAndBodyOf(error, locale).body, ref)
