import { fail } from '#lib/errors/app-error.ts'
import { IMAGE_FORMATS } from '#lib/gateways/images/image-formats.ts'
import { findImage, removeImage, storeImage } from '#lib/gateways/images/image-store.ts'
import type { StoredImage } from '#lib/gateways/images/images.ts'
import { deliveryUrlOf, isOwnImage } from '#lib/gateways/images/own-images.ts'
import { MAX_IMAGE_BYTES } from '#lib/gateways/images/purposes.ts'
import { readImage } from '#lib/gateways/images/read-image.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'

/** A picture in the image store that is about to become a user's profile picture. */
export interface ProfilePicture {
  readonly profilePicture: string
  readonly profilePictureId: string
}

/**
 * Stores a picture that was sent with a form. Its bytes decide whether it is accepted, not its name
 * (IMAGE_NOT_ACCEPTED, IMAGE_TOO_LARGE). It is never written to a disk. The image store resizes it to 400x400
 * (IMAGES_UNAVAILABLE).
 */
export async function storePicture(content: Buffer, owner: UserId): Promise<ProfilePicture> {
  readImage(content)
  return toProfilePicture(await storeImage({ purpose: 'profile', owner, content }))
}

/**
 * Attaches a picture that the app uploaded itself. The upload was signed for this user and exists (UPLOAD_NOT_YOURS),
 * and its size and format are accepted (IMAGE_TOO_LARGE, IMAGE_NOT_ACCEPTED).
 */
export async function attachPicture(publicId: string, owner: UserId): Promise<ProfilePicture> {
  const image = isOwnImage(publicId, 'profile', owner) ? await findImage(publicId) : null
  if (!image) throw fail('UPLOAD_NOT_YOURS')
  const isAccepted = IMAGE_FORMATS.some((format) => format === image.format)
  if (isAccepted && image.bytes <= MAX_IMAGE_BYTES) return toProfilePicture(image)
  await removePicture(publicId)
  throw fail(isAccepted ? 'IMAGE_TOO_LARGE' : 'IMAGE_NOT_ACCEPTED')
}

/** Deletes a picture that is no longer used. A failure is only logged: the change of the profile stays. */
export async function removePicture(publicId: string | undefined): Promise<void> {
  if (publicId === undefined) return
  await removeImage(publicId).catch((error: unknown) => log.warn('picture not deleted', { error }))
}

const toProfilePicture = async ({ publicId, version }: StoredImage): Promise<ProfilePicture> => ({
  profilePicture: await deliveryUrlOf(publicId, version),
  profilePictureId: publicId,
})
