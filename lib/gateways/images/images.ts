import type { ImagePurpose } from '#lib/gateways/images/purposes.ts'
import type { UserId } from '#lib/platform/ids.ts'

/** A picture in the image store. */
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
