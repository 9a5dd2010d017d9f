import jsonBodyParser from '@middy/http-json-body-parser'
import multipartBodyParser from '@middy/http-multipart-body-parser'
import { fail } from '#lib/errors/app-error.ts'
import type { ErrorCode } from '#lib/errors/codes.ts'
import type { RouteDefinition } from '#lib/http/define-route.ts'
import type { Stage } from '#lib/http/endpoint.ts'
import { headerOf } from '#lib/http/gateway-event.ts'

/** A file of a multipart form, whole in memory (nothing is written to a disk). */
export interface UploadedFile {
  readonly content: Buffer
  readonly filename: string
}

/** The largest JSON body that any route takes, in bytes; pictures go straight to the image store. */
const MAX_JSON = 256 * 1024

const json = jsonBodyParser()

/**
 * Parses the body of a route that has one, in place: JSON, or a multipart form where the route takes
 * files. No body at all is an empty object, and the schema says what is missing. Answers the files.
 * Throws MALFORMED_JSON, MALFORMED_FORM, BODY_TOO_LARGE, and VALIDATION_FAILED
 * where a file is missing, unknown or too large (IMAGE_TOO_LARGE).
 */
export async function parseBody(route: RouteDefinition, event: Stage): Promise<Record<string, UploadedFile>> {
  if (!route.body) return {}
  const files = await parse(route, event)
  for (const [name, { required }] of Object.entries(route.files ?? {})) {
    if (required && !files[name])
      throw fail('VALIDATION_FAILED', { errors: [{ path: name, message: 'Required' }] })
  }
  return files
}

/** A file that the route requires, and that is there since parsing the body refused it otherwise. */
export function fileOf(files: Readonly<Record<string, UploadedFile>>, name: string): UploadedFile {
  const file = files[name]
  if (!file) throw fail('VALIDATION_FAILED', { errors: [{ path: name, message: 'Required' }] })
  return file
}

async function parse(route: RouteDefinition, event: Stage): Promise<Record<string, UploadedFile>> {
  if (event.body === undefined || event.body === null || event.body === '') {
    event.body = {}
    return {}
  }
  if (route.files && /^multipart\/form-data\b/i.test(headerOf(event, 'content-type') ?? '')) {
    return parseForm(route.files, event)
  }
  if (Buffer.byteLength(event.body as string) > MAX_JSON) throw fail('BODY_TOO_LARGE')
  await orRefuse('MALFORMED_JSON', () => json.before?.({ event } as never)) // throws 415 and 422: both are our 400
  return {}
}

async function parseForm(files: NonNullable<RouteDefinition['files']>, event: Stage) {
  const largest = Math.max(...Object.values(files).map(({ maxBytes }) => maxBytes))
  const form = multipartBodyParser({
    disableContentTypeCheck: true,
    busboy: { limits: { fileSize: largest + 1, files: 4, fields: 40, fieldSize: MAX_JSON, parts: 44 } },
  })
  await orRefuse('MALFORMED_FORM', () => form.before?.({ event } as never))
  const parts = Object.entries(event.body as Record<string, unknown>)
  const found: Record<string, UploadedFile> = {}
  for (const [name, part] of parts) {
    if (!isFile(part)) continue
    const rule = files[name]
    if (!rule) throw fail('VALIDATION_FAILED', { errors: [{ path: name, message: 'Unknown file' }] })
    if (part.content.byteLength > rule.maxBytes) throw fail('IMAGE_TOO_LARGE')
    found[name] = part
  }
  event.body = Object.fromEntries(
    parts.filter(([, part]) => !isFile(part)).map(([name, part]) => [name, fieldOf(part)]),
  )
  return found
}

const isFile = (part: unknown): part is UploadedFile =>
  typeof part === 'object' && part !== null && 'content' in part && Buffer.isBuffer(part.content)

/** A form has only text: lists and objects come as JSON in a field. */
function fieldOf(part: unknown): unknown {
  if (typeof part !== 'string' || !/^\s*[[{]/.test(part)) return part
  try {
    return JSON.parse(part) as unknown
  } catch {
    return part
  }
}

async function orRefuse(code: ErrorCode, parse: () => unknown): Promise<void> {
  try {
    await parse()
  } catch (cause) {
    throw fail(code, { cause })
  }
}
