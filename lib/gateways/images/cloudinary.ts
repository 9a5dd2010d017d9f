import { Agent } from 'node:http'
import * as z from 'zod'
import { AppError, fail } from '#lib/errors/app-error.ts'
import { IMAGE_FORMATS } from '#lib/gateways/images/image-formats.ts'
import type { NewImage, StoredImage } from '#lib/gateways/images/images.ts'
import { newImageName } from '#lib/gateways/images/own-images.ts'
import { PURPOSES } from '#lib/gateways/images/purposes.ts'
import { SECOND } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import { log } from '#lib/platform/logger.ts'
import { withFreshSecrets } from '#lib/platform/secrets.ts'

const answer = z.object({ public_id: z.string(), version: z.int(), format: z.string(), bytes: z.int() })

const batch = z.object({ partial: z.boolean().default(false) })

/** How Cloudinary's SDK reports a failure: at the top level, or one level below. */
const failure = z.object({ http_code: z.number() })
const failures = z.union([failure, z.object({ error: failure }).transform(({ error }) => error)])

export const storeInCloudinary = (image: NewImage): Promise<StoredImage> =>
  withFreshSecrets(() => store(image), isKeyRefused)

export const findInCloudinary = (publicId: string): Promise<StoredImage | null> =>
  withFreshSecrets(() => find(publicId), isKeyRefused)

export const removeFromCloudinary = (publicId: string): Promise<void> =>
  withFreshSecrets(() => remove(publicId), isKeyRefused)

/** Deletes every picture whose public id begins so. */
export const removeAllFromCloudinary = (prefix: string): Promise<void> =>
  withFreshSecrets(() => removeAll(prefix), isKeyRefused)

/** A key that Cloudinary refuses may have been replaced in the secret: the call is then made once more. */
export const isKeyRefused = (error: unknown): boolean =>
  error instanceof AppError && [401, 403].includes(statusOf(error.detail.cause) ?? 0)

async function store({ purpose, owner, content }: NewImage): Promise<StoredImage> {
  const { v2, access } = await cloudinary()
  const { folder, transformation } = PURPOSES[purpose]
  const options = {
    ...access,
    folder,
    public_id: newImageName(owner),
    overwrite: false,
    allowed_formats: [...IMAGE_FORMATS],
    raw_transformation: transformation,
    timeout: 12 * SECOND,
    disable_promises: true, // else the SDK also rejects a promise that nothing handles, beside the callback
  }
  const stored = await new Promise((resolve, reject) => {
    const upload = v2.uploader.upload_stream(options, (error, result) =>
      error ? reject(error as Error) : resolve(result),
    )
    upload.end(content)
  }).catch((error: unknown) => {
    throw statusOf(error) === 400 ? fail('IMAGE_NOT_ACCEPTED', { cause: error }) : unavailable(error)
  })
  return toStoredImage(stored)
}

async function find(publicId: string): Promise<StoredImage | null> {
  const { v2, access } = await cloudinary()
  try {
    return toStoredImage(await v2.api.resource(publicId, { ...access, timeout: 5 * SECOND }))
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw unavailable(error)
  }
}

async function remove(publicId: string): Promise<void> {
  const { v2, access } = await cloudinary()
  const options = { ...access, invalidate: true, timeout: 5 * SECOND }
  await v2.uploader.destroy(publicId, options).catch((error: unknown) => {
    throw unavailable(error)
  })
}

/** Cloudinary deletes a thousand in a call, and says whether there are more. */
async function removeAll(prefix: string): Promise<void> {
  const { v2, access } = await cloudinary()
  const options = { ...access, invalidate: true, timeout: 12 * SECOND }
  for (;;) {
    const answered = await v2.api.delete_resources_by_prefix(prefix, options).catch((error: unknown) => {
      throw unavailable(error)
    })
    if (!batch.parse(answered).partial) return
  }
}

/** The SDK, loaded only when it is needed, and the options that every call gets. */
export async function cloudinary() {
  const settings = await config('images')
  const { v2 } = await import('cloudinary')
  const prefix = settings.CLOUDINARY_UPLOAD_PREFIX.replace(/\/$/, '')
  const access = {
    cloud_name: settings.CLOUDINARY_CLOUD_NAME,
    api_key: settings.CLOUDINARY_API_KEY,
    api_secret: settings.CLOUDINARY_API_SECRET,
    upload_prefix: prefix,
    // the SDK uses TLS unless it gets another agent: the local fake has plain HTTP
    ...(prefix.startsWith('http:') && { agent: new Agent() }),
  }
  return { v2, access }
}

function toStoredImage(stored: unknown): StoredImage {
  const { public_id: publicId, version, format, bytes } = answer.parse(stored)
  return { publicId, version, format, bytes }
}

function statusOf(error: unknown): number | null {
  const outcome = failures.safeParse(error)
  return outcome.success ? outcome.data.http_code : null
}

export function unavailable(error: unknown) {
  log.warn('image store failed', { status: statusOf(error) ?? 0, error })
  return fail('IMAGES_UNAVAILABLE', { cause: error })
}
