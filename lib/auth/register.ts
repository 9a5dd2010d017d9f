import type * as z from 'zod'
import { logActivity } from '#lib/activity/activity-log.ts'
import type { registration } from '#lib/auth/auth.schemas.ts'
import { checkPassword, hashPassword } from '#lib/auth/password.ts'
import { beginSession } from '#lib/auth/session.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/outbox.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { inTransaction, isDuplicate } from '#lib/platform/mongo.ts'
import { ownProfile } from '#lib/users/user.view.ts'
import { User, type UserRecord } from '#lib/users/user.model.ts'

/**
 * Register: a client or a craftsman opens an account and is logged in.
 * 1. the password is none that a guesser tries first (PASSWORD_TOO_COMMON, PASSWORD_TOO_PERSONAL)
 * 2. one transaction: the account, its first session, the activity log, the event
 * 3. e-mail and phone are each one account's: of two registrations at once one wins (EMAIL_TAKEN, PHONE_TAKEN)
 * Nothing is sent.
 */
export async function register({
  password,
  consents = [],
  skills = [],
  ...person
}: z.output<typeof registration>) {
  checkPassword(password, person)
  const at = clock()
  const userId = newId<'User'>()
  const record = {
    ...person,
    _id: userId,
    password: await hashPassword(password),
    consents: consents.map((consent) => ({ ...consent, at })),
    ...(person.role === 'Craftsman' && {
      craftsmanInfo: { skills, portfolioImageUrls: [], verificationStatus: 'Pending' as const },
      wallet: { balance: 0, withdrawableBalance: 0 },
    }),
    createdAt: at,
    updatedAt: at,
  }
  return inTransaction(async (session) => {
    const [user] = await User.create([record], { session })
    const tokens = await beginSession(userId, session)
    await logActivity(session, {
      actor: userId,
      action: 'user.register',
      target: { kind: 'User', id: userId },
    })
    await recordEvent(session, 'account.registered', { userId, role: person.role })
    return { ...tokens, user: ownProfile(user?.toObject() as UserRecord) }
  }).catch((error: unknown) => {
    if (isDuplicate(error, 'email')) throw fail('EMAIL_TAKEN')
    if (isDuplicate(error, 'phone')) throw fail('PHONE_TAKEN')
    throw error
  })
}
