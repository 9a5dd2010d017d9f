import { createHash } from 'node:crypto'
import { IMAGE_FORMATS } from '#lib/gateways/images/image-formats.ts'
import { newImageName } from '#lib/gateways/images/own-images.ts'
import { type ImagePurpose, MAX_IMAGE_BYTES, PURPOSES } from '#lib/gateways/images/purposes.ts'
import { addMs, HOUR, realTime } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import type { UserId } from '#lib/platform/ids.ts'

interface UploadRequest {
  readonly purpose: ImagePurpose
  readonly owner: UserId
}

/**
 * Signs an upload that an app makes directly to Cloudinary: a form with these fields and the `file`. The signature
 * fixes the name, the folder, the formats and the transformation of the picture, and is valid for an hour. The first
 * picture under the name stays: a second upload with the same form replaces nothing that is shown by then. We compute
 * the signature ourselves: the SDK would add 180 KB to this function for one hash (a test compares both).
 */
export async function signUpload({ purpose, owner }: UploadRequest) {
  const { CLOUDINARY_CLOUD_NAME, CLOUDINARY_API_KEY, CLOUDINARY_API_SECRET, CLOUDINARY_UPLOAD_PREFIX } =
    await config('images')
  const { folder, transformation } = PURPOSES[purpose]
  const now = realTime()
  const signed = {
    allowed_formats: IMAGE_FORMATS.join(','),
    folder,
    overwrite: 'false',
    public_id: newImageName(owner),
    timestamp: String(Math.floor(now.getTime() / 1000)),
    transformation,
  }
  const prefix = CLOUDINARY_UPLOAD_PREFIX.replace(/\/$/, '')
  return {
    url: `${prefix}/v1_1/${CLOUDINARY_CLOUD_NAME}/image/upload`,
    fields: {
      ...signed,
      api_key: CLOUDINARY_API_KEY,
      signature: signatureOf(signed, CLOUDINARY_API_SECRET),
    },
    publicId: `${folder}/${signed.public_id}`,
    maxBytes: MAX_IMAGE_BYTES,
    expiresAt: addMs(now, HOUR).toISOString(),
  }
}

/** Cloudinary's signature: SHA-1 over the fields, sorted by name, followed by the secret. */
export function signatureOf(fields: Readonly<Record<string, string>>, secret: string): string {
  const text = Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name]}`.replaceAll('&', '%26'))
    .join('&')
  return createHash('sha1')
    .update(text + secret)
    .digest('hex')
}
