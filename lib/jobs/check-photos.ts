import { fail } from '#lib/errors/app-error.ts'
import { isOwnImageUrl } from '#lib/gateways/images/own-images.ts'
import type { UserId } from '#lib/platform/ids.ts'

/**
 * Refuses photos that are not pictures of our own image store, uploaded for a job by its client
 * (UPLOAD_NOT_YOURS): nobody's browser is sent to an address that a stranger chose.
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
