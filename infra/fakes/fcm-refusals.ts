import type { FakeResponse } from '#infra/fakes/fake-server.ts'

interface Refusal {
  readonly code: number
  readonly status: string
  readonly message?: string
  /** The code in FCM's own detail, which some answers lack. */
  readonly errorCode?: string
  /** The field that the request has wrong, in a detail of its own. */
  readonly field?: string
}

const NOT_A_TOKEN = 'The registration token is not a valid FCM registration token'
const INVALID = { code: 400, status: 'INVALID_ARGUMENT', message: 'Request contains an invalid argument.' }

/** FCM's answers to a push that it does not accept, in their real shapes. */
const REFUSALS = {
  UNREGISTERED: {
    code: 404,
    status: 'NOT_FOUND',
    message: 'Requested entity was not found.',
    errorCode: 'UNREGISTERED',
  },
  INVALID_TOKEN: { ...INVALID, errorCode: 'INVALID_ARGUMENT', field: 'message.token' },
  /** The same without the field. */
  INVALID_TOKEN_TEXT: { ...INVALID, message: NOT_A_TOKEN, errorCode: 'INVALID_ARGUMENT' },
  SENDER_ID_MISMATCH: {
    code: 403,
    status: 'PERMISSION_DENIED',
    message: 'SenderId mismatch',
    errorCode: 'SENDER_ID_MISMATCH',
  },
  INVALID_PAYLOAD: { ...INVALID, message: "Invalid value at 'message.data[0].value'", field: 'message.data' },
  TOO_LARGE: { ...INVALID, message: 'Android message is too big', errorCode: 'INVALID_ARGUMENT' },
  NO_TOKEN: { ...INVALID, message: 'Recipient of the message is not set.', field: 'message' },
  PROJECT_NOT_FOUND: { code: 404, status: 'NOT_FOUND', message: 'Requested entity was not found.' },
  PERMISSION_DENIED: { code: 403, status: 'PERMISSION_DENIED', message: 'Permission denied on resource' },
  UNAUTHENTICATED: { code: 401, status: 'UNAUTHENTICATED' },
  THIRD_PARTY_AUTH_ERROR: { code: 401, status: 'UNAUTHENTICATED', errorCode: 'THIRD_PARTY_AUTH_ERROR' },
  QUOTA_EXCEEDED: { code: 429, status: 'RESOURCE_EXHAUSTED', errorCode: 'QUOTA_EXCEEDED' },
  INTERNAL: { code: 500, status: 'INTERNAL', errorCode: 'INTERNAL' },
} as const satisfies Readonly<Record<string, Refusal>>

export type PushFault = keyof typeof REFUSALS

export const PUSH_FAULTS = Object.keys(REFUSALS) as readonly PushFault[]

export const isPushFault = (name: string): name is PushFault => name in REFUSALS

export const refusalOf = (fault: PushFault): FakeResponse => refusal(REFUSALS[fault])

/** An answer in the shape of FCM's errors. */
export const refusal = ({
  code,
  status,
  message = 'Refused by the fake',
  errorCode,
  field,
}: Refusal): FakeResponse => {
  const details = [
    ...(errorCode ? [{ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode }] : []),
    ...(field
      ? [
          {
            '@type': 'type.googleapis.com/google.rpc.BadRequest',
            fieldViolations: [{ field, description: message }],
          },
        ]
      : []),
  ]
  return { status: code, json: { error: { code, status, message, ...(details.length > 0 && { details }) } } }
}
