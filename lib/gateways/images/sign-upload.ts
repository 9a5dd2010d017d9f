import { createHash } from 'node:crypto'
import { newImageName } from '#lib/gateways/images/own-images.ts'
import { MAX_IMAGE_BYTES, PURPOSES, type ImagePurpose } from '#lib/gateways/images/purposes.ts'
import { IMAGE_FORMATS } from '#lib/images/formats.ts'
import { HOUR, after, realTime } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import type { UserId } from '#lib/platform/ids.ts'

interface UploadWish {
  readonly purpose: ImagePurpose
  readonly owner: UserId
}

/**
 * Signs an upload that an app makes straight to Cloudinary: a form with these fields and the `file`. The
 * name, the folder, the formats and what is made of the picture are fixed by the signature, which is good
 * for an hour. Signed by hand: the SDK would be 180 KB of this function for one hash (a test compares).
 */
export async function signUpload({ purpose, owner }: UploadWish) {
  const { CLOUDINARY_CLOUD_NAME, CLOUDINARY_API_KEY, CLOUDINARY_API_SECRET, CLOUDINARY_UPLOAD_PREFIX } =
    await config('images')
  const { folder, transformation } = PURPOSES[purpose]
  const now = realTime()
  const signed = {
    allowed_formats: IMAGE_FORMATS.join(','),
    folder,
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
    expiresAt: after(now, HOUR).toISOString(),
  }
}

/** Cloudinary's signature: the fields in the order of their names, then the secret, SHA-1. */
export function signatureOf(fields: Readonly<Record<string, string>>, secret: string): string {
  const text = Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name]}`.replaceAll('&', '%26'))
    .join('&')
  return createHash('sha1')
    .update(text + secret)
    .digest('hex')
}
