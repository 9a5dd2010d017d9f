import type { HttpEvent } from '#lib/lambda/http/http-event.ts'
import type { Identity } from '#lib/sessions/identify.ts'

/** A file of a multipart form. It is held in memory and never written to a disk. */
export interface UploadedFile {
  readonly content: Buffer
  readonly filename: string
}

/** An event in the middleware stack, with what the steps so far have read from it. */
export interface Stage extends Omit<HttpEvent, 'body'> {
  body?: unknown
  caller?: Identity
  params?: unknown
  files?: Record<string, UploadedFile>
}
