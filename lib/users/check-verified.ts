import { fail } from '#lib/errors/app-error.ts'
import { User } from '#lib/model/user.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { currentSettings } from '#lib/settings/settings.ts'

/** Refuses an unverified craftsman (VERIFICATION_REQUIRED) if the settings require verification. */
export async function checkVerified(craftsman: UserId): Promise<void> {
  const { requireVerification } = await currentSettings()
  if (!requireVerification) return
  const verified = { _id: craftsman, 'craftsmanInfo.verificationStatus': 'Verified' as const }
  if (!(await User.exists(verified))) throw fail('VERIFICATION_REQUIRED')
}
