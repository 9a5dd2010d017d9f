import type * as z from 'zod'
import { AppError, statusAndBodyOf } from '#lib/errors/app-error.ts'
import type { SocketAction, SocketRoute } from '#lib/lambda/socket/define-socket-routes.ts'
import { readFrame } from '#lib/lambda/socket/read-frame.ts'
import type { SocketEvent, SocketHandler } from '#lib/lambda/socket/socket-event.ts'
import { logAsAppError, socketHandler } from '#lib/lambda/socket/socket-handler.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { type Frame, newFrame, postFrame } from '#lib/realtime/frame.ts'
import { findSocketOwner, reject } from '#lib/realtime/socket-owner.ts'
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

/**
 * The Lambda behind `$default`.
 * 1. Find the socket's owner. A socket that is not stored, or whose session has ended, is closed.
 * 2. Read the frame by its action's schema, do the action's work, and send a frame as the answer.
 * 3. If anything is wrong with the frame, send an `error` frame instead. The socket stays open.
 */
export function frameHandler<A extends Actions>(
  route: Omit<SocketRoute, 'actions'> & { readonly actions: A },
  handlers: Handlers<A>,
): SocketHandler {
  return socketHandler(route, async (event) => {
    const { connectionId } = event.requestContext
    const owner = await findSocketOwner(connectionId).catch((error: unknown) => logAsAppError(route, error))
    if (!(owner instanceof AppError)) {
      await postFrame(connectionId, await answerTo(route, handlers, event, { ...owner, connectionId }))
    } else if (owner.code === 'INTERNAL') {
      await postFrame(connectionId, errorFrame(owner, undefined, 'en')) // our own error: the socket stays open
    } else await reject(connectionId, errorFrame(owner, undefined, 'en'))
    return { statusCode: 200 }
  })
}

async function answerTo<A extends Actions>(
  route: Pick<SocketRoute, 'key'> & { readonly actions: A },
  handlers: Handlers<A>,
  event: SocketEvent,
  sender: FrameSender,
): Promise<Frame> {
  const { name, ref, frame, refusal } = readFrame(route.actions, event)
  const locale = sender.locale ?? 'en'
  if (refusal) return errorFrame(logAsAppError(route, refusal), ref, locale)
  try {
    // the frame was read by this action's own schema; TypeScript cannot follow that through the name
    const handle = handlers[name] as (frame: unknown, sender: FrameSender) => unknown
    const action = route.actions[name] as SocketAction
    const data = action.data.parse(await handle(frame, sender)) as Frame['data']
    return newFrame(action.answers, data, ref)
  } catch (error) {
    return errorFrame(logAsAppError(route, error), ref, locale)
  }
}

const errorFrame = (error: AppError, ref: Frame['ref'], locale: Locale): Frame =>
  newFrame('error', statusAndBodyOf(error, locale).body, ref)
