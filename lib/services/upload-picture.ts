import { storeImage } from '#lib/gateways/images/image-store.ts'
import { deliveryUrlOf } from '#lib/gateways/images/own-images.ts'
import { readImage } from '#lib/gateways/images/read-image.ts'
import type { UserId } from '#lib/platform/ids.ts'

/**
 * Upload an icon or a picture of a service.
 * 1. its bytes are those of a picture; the file name does not matter (IMAGE_NOT_ACCEPTED, IMAGE_TOO_LARGE)
 * 2. it is stored in the image store under a name that we choose (IMAGES_UNAVAILABLE), and nowhere else
 * The address that is returned can be the `icon` in POST and PUT. Two uploads at once are two pictures.
 */
export async function uploadPicture(content: Buffer, staff: UserId) {
  readImage(content)
  const { publicId, version } = await storeImage({ purpose: 'service', owner: staff, content })
  return { url: await deliveryUrlOf(publicId, version), publicId }
}
