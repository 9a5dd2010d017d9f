import { createHash, timingSafeEqual } from 'node:crypto'
import { AuthenticatedFiles, type StoredFile } from '#infra/fakes/cloudinary-files.ts'
import { transform } from '#infra/fakes/cloudinary-transform.ts'
import { type FakeRequest, type FakeResponse, type FakeServer, serve } from '#infra/fakes/fake-server.ts'
import type { ImageFormat } from '#lib/gateways/images/image-formats.ts'
import { readImage } from '#lib/gateways/images/read-image.ts'

/** A picture that the fake stores. */
export interface StoredImage {
  readonly publicId: string
  readonly bytes: Buffer
  readonly width: number
  readonly height: number
  /** The size before the transformation. It is what the limit of 5 MB is about, so this fake answers it as `bytes`. */
  readonly uploadedBytes: number
  readonly format: string
  readonly version: number
}

export interface CloudinaryFake extends FakeServer {
  readonly images: () => readonly StoredImage[]
  /** The authenticated raw files, as they were sent. */
  readonly files: () => readonly StoredFile[]
  /** Refuses the next `times` calls with this status; with 0 they are never answered. */
  readonly failNext: (status: number, times?: number) => void
}

interface Account {
  readonly cloudName: string
  readonly apiKey: string
  readonly apiSecret: string
}

const CORS = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }
const UNSIGNED = new Set(['file', 'api_key', 'cloud_name', 'resource_type', 'signature'])
const MAX_AGE_SECONDS = 3_600 // a signature is valid for an hour, as at Cloudinary

/**
 * Cloudinary on this machine: uploads (from our server and, with CORS, straight from apps), deletes, reading one
 * picture through the admin API, and delivery; authenticated raw files, which only a signed link downloads. Signatures
 * are verified. In `folder` raw files outlive a restart.
 */
export async function startCloudinaryFake({
  port = 0,
  cloudName = 'craftworks-local',
  apiKey = 'fake-key',
  apiSecret = 'fake-secret',
  folder,
}: Partial<Account> & { readonly port?: number; readonly folder?: string } = {}): Promise<CloudinaryFake> {
  const account = { cloudName, apiKey, apiSecret }
  const images = new Map<string, StoredImage>()
  const files = new AuthenticatedFiles(folder)
  const failures: number[] = []
  const address = { url: '' }
  const api = `/v1_1/${cloudName}`

  const { url, stop } = await serve((request) => {
    const {
      method,
      url: { pathname },
    } = request
    if (method === 'OPTIONS') return { status: 204, headers: CORS }
    if (pathname.startsWith(`/${cloudName}/image/upload/`)) return deliver(images, pathname)
    if (pathname.startsWith(`/${cloudName}/raw/authenticated/`)) return refuse(401, 'Unsigned')
    const failure = failures.shift()
    if (failure === 0) return new Promise<never>(() => undefined)
    if (failure !== undefined) return refuse(failure, 'Refused by the fake')
    if (method === 'POST' && pathname === `${api}/image/upload`)
      return upload(images, account, address.url, request)
    if (method === 'POST' && pathname === `${api}/image/destroy`) return destroy(images, account, request)
    const answerFile = FILE_ENDPOINTS[`${method} ${pathname.slice(api.length)}`]
    if (answerFile) return answerFile(files, account, request)
    const resource = `${api}/resources/image/upload/`
    if (method === 'DELETE' && pathname === resource.slice(0, -1))
      return removeByPrefix(images, account, request)
    if (method === 'GET' && pathname.startsWith(resource)) {
      return readResource(
        images,
        account,
        address.url,
        request,
        decodeURIComponent(pathname.slice(resource.length)),
      )
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
    images: () => [...images.values()],
    files: files.all,
    failNext: (status, times = 1) => void failures.push(...Array<number>(times).fill(status)),
  }
}

type ImageStore = Map<string, StoredImage>

async function upload(
  images: ImageStore,
  account: Account,
  url: string,
  request: FakeRequest,
): Promise<FakeResponse> {
  const form = await formOf(request)
  const refused = checkSignature(form, account)
  if (refused) return refused
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
  const existing = field(form, 'overwrite') === 'false' ? images.get(publicId) : undefined
  if (existing) {
    return { status: 200, headers: CORS, json: { ...describe(existing, account, url), existing: true } }
  }
  const stored = await transform(bytes, field(form, 'transformation') ?? '').catch(() => null)
  if (!stored) return refuse(400, 'Invalid image file')
  const image = {
    publicId,
    ...stored,
    uploadedBytes: bytes.byteLength,
    format,
    version: Math.floor(Date.now() / 1000),
  }
  images.set(publicId, image)
  return { status: 200, headers: CORS, json: describe(image, account, url) }
}

async function destroy(images: ImageStore, account: Account, request: FakeRequest): Promise<FakeResponse> {
  const form = await formOf(request)
  const refused = checkSignature(form, account)
  if (refused) return refused
  const existed = images.delete(field(form, 'public_id') ?? '')
  return { status: 200, json: { result: existed ? 'ok' : 'not found' } }
}

type AnswerFile = (
  files: AuthenticatedFiles,
  account: Account,
  request: FakeRequest,
) => FakeResponse | Promise<FakeResponse>

/** The endpoints of raw files, behind the account's part of the address. */
const FILE_ENDPOINTS: Readonly<Record<string, AnswerFile>> = {
  'POST /raw/upload': uploadFile,
  'POST /raw/destroy': destroyFile,
  'GET /raw/download': downloadFile,
}

async function uploadFile(
  files: AuthenticatedFiles,
  account: Account,
  request: FakeRequest,
): Promise<FakeResponse> {
  const form = await formOf(request)
  const refused = checkSignature(form, account)
  if (refused) return refused
  const file = form.get('file')
  const publicId = field(form, 'public_id')
  if (!(file instanceof Blob) || !publicId) return refuse(400, 'Missing required parameter - file')
  if (field(form, 'type') !== 'authenticated') return refuse(400, 'This fake keeps authenticated files only')
  const stored = files.add(
    { publicId, bytes: Buffer.from(await file.arrayBuffer()), version: Math.floor(Date.now() / 1000) },
    field(form, 'overwrite') !== 'false',
  )
  const { bytes, version } = stored
  const about = { public_id: publicId, version, bytes: bytes.byteLength }
  return { status: 200, json: { ...about, resource_type: 'raw', type: 'authenticated' } }
}

async function destroyFile(
  files: AuthenticatedFiles,
  account: Account,
  request: FakeRequest,
): Promise<FakeResponse> {
  const form = await formOf(request)
  const refused = checkSignature(form, account)
  if (refused) return refused
  const existed = field(form, 'type') === 'authenticated' && files.delete(field(form, 'public_id') ?? '')
  return { status: 200, json: { result: existed ? 'ok' : 'not found' } }
}

function downloadFile(files: AuthenticatedFiles, account: Account, { url }: FakeRequest): FakeResponse {
  const form = new FormData()
  for (const [name, value] of url.searchParams) form.set(name, value)
  const refused = checkSignature(form, account)
  if (refused) return refused
  if (Number(field(form, 'expires_at')) < Date.now() / 1000) return refuse(401, 'Link expired')
  const file = field(form, 'type') === 'authenticated' ? files.get(field(form, 'public_id') ?? '') : undefined
  if (!file) return refuse(404, 'Resource not found')
  return { status: 200, bytes: file.bytes, headers: { 'content-type': 'application/octet-stream' } }
}

function readResource(
  images: ImageStore,
  account: Account,
  url: string,
  { headers }: FakeRequest,
  publicId: string,
): FakeResponse {
  if (!isAuthorized(headers, account)) return refuse(401, 'Unknown API key')
  const image = images.get(publicId)
  return image
    ? { status: 200, json: describe(image, account, url) }
    : refuse(404, `Resource not found - ${publicId}`)
}

/** The key and the secret of the account, as the admin API wants them. */
const isAuthorized = (headers: FakeRequest['headers'], { apiKey, apiSecret }: Account): boolean =>
  headers.authorization === `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString('base64')}`

/** The most that one call deletes, as at Cloudinary. */
const MAX_DELETED = 1_000

function removeByPrefix(
  images: ImageStore,
  account: Account,
  { headers, url, body }: FakeRequest,
): FakeResponse {
  if (!isAuthorized(headers, account)) return refuse(401, 'Unknown API key')
  const prefix = url.searchParams.get('prefix') ?? new URLSearchParams(String(body)).get('prefix') ?? ''
  if (prefix === '') return refuse(400, 'Missing required parameter - prefix')
  const fitting = [...images.keys()].filter((publicId) => publicId.startsWith(prefix))
  const deleted = fitting.slice(0, MAX_DELETED)
  for (const publicId of deleted) images.delete(publicId)
  const partial = fitting.length > MAX_DELETED
  return { status: 200, json: { deleted: Object.fromEntries(deleted.map((id) => [id, 'deleted'])), partial } }
}

function deliver(images: ImageStore, pathname: string): FakeResponse {
  const path = decodeURIComponent(pathname)
  const image = [...images.values()].find(
    ({ publicId }) => path.endsWith(`/${publicId}`) || path.includes(`/${publicId}.`),
  )
  if (!image) return { status: 404 }
  const type = `image/${image.format === 'jpg' ? 'jpeg' : image.format}`
  return { status: 200, bytes: image.bytes, headers: { ...CORS, 'content-type': type } }
}

function describe(
  { publicId, uploadedBytes, width, height, format, version }: StoredImage,
  { cloudName }: Account,
  url: string,
) {
  const secureUrl = `${url}/${cloudName}/image/upload/v${version}/${publicId}.${format}`
  return {
    public_id: publicId,
    version,
    width,
    height,
    format,
    resource_type: 'image',
    type: 'upload',
    bytes: uploadedBytes,
    url: secureUrl,
    secure_url: secureUrl,
  }
}

/** Cloudinary's refusal if the key, the signature or the age of a form is wrong; else undefined. */
function checkSignature(form: FormData, { apiKey, apiSecret }: Account): FakeResponse | undefined {
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
  return age < MAX_AGE_SECONDS ? undefined : refuse(400, 'Stale request')
}

const formOf = ({ headers, body }: FakeRequest): Promise<FormData> =>
  new Response(new Uint8Array(body), {
    headers: { 'content-type': headers['content-type'] ?? '' },
  }).formData()

function field(form: FormData, name: string): string | undefined {
  const value = form.get(name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

const refuse = (status: number, message: string): FakeResponse => ({
  status,
  headers: CORS,
  json: { error: { message } },
})

/** The format of a picture; undefined if the bytes are not a picture. */
function formatOf(bytes: Buffer): ImageFormat | undefined {
  try {
    return readImage(bytes).format
  } catch {
    return undefined
  }
}
