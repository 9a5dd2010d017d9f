import { removeImagesOf } from '#lib/gateways/images/image-store.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { applyErasureSteps } from '#lib/privacy/apply-erasure-steps.ts'
import { cancelLateHires, closeOpenWork } from '#lib/privacy/close-open-work.ts'
import { coarsenPlaces } from '#lib/privacy/coarse-places.ts'
import { forgetReasons } from '#lib/privacy/forget-reasons.ts'
import { neutraliseNotifications } from '#lib/privacy/neutralise-notifications.ts'
import { stripEvents } from '#lib/privacy/strip-events.ts'
import { closeSocketsOf } from '#lib/realtime/close-sockets.ts'
import { eraseVerifications } from '#lib/verification/erase-verifications.ts'

interface Erased {
  /** Their first name; null where it is not known any more. */
  readonly firstName: string | null
  /** A little before their account was closed. */
  readonly since: Date
}

/**
 * Erases what is stored of somebody whose account is closed. Each part does nothing a second time, so that whatever
 * stops it on the way, the next run does the rest:
 * 1. what a request under way may have offered, posted or agreed meanwhile ends
 * 2. sockets close
 * 3. what was told to others loses the name, while it is still known
 * 4. every collection, by the table, the key of sealed fields included
 * 5. documents and pictures at the image store
 * Answers false where an upload was on its way a moment ago: call it again in a few minutes.
 */
export async function erasePersonalData(userId: UserId, { firstName, since }: Erased): Promise<boolean> {
  await closeOpenWork(userId)
  await cancelLateHires(userId)
  await closeSocketsOf({ userId })
  await neutraliseNotifications(userId, { firstName, since })
  await forgetReasons(userId)
  await stripEvents(userId)
  await coarsenPlaces(userId)
  await applyErasureSteps(userId)
  await removeImagesOf(userId)
  const { isDone } = await eraseVerifications(userId)
  return isDone
}
