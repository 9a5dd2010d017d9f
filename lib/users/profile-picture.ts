import { fail } from '#lib/errors/app-error.ts'
import { IMAGE_FORMATS } from '#lib/gateways/images/image-formats.ts'
import { findImage, removeImage, storeImage } from '#lib/gateways/images/image-store.ts'
import type { StoredImage } from '#lib/gateways/images/images.ts'
import { deliveryUrlOf, isOwnImage } from '#lib/gateways/images/own-images.ts'
import { MAX_IMAGE_BYTES } from '#lib/gateways/images/purposes.ts'
import { readImage } from '#lib/gateways/images/read-image.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'

/** A picture that is in the image store and about to become somebody's. */
export interface ProfilePicture {
  readonly profilePicture: string
  readonly profilePictureId: string
}

/**
 * Stores a picture that came with the form. What it is counts by its bytes (IMAGE_NOT_ACCEPTED,
 * IMAGE_TOO_LARGE); it never touches a disk, and the store makes the 400x400 of it (IMAGES_UNAVAILABLE).
 */
export async function storePicture(content: Buffer, owner: UserId): Promise<ProfilePicture> {
  readImage(content)
  return shown(await storeImage({ purpose: 'profile', owner, content }))
}

/**
 * Takes a picture that the app has uploaded itself: one that was signed for this user and is there
 * (UPLOAD_NOT_YOURS), of a size and format that we take (IMAGE_TOO_LARGE, IMAGE_NOT_ACCEPTED).
 */
export async function attachPicture(publicId: string, owner: UserId): Promise<ProfilePicture> {
  const image = isOwnImage(publicId, 'profile', owner) ? await findImage(publicId) : null
  if (!image) throw fail('UPLOAD_NOT_YOURS')
  const isAccepted = IMAGE_FORMATS.some((format) => format === image.format)
  if (isAccepted && image.bytes <= MAX_IMAGE_BYTES) return shown(image)
  await removePicture(publicId)
  throw fail(isAccepted ? 'IMAGE_TOO_LARGE' : 'IMAGE_NOT_ACCEPTED')
}

/** Deletes a picture that is nobody's any more. The change stands, whether or not the store is reached. */
export async function removePicture(publicId: string | undefined): Promise<void> {
  if (publicId === undefined) return
  await removeImage(publicId).catch((error: unknown) => log.warn('picture not deleted', { error }))
}

const shown = async ({ publicId, version }: StoredImage): Promise<ProfilePicture> => ({
  profilePicture: await deliveryUrlOf(publicId, version),
  profilePictureId: publicId,
})
