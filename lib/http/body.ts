import jsonBodyParser from '@middy/http-json-body-parser'
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

/** How many fields and files a form has at the most. */
const MAX_PARTS = 40

const json = jsonBodyParser()

/**
 * Parses the body of a route that has one, in place: JSON, or a multipart form where the route takes
 * files. No body at all is an empty object, and the schema says what is missing. Answers the files.
 * Throws MALFORMED_JSON, MALFORMED_FORM, BODY_TOO_LARGE, and VALIDATION_FAILED
 * where a file is missing, unknown or too large (IMAGE_TOO_LARGE).
 */
export async function parseBody(route: RouteDefinition, event: Stage): Promise<Record<string, UploadedFile>> {
  if (route.raw) event.body = rawOf(event)
  if (!route.body) return {}
  const files = await parse(route, event)
  for (const [name, { required }] of Object.entries(route.files ?? {})) {
    if (required && !files[name]) throw refusedAt(name, 'Required')
  }
  return files
}

/** The bytes as they came, for whoever checks a signature over them. Throws BODY_TOO_LARGE. */
function rawOf({ body, isBase64Encoded }: Stage): Buffer {
  const raw = Buffer.from(typeof body === 'string' ? body : '', isBase64Encoded ? 'base64' : 'utf8')
  if (raw.byteLength > MAX_JSON) throw fail('BODY_TOO_LARGE')
  return raw
}

/** A file that the route requires, and that is there since parsing the body refused it otherwise. */
export function fileOf(files: Readonly<Record<string, UploadedFile>>, name: string): UploadedFile {
  const file = files[name]
  if (!file) throw refusedAt(name, 'Required')
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

async function parseForm(rules: NonNullable<RouteDefinition['files']>, event: Stage) {
  const fields = new Map<string, unknown>()
  const files: Record<string, UploadedFile> = {}
  for (const [name, part] of await partsOf(event)) {
    if (fields.has(name) || Object.hasOwn(files, name)) throw refusedAt(name, 'Given twice')
    if (typeof part === 'string') fields.set(name, fieldOf(part))
    else files[name] = await takeFile(rules, name, part)
  }
  event.body = Object.fromEntries(fields)
  return files
}

/** The parts of a form, read by Node's own parser: what is not whole is an error here and nowhere else. */
async function partsOf(event: Stage): Promise<(readonly [string, string | File])[]> {
  const bytes = Buffer.from(String(event.body), event.isBase64Encoded ? 'base64' : 'utf8')
  const headers = { 'content-type': headerOf(event, 'content-type') ?? '' }
  const parts = await orRefuse('MALFORMED_FORM', async () => [
    ...(await new Response(bytes, { headers }).formData()),
  ])
  if (parts.length > MAX_PARTS) throw fail('MALFORMED_FORM')
  return parts
}

async function takeFile(
  rules: NonNullable<RouteDefinition['files']>,
  name: string,
  file: File,
): Promise<UploadedFile> {
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
  if (!rule) throw refusedAt(name, 'Unknown file')
  if (file.size > rule.maxBytes) throw fail('IMAGE_TOO_LARGE')
  return { content: Buffer.from(await file.arrayBuffer()), filename: file.name }
}

const refusedAt = (path: string, message: string) =>
  fail('VALIDATION_FAILED', { errors: [{ path, message }] })

/** A form has only text: lists and objects come as JSON in a field. */
function fieldOf(part: string): unknown {
  if (!/^\s*[[{]/.test(part)) return part
  try {
    return JSON.parse(part) as unknown
  } catch {
    return part
  }
}

async function orRefuse<T>(code: ErrorCode, parse: () => T | Promise<T>): Promise<T> {
  try {
    return await parse()
  } catch (cause) {
    throw fail(code, { cause })
  }
}
