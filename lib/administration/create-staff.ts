import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import { toManagedUserView } from '#lib/administration/managed-user.view.ts'
import type { newStaffMember } from '#lib/administration/user-administration.schemas.ts'
import { fail } from '#lib/errors/app-error.ts'
import { User, type UserRecord } from '#lib/model/user.model.ts'
import { checkPassword, hashPassword } from '#lib/passwords/password.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { inTransaction, isDuplicate } from '#lib/platform/mongo.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

/**
 * Create an account for a member of staff, by an admin.
 * 1. the password is not one that a guesser tries first (PASSWORD_TOO_COMMON, PASSWORD_TOO_PERSONAL)
 * 2. one transaction: the account, the activity log. An e-mail belongs to one account (EMAIL_TAKEN); of two at once one
 *    is created
 */
export async function createStaff(
  { password, ...person }: z.output<typeof newStaffMember>,
  admin: Principal,
) {
  checkPassword(password, person)
  const at = clock()
  const userId = newId<'User'>()
  const record = {
    ...person,
    _id: userId,
    password: await hashPassword(password),
    createdAt: at,
    updatedAt: at,
  }
  const user = await inTransaction(async (tx) => {
    const [created] = await User.create([record], { session: tx })
    await logActivity(tx, {
      actor: admin.id,
      action: 'user.createAdmin',
      target: { kind: 'User', id: userId },
      details: { role: person.role },
    })
    return created?.toObject() as UserRecord
  }).catch((error: unknown) => {
    throw isDuplicate(error, 'email') ? fail('EMAIL_TAKEN', { cause: error }) : error
  })
  return toManagedUserView(user)
}
