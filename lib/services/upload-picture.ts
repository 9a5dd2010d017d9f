import { storeImage } from '#lib/gateways/images/image-store.ts'
import { deliveryUrlOf } from '#lib/gateways/images/own-images.ts'
import { readImage } from '#lib/gateways/images/read-image.ts'
import type { UserId } from '#lib/platform/ids.ts'

/**
 * Upload an icon or a picture of a service.
 * 1. it is a picture by its bytes, whatever it is named (IMAGE_NOT_ACCEPTED, IMAGE_TOO_LARGE)
 * 2. it goes to the image store under a name of ours (IMAGES_UNAVAILABLE); nothing is kept on the way
 * The address answered is what POST and PUT take as `icon`. Two at once are two pictures.
 */
export async function uploadPicture(content: Buffer, staff: UserId) {
  readImage(content)
  const { publicId, version } = await storeImage({ purpose: 'service', owner: staff, content })
  return { url: await deliveryUrlOf(publicId, version), publicId }
}
