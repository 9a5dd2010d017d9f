import { logLook } from '#lib/administration/log-look.ts'
import { readManagedUser } from '#lib/administration/managed-user.ts'
import { toManagedUserView } from '#lib/administration/managed-user.view.ts'
import { readNotes } from '#lib/administration/read-notes.ts'
import type { UserId } from '#lib/platform/ids.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'
import { fundsOf } from '#lib/wallet/funds.ts'

/**
 * One account as staff see it, with its wallet and the notes of staff. The look is logged before anything is shown.
 * Throws USER_NOT_FOUND.
 */
export async function getManagedUser(userId: UserId, staff: Principal) {
  const user = await readManagedUser(userId)
  await logLook(userId, 'account', staff)
  const [notes, { withdrawable }] = await Promise.all([readNotes(userId), fundsOf(userId)])
  const { wallet, craftsmanInfo } = user
  return {
    ...toManagedUserView(user),
    skills: craftsmanInfo?.skills ?? [],
    bio: craftsmanInfo?.bio ?? null,
    wallet: wallet ? { balance: wallet.balance, withdrawableBalance: withdrawable } : null,
    notes,
  }
}
