import { randomBytes } from 'node:crypto'
import { cloudinary, isKeyRefused, unavailable } from '#lib/gateways/images/cloudinary.ts'
import { realTime, SECOND } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import { withFreshSecrets } from '#lib/platform/secrets.ts'

/** Cloudinary's words for a file that it does not look into, and that nobody gets without our signature. */
const KIND = { resource_type: 'raw', type: 'authenticated' } as const
const FOLDER = 'verification-documents'
/** What comes before the public id in the address of such a file. */
const BEFORE_ID = `/${KIND.resource_type}/${KIND.type}/`
const TRANSFER_TIMEOUT_MS = 12 * SECOND

/** The address of a file that is still to be stored, under a name that says nothing about anybody. */
export async function newPrivateFileUrl(): Promise<string> {
  const { CLOUDINARY_DELIVERY_URL, CLOUDINARY_CLOUD_NAME } = await config('images')
  const cloud = `${CLOUDINARY_DELIVERY_URL.replace(/\/$/, '')}/${CLOUDINARY_CLOUD_NAME}`
  return `${cloud}${BEFORE_ID}${FOLDER}/${randomBytes(16).toString('hex')}`
}

/** Stores bytes at their address, where there is nothing yet. Throws IMAGES_UNAVAILABLE. */
export const storePrivateFile = (url: string, content: Buffer): Promise<void> =>
  withFreshSecrets(() => store(publicIdIn(url), content), isKeyRefused)

/** The bytes at an address; null if there are none. Throws IMAGES_UNAVAILABLE. */
export const readPrivateFile = (url: string): Promise<Buffer | null> =>
  withFreshSecrets(() => read(publicIdIn(url)), isKeyRefused)

/** Deletes what is at an address. Does nothing if there is nothing. Throws IMAGES_UNAVAILABLE. */
export const removePrivateFile = (url: string): Promise<void> =>
  withFreshSecrets(() => remove(publicIdIn(url)), isKeyRefused)

function publicIdIn(url: string): string {
  const at = url.indexOf(BEFORE_ID)
  if (at < 0) throw new Error('this is no address of a private file')
  return url.slice(at + BEFORE_ID.length)
}

async function store(publicId: string, content: Buffer): Promise<void> {
  const { v2, access } = await cloudinary()
  const options = {
    ...access,
    ...KIND,
    public_id: publicId,
    overwrite: false,
    timeout: TRANSFER_TIMEOUT_MS,
    disable_promises: true, // else the SDK also rejects a promise that nothing handles, beside the callback
  }
  await new Promise<void>((resolve, reject) => {
    const upload = v2.uploader.upload_stream(options, (error) => (error ? reject(error as Error) : resolve()))
    upload.end(content)
  }).catch((error: unknown) => {
    throw unavailable(error)
  })
}

/** How long the signature of a download is valid: it is used at once. */
const LINK_SECONDS = 60

async function read(publicId: string): Promise<Buffer | null> {
  const { v2, access } = await cloudinary()
  const expiresAt = Math.floor(realTime().getTime() / 1000) + LINK_SECONDS
  const link = v2.utils.private_download_url(publicId, '', { ...access, ...KIND, expires_at: expiresAt })
  try {
    const response = await fetch(link, { signal: AbortSignal.timeout(TRANSFER_TIMEOUT_MS) })
    if (response.status === 404) return null
    if (!response.ok) throw Object.assign(new Error('not downloaded'), { http_code: response.status })
    return Buffer.from(await response.arrayBuffer())
  } catch (error) {
    throw unavailable(error)
  }
}

async function remove(publicId: string): Promise<void> {
  const { v2, access } = await cloudinary()
  const options = { ...access, ...KIND, invalidate: true, timeout: 5 * SECOND }
  await v2.uploader.destroy(publicId, options).catch((error: unknown) => {
    throw unavailable(error)
  })
}
