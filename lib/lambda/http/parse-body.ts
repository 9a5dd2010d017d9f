import { isUtf8 } from 'node:buffer'
import jsonBodyParser from '@middy/http-json-body-parser'
import { fail } from '#lib/errors/app-error.ts'
import type { ErrorCode } from '#lib/errors/codes.ts'
import { bodySchemaOf, type RouteDefinition } from '#lib/lambda/http/define-route.ts'
import { headerOf } from '#lib/lambda/http/http-event.ts'
import type { Stage, UploadedFile } from '#lib/lambda/http/stage.ts'
import { isDamaged } from '#lib/platform/utf8.ts'

/** The largest JSON body that any route accepts, in bytes. Pictures are uploaded directly to the image store. */
const MAX_JSON_BYTES = 256 * 1024

/** The maximum number of fields and files in a form. */
const MAX_PARTS = 40

const json = jsonBodyParser()

/**
 * Parses the body in place, unless the route reads none: JSON, or a multipart form if the route accepts files. A missing body
 * becomes an empty object, so that the schema reports what is missing. Returns the files.
 * Throws MALFORMED_JSON and MALFORMED_FORM, also for bytes that are not UTF-8; BODY_TOO_LARGE, VALIDATION_FAILED if a file is missing or unknown, and
 * IMAGE_TOO_LARGE, or the file's own code, if a file is too large.
 */
export async function parseBody(route: RouteDefinition, event: Stage): Promise<Record<string, UploadedFile>> {
  if (route.raw) event.body = readRaw(event)
  if (!bodySchemaOf(route)) return {}
  const files = await parse(route, event)
  for (const [name, { required }] of Object.entries(route.files ?? {})) {
    if (required && !files[name]) throw invalidAt(name, 'Required')
  }
  return files
}

/** The raw bytes of the body, to verify a signature over them. Throws BODY_TOO_LARGE. */
function readRaw({ body, isBase64Encoded }: Stage): Buffer {
  const raw = Buffer.from(typeof body === 'string' ? body : '', isBase64Encoded ? 'base64' : 'utf8')
  if (raw.byteLength > MAX_JSON_BYTES) throw fail('BODY_TOO_LARGE')
  return raw
}

/** A file that the route requires. It is always present, as parseBody refuses a request without it. */
export function requiredFile(files: Readonly<Record<string, UploadedFile>>, name: string): UploadedFile {
  const file = files[name]
  if (!file) throw invalidAt(name, 'Required')
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
  if (Buffer.byteLength(event.body as string) > MAX_JSON_BYTES) throw fail('BODY_TOO_LARGE')
  if (!isText(event)) throw fail('MALFORMED_JSON')
  await orRefuse('MALFORMED_JSON', () => json.before?.({ event } as never)) // throws 415 and 422: both are our 400
  return {}
}

/** Whether the body is UTF-8, as JSON has to be. If the gateway decoded it, wrong bytes have been replaced. */
const isText = ({ body, isBase64Encoded }: Stage): boolean =>
  isBase64Encoded ? isUtf8(Buffer.from(String(body), 'base64')) : !isDamaged(String(body))

async function parseForm(rules: NonNullable<RouteDefinition['files']>, event: Stage) {
  const fields = new Map<string, unknown>()
  const files: Record<string, UploadedFile> = {}
  for (const [name, part] of await partsOf(event)) {
    if ([name, typeof part === 'string' ? part : part.name].some(isDamaged)) throw fail('MALFORMED_FORM')
    if (fields.has(name) || Object.hasOwn(files, name)) throw invalidAt(name, 'Given twice')
    if (typeof part === 'string') fields.set(name, fieldOf(part))
    else files[name] = await readFile(rules, name, part)
  }
  event.body = Object.fromEntries(fields)
  return files
}

/** The parts of a form, read by Node's own parser. Throws MALFORMED_FORM for an incomplete form. */
async function partsOf(event: Stage): Promise<(readonly [string, string | File])[]> {
  const bytes = Buffer.from(String(event.body), event.isBase64Encoded ? 'base64' : 'utf8')
  const headers = { 'content-type': headerOf(event, 'content-type') ?? '' }
  const parts = await orRefuse('MALFORMED_FORM', async () => [
    ...(await new Response(bytes, { headers }).formData()),
  ])
  if (parts.length > MAX_PARTS) throw fail('MALFORMED_FORM')
  return parts
}

async function readFile(
  rules: NonNullable<RouteDefinition['files']>,
  name: string,
  file: File,
): Promise<UploadedFile> {
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
  if (!rule) throw invalidAt(name, 'Unknown file')
  if (file.size > rule.maxBytes) throw fail(rule.tooLarge ?? 'IMAGE_TOO_LARGE')
  return { content: Buffer.from(await file.arrayBuffer()), filename: file.name }
}

const invalidAt = (path: string, message: string) =>
  fail('VALIDATION_FAILED', { errors: [{ path, message }] })

/** The value of a field. A form has only text, so lists and objects are sent as JSON. */
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
