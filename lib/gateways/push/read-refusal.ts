import type { PushOutcome } from '#lib/gateways/push/push.ts'

/** What is read of FCM's error (google.rpc.Status with its details). */
interface Refusal {
  readonly error?: {
    readonly message?: unknown
    readonly status?: unknown
    readonly details?: readonly Detail[]
  }
}

interface Detail {
  readonly '@type'?: string
  readonly errorCode?: unknown
  readonly fieldViolations?: readonly { readonly field?: unknown }[]
}

const FCM_ERROR = 'type.googleapis.com/google.firebase.fcm.v1.FcmError'

/** FCM's codes for a token that will never work again: the app is gone, or the token is of another Firebase project. */
const DEAD_TOKEN_CODES = new Set<unknown>(['UNREGISTERED', 'SENDER_ID_MISMATCH'])

/** FCM names the field for most malformed tokens; for some it has only this text. */
const TOKEN_FIELDS = new Set<unknown>(['message.token', 'token'])
const INVALID_TOKEN_TEXT = /registration token is not a valid/i

/**
 * What an error of the SDK says about a push.
 * - `dead`: FCM names the token as the cause. A 404 that does not may be about our project, and a 400 about our text
 * - `refused`: the push itself is wrong (400, or the SDK's own check). It would be refused again, on every device
 * - null: anything else, such as a limit, an outage or our own credentials: worth another try
 */
export function readRefusal(error: unknown): Exclude<PushOutcome, 'accepted'> | null {
  if (!(error instanceof Error)) return null
  const response = 'httpResponse' in error ? (error.httpResponse as { status: number; data: unknown }) : null
  if (!response) return isOwnCheck(error) ? 'refused' : null
  const refusal = (isObject(response.data) ? response.data : {}) as Refusal
  if (namesToken(refusal)) return 'dead'
  return response.status === 400 ? 'refused' : null
}

function namesToken({ error }: Refusal): boolean {
  const details: readonly Detail[] = Array.isArray(error?.details) ? error.details : []
  const code = details.find((detail) => detail['@type'] === FCM_ERROR)?.errorCode
  if (DEAD_TOKEN_CODES.has(code)) return true
  if (error?.status !== 'INVALID_ARGUMENT') return false
  const fields = details.flatMap(({ fieldViolations }) => fieldViolations ?? []).map(({ field }) => field)
  if (fields.length > 0) return fields.every((field) => TOKEN_FIELDS.has(field))
  return typeof error.message === 'string' && INVALID_TOKEN_TEXT.test(error.message)
}

/** The SDK checks a message before it sends it, and then has no response. */
const isOwnCheck = (error: Error): boolean =>
  'code' in error &&
  (error.code === 'messaging/invalid-payload' || error.code === 'messaging/invalid-argument')

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
