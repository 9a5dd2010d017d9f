import { type ErrorCode, ERRORS, STATUS_OF } from '#lib/errors/codes.ts'
import { sentenceIn } from '#lib/errors/field-texts.ts'
import type { Bilingual, Locale } from '#lib/platform/locale.ts'

/** What is wrong with one field of a request, as api.md's `errors` lists them. */
export interface FieldError {
  readonly path: string
  /** In both languages, or an English sentence that field-texts.ts has in Arabic. */
  readonly message: string | Bilingual
}

export interface ErrorDetail {
  /** What is wrong with single fields of the request. */
  readonly errors?: readonly FieldError[]
  /** Seconds until another attempt makes sense (`Retry-After`). */
  readonly retryAfter?: number
  /** Fields that this code has in addition to `message` and `code` (the reason and the time of a ban). */
  readonly fields?: Readonly<Record<string, unknown>>
  /** The page that a browser shows instead of the JSON. */
  readonly page?: string
  readonly cause?: unknown
}

/** An error that the caller is meant to see. Any other error that is thrown becomes a 500. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly detail: ErrorDetail

  constructor(code: ErrorCode, detail: ErrorDetail = {}) {
    super(code, { cause: detail.cause })
    this.code = code
    this.detail = detail
  }
}

/** Makes the error of a code in the table: `throw fail('QUOTE_NOT_OPEN')`. */
export const fail = (code: ErrorCode, detail?: ErrorDetail): AppError => new AppError(code, detail)

export const isRefusal = (error: unknown, code: ErrorCode): boolean =>
  error instanceof AppError && error.code === code

/** The status and the body of the response for an error. */
export function statusAndBodyOf({ code, detail }: AppError, locale: Locale) {
  const { kind, [locale]: message } = ERRORS[code]
  const errors = detail.errors?.map(({ path, message: sentence }) => ({
    path,
    message: sentenceIn(sentence, locale),
  }))
  return {
    status: STATUS_OF[kind],
    body: { message, code, ...detail.fields, ...(errors && { errors }) },
  }
}
