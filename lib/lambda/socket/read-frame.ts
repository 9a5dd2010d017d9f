import * as z from 'zod'
import { type AppError, fail } from '#lib/errors/app-error.ts'
import { READING } from '#lib/errors/issue-texts.ts'
import { validationError } from '#lib/lambda/http/read-input.ts'
import type { SocketAction } from '#lib/lambda/socket/define-socket-routes.ts'
import type { SocketEvent } from '#lib/lambda/socket/socket-event.ts'
import { isDamaged } from '#lib/platform/utf8.ts'

/** A frame that was read: its action and content, or the error; and its `ref` and its `seq`, if it has them. */
export type ReadFrame = { readonly ref: string | number | undefined; readonly seq: number | undefined } & (
  | { readonly name: string; readonly frame: unknown; readonly refusal?: undefined }
  | { readonly name?: undefined; readonly frame?: undefined; readonly refusal: AppError }
)

/** Reads a frame by its action's schema. Its errors: MALFORMED_JSON, UNKNOWN_ACTION, VALIDATION_FAILED, INVALID_ID. */
export function readFrame(
  actions: Readonly<Record<string, SocketAction>>,
  { body = '', isBase64Encoded }: SocketEvent,
): ReadFrame {
  const sent = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body
  const content = isDamaged(sent) ? undefined : parse(sent)
  if (content === undefined) return { ref: undefined, seq: undefined, refusal: fail('MALFORMED_JSON') }
  const fields = anyObject.safeParse(content, READING)
  if (!fields.success) {
    return { ref: undefined, seq: undefined, refusal: validationError(fields.error.issues) }
  }
  const { action, ref: given, seq: place } = fields.data
  // a frame that is refused has its place all the same
  const seq = Number.isSafeInteger(place) && (place as number) > 0 ? (place as number) : undefined
  const ref =
    (typeof given === 'string' && given.length <= 100) || Number.isFinite(given)
      ? (given as string)
      : undefined
  const known = typeof action === 'string' && Object.hasOwn(actions, action) ? actions[action] : undefined
  if (!known) return { ref, seq, refusal: fail('UNKNOWN_ACTION') }
  const outcome = known.frame.safeParse(content, READING)
  if (!outcome.success) return { ref, seq, refusal: validationError(outcome.error.issues) }
  return { ref, seq, name: action as string, frame: outcome.data }
}

/** A list, a word or `null` is JSON, and no frame. */
const anyObject = z.record(z.string(), z.unknown())

/** What a text says as JSON; undefined if it is none. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
