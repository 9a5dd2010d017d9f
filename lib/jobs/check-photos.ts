import { fail } from '#lib/errors/app-error.ts'
import { isOwnImageUrl } from '#lib/gateways/images/own-images.ts'
import type { UserId } from '#lib/platform/ids.ts'

/**
 * Throws UPLOAD_NOT_YOURS for a photo that is not in our own image store, uploaded for a job by its client. So no
 * browser loads a picture from an address that a stranger chose.
 */
export async function checkPhotos(
  photos: readonly string[] | undefined,
  client: UserId,
  known: readonly string[] = [],
) {
  for (const photo of photos ?? []) {
    if (!known.includes(photo) && !(await isOwnImageUrl(photo, 'job', client))) throw fail('UPLOAD_NOT_YOURS')
  }
}
