import { createHash, timingSafeEqual } from 'node:crypto'
import {
  serve,
  type StandIn,
  type StandInAnswer,
  type StandInRequest,
} from '#infra/local/stand-ins/stand-in.ts'
import type { ImageFormat } from '#lib/images/formats.ts'
import { readImage } from '#lib/images/read-image.ts'

/** A picture that the stand-in holds. */
export interface HeldImage {
  readonly publicId: string
  readonly bytes: Buffer
  readonly format: string
  readonly transformation: string
  readonly version: number
}

export interface CloudinaryStandIn extends StandIn {
  readonly images: () => readonly HeldImage[]
  /** Refuses the next `times` calls with this status; 0 takes no notice of them at all. */
  readonly failNext: (status: number, times?: number) => void
}

interface Account {
  readonly cloudName: string
  readonly apiKey: string
  readonly apiSecret: string
}

const CORS = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }
const UNSIGNED = new Set(['file', 'api_key', 'cloud_name', 'resource_type', 'signature'])
const MAX_AGE = 3_600 // a signature is taken for an hour, as by Cloudinary

/**
 * Cloudinary on this machine: uploads (its server's and, with CORS, the apps' own), deletes, the admin
 * API's look at one picture, and delivery. Signatures are really checked.
 */
export async function startCloudinaryStandIn({
  port = 0,
  cloudName = 'craftworks-local',
  apiKey = 'stand-in-key',
  apiSecret = 'stand-in-secret',
}: Partial<Account> & { readonly port?: number } = {}): Promise<CloudinaryStandIn> {
  const account = { cloudName, apiKey, apiSecret }
  const held = new Map<string, HeldImage>()
  const failures: number[] = []
  const address = { url: '' }
  const api = `/v1_1/${cloudName}`

  const { url, stop } = await serve((request) => {
    const {
      method,
      url: { pathname },
    } = request
    if (method === 'OPTIONS') return { status: 204, headers: CORS }
    if (pathname.startsWith(`/${cloudName}/image/upload/`)) return deliver(held, pathname)
    const failure = failures.shift()
    if (failure === 0) return new Promise<never>(() => undefined)
    if (failure !== undefined) return refuse(failure, 'Refused by the stand-in')
    if (method === 'POST' && pathname === `${api}/image/upload`)
      return upload(held, account, address.url, request)
    if (method === 'POST' && pathname === `${api}/image/destroy`) return destroy(held, account, request)
    const resource = `${api}/resources/image/upload/`
    if (method === 'GET' && pathname.startsWith(resource)) {
      return look(held, account, address.url, request, decodeURIComponent(pathname.slice(resource.length)))
    }
    return refuse(404, 'Not found')
  }, port)
  address.url = url
  return {
    url,
    env: {
      CLOUDINARY_CLOUD_NAME: cloudName,
      CLOUDINARY_API_KEY: apiKey,
      CLOUDINARY_API_SECRET: apiSecret,
      CLOUDINARY_UPLOAD_PREFIX: url,
      CLOUDINARY_DELIVERY_URL: url,
    },
    stop,
    images: () => [...held.values()],
    failNext: (status, times = 1) => void failures.push(...Array<number>(times).fill(status)),
  }
}

type Held = Map<string, HeldImage>

async function upload(
  held: Held,
  account: Account,
  url: string,
  request: StandInRequest,
): Promise<StandInAnswer> {
  const form = await formOf(request)
  const complaint = complaintAbout(form, account)
  if (complaint) return complaint
  const file = form.get('file')
  if (!(file instanceof Blob)) return refuse(400, 'Missing required parameter - file')
  const bytes = Buffer.from(await file.arrayBuffer())
  const format = formatOf(bytes)
  const allowed = field(form, 'allowed_formats')?.split(',')
  if (!format || (allowed && !allowed.includes(format))) return refuse(400, 'Image file format not allowed')
  const publicId = [
    field(form, 'folder'),
    field(form, 'public_id') ?? createHash('sha1').update(bytes).digest('hex').slice(0, 20),
  ]
    .filter(Boolean)
    .join('/')
  const image = {
    publicId,
    bytes,
    format,
    transformation: field(form, 'transformation') ?? '',
    version: Math.floor(Date.now() / 1000),
  }
  held.set(publicId, image)
  return { status: 200, headers: CORS, json: describe(image, account, url) }
}

async function destroy(held: Held, account: Account, request: StandInRequest): Promise<StandInAnswer> {
  const form = await formOf(request)
  const complaint = complaintAbout(form, account)
  if (complaint) return complaint
  const existed = held.delete(field(form, 'public_id') ?? '')
  return { status: 200, json: { result: existed ? 'ok' : 'not found' } }
}

function look(
  held: Held,
  account: Account,
  url: string,
  { headers }: StandInRequest,
  publicId: string,
): StandInAnswer {
  const expected = `Basic ${Buffer.from(`${account.apiKey}:${account.apiSecret}`).toString('base64')}`
  if (headers.authorization !== expected) return refuse(401, 'Unknown API key')
  const image = held.get(publicId)
  return image
    ? { status: 200, json: describe(image, account, url) }
    : refuse(404, `Resource not found - ${publicId}`)
}

function deliver(held: Held, pathname: string): StandInAnswer {
  const path = decodeURIComponent(pathname)
  const image = [...held.values()].find(
    ({ publicId }) => path.endsWith(`/${publicId}`) || path.includes(`/${publicId}.`),
  )
  if (!image) return { status: 404 }
  const type = `image/${image.format === 'jpg' ? 'jpeg' : image.format}`
  return { status: 200, bytes: image.bytes, headers: { ...CORS, 'content-type': type } }
}

function describe(
  { publicId, bytes, format, version, transformation }: HeldImage,
  { cloudName }: Account,
  url: string,
) {
  const [, width] = /\bw_(\d+)/.exec(transformation) ?? []
  const [, height] = /\bh_(\d+)/.exec(transformation) ?? []
  const secureUrl = `${url}/${cloudName}/image/upload/v${version}/${publicId}.${format}`
  return {
    public_id: publicId,
    version,
    width: Number(width ?? 800),
    height: Number(height ?? 600),
    format,
    resource_type: 'image',
    type: 'upload',
    bytes: bytes.byteLength,
    url: secureUrl,
    secure_url: secureUrl,
  }
}

/** What is wrong with the signature of a form, as Cloudinary would say it. */
function complaintAbout(form: FormData, { apiKey, apiSecret }: Account): StandInAnswer | undefined {
  if (field(form, 'api_key') !== apiKey) return refuse(401, 'Unknown API key')
  const signed = [...form.entries()].filter(([name, value]) => !UNSIGNED.has(name) && value !== '')
  const text = signed
    .map(([name, value]) => `${name}=${String(value)}`.replaceAll('&', '%26'))
    .sort((a, b) => (a.split('=')[0] ?? '').localeCompare(b.split('=')[0] ?? ''))
    .join('&')
  const expected = createHash('sha1')
    .update(text + apiSecret)
    .digest()
  const given = Buffer.from(field(form, 'signature') ?? '', 'hex')
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return refuse(401, 'Invalid Signature')
  const age = Date.now() / 1000 - Number(field(form, 'timestamp'))
  return age < MAX_AGE ? undefined : refuse(400, 'Stale request')
}

const formOf = ({ headers, body }: StandInRequest): Promise<FormData> =>
  new Response(new Uint8Array(body), {
    headers: { 'content-type': headers['content-type'] ?? '' },
  }).formData()

function field(form: FormData, name: string): string | undefined {
  const value = form.get(name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

const refuse = (status: number, message: string): StandInAnswer => ({
  status,
  headers: CORS,
  json: { error: { message } },
})

/** The format of a picture; undefined for what is none. */
function formatOf(bytes: Buffer): ImageFormat | undefined {
  try {
    return readImage(bytes).format
  } catch {
    return undefined
  }
}
