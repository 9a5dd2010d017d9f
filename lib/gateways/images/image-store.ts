import {
  findInCloudinary,
  removeAllFromCloudinary,
  removeFromCloudinary,
  storeInCloudinary,
} from '#lib/gateways/images/cloudinary.ts'
import type { NewImage, StoredImage } from '#lib/gateways/images/images.ts'
import { OPEN_PURPOSES, PURPOSES } from '#lib/gateways/images/purposes.ts'
import type { UserId } from '#lib/platform/ids.ts'

/** Stores a picture. Throws IMAGE_NOT_ACCEPTED if the store cannot read it, IMAGES_UNAVAILABLE if it is not reached. */
export const storeImage: (image: NewImage) => Promise<StoredImage> = storeInCloudinary

/** Looks a picture up; null if there is none. Throws IMAGES_UNAVAILABLE. */
export const findImage: (publicId: string) => Promise<StoredImage | null> = findInCloudinary

/** Deletes a picture. Does nothing if it is already deleted. Throws IMAGES_UNAVAILABLE. */
export const removeImage: (publicId: string) => Promise<void> = removeFromCloudinary

/**
 * Deletes every picture that somebody uploaded, for whatever they used it, and those that they never used: their names
 * begin with the owner's id. Pictures of services are the platform's and stay. Throws IMAGES_UNAVAILABLE.
 */
export async function removeImagesOf(owner: UserId): Promise<void> {
  for (const purpose of OPEN_PURPOSES) {
    await removeAllFromCloudinary(`${PURPOSES[purpose].folder}/${owner}-`)
  }
}
