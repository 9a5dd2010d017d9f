import { findInCloudinary, removeFromCloudinary, storeInCloudinary } from '#lib/gateways/images/cloudinary.ts'
import type { ImagePurpose } from '#lib/gateways/images/purposes.ts'
import type { UserId } from '#lib/platform/ids.ts'

/** A picture as the image store has it. */
export interface StoredImage {
  readonly publicId: string
  readonly version: number
  readonly format: string
  readonly bytes: number
}

export interface NewImage {
  readonly purpose: ImagePurpose
  readonly owner: UserId
  readonly content: Buffer
}

/** Stores a picture. Throws IMAGE_NOT_ACCEPTED where the store cannot read it, IMAGES_UNAVAILABLE where it is not reached. */
export const storeImage: (image: NewImage) => Promise<StoredImage> = storeInCloudinary

/** Looks at a picture; null where there is none. Throws IMAGES_UNAVAILABLE. */
export const findImage: (publicId: string) => Promise<StoredImage | null> = findInCloudinary

/** Deletes a picture; one that is gone already is fine. Throws IMAGES_UNAVAILABLE. */
export const removeImage: (publicId: string) => Promise<void> = removeFromCloudinary
