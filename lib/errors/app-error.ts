import { ERRORS, STATUS_OF, type ErrorCode } from '#lib/errors/codes.ts'
import type { Locale } from '#lib/platform/locale.ts'

/** One complaint about one place of a request, as api.md's `errors` lists them. */
export interface Complaint {
  readonly path: string
  readonly message: string
}

export interface ErrorDetail {
  /** Complaints about single fields of the request. */
  readonly errors?: readonly Complaint[]
  /** Seconds until another attempt makes sense (`Retry-After`). */
  readonly retryAfter?: number
  /** Fields that this one code promises beside `message` and `code` (a block's reason and time). */
  readonly fields?: Readonly<Record<string, string | null>>
  readonly cause?: unknown
}

/** A refusal that the caller is meant to see. Anything else that is thrown is a 500. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly detail: ErrorDetail

  constructor(code: ErrorCode, detail: ErrorDetail = {}) {
    super(code, { cause: detail.cause })
    this.code = code
    this.detail = detail
  }
}

/** Refuses with a code of the table: `throw fail('QUOTE_NOT_OPEN')`. */
export const fail = (code: ErrorCode, detail?: ErrorDetail): AppError => new AppError(code, detail)

export const isRefusal = (error: unknown, code: ErrorCode): boolean =>
  error instanceof AppError && error.code === code

/** The status and the body that a refusal is answered with. */
export function answerOf({ code, detail }: AppError, locale: Locale) {
  const { kind, [locale]: message } = ERRORS[code]
  return {
    status: STATUS_OF[kind],
    body: { message, code, ...detail.fields, ...(detail.errors && { errors: detail.errors }) },
  }
}
