import { fail } from '#lib/errors/app-error.ts'
import { User } from '#lib/model/user.model.ts'
import { verificationStatusAt } from '#lib/model/verification-status.ts'
import { clock } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { currentSettings } from '#lib/settings/settings.ts'

/**
 * Refuses an unverified craftsman (VERIFICATION_REQUIRED) if the settings require verification. One whose document has
 * run out is not verified from that moment on.
 */
export async function checkVerified(craftsman: UserId): Promise<void> {
  const { requireVerification } = await currentSettings()
  if (!requireVerification) return
  const user = await User.findById(craftsman, { craftsmanInfo: 1 }).lean()
  const info = user?.craftsmanInfo
  if (!info || verificationStatusAt(info, clock()) !== 'Verified') throw fail('VERIFICATION_REQUIRED')
}
