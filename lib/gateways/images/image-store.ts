import { findInCloudinary, removeFromCloudinary, storeInCloudinary } from '#lib/gateways/images/cloudinary.ts'
import type { NewImage, StoredImage } from '#lib/gateways/images/images.ts'

/** Stores a picture. Throws IMAGE_NOT_ACCEPTED if the store cannot read it, IMAGES_UNAVAILABLE if it is not reached. */
export const storeImage: (image: NewImage) => Promise<StoredImage> = storeInCloudinary

/** Looks a picture up; null if there is none. Throws IMAGES_UNAVAILABLE. */
export const findImage: (publicId: string) => Promise<StoredImage | null> = findInCloudinary

/** Deletes a picture. Does nothing if it is already deleted. Throws IMAGES_UNAVAILABLE. */
export const removeImage: (publicId: string) => Promise<void> = removeFromCloudinary
