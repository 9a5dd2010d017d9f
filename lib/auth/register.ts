import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import type { registration } from '#lib/auth/auth.schemas.ts'
import { sourceOf } from '#lib/auth/login-source.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { spendAddressLimit } from '#lib/limits/address-limit.ts'
import { User, type UserRecord } from '#lib/model/user.model.ts'
import { checkPassword, hashPassword } from '#lib/passwords/password.ts'
import { clock, realTime } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { inTransaction, isDuplicate } from '#lib/platform/mongo.ts'
import { ZERO } from '#lib/platform/piastres.ts'
import { beginSession } from '#lib/sessions/session.ts'
import { knownSkills } from '#lib/users/known-skills.ts'
import { toOwnProfileView } from '#lib/users/user.view.ts'

/**
 * Register: a client or a craftsman opens an account and is logged in.
 * 1. one address may open a limited number of accounts (TOO_MANY_ATTEMPTS)
 * 2. the password is not one that a guesser tries first (PASSWORD_TOO_COMMON, PASSWORD_TOO_PERSONAL)
 * 3. a craftsman's skills are services that exist (UNKNOWN_CATEGORY); a client has no skills (CRAFTSMAN_FIELD)
 * 4. one transaction: the account, its first session, the activity log, the event
 * 5. an e-mail and a phone number belong to one account each (EMAIL_TAKEN, PHONE_TAKEN). If two registrations come
 *    at once, one wins
 * No e-mail is sent.
 */
export async function register(
  { password, consents = [], skills = [], ...person }: z.output<typeof registration>,
  { address }: { readonly address: string },
) {
  await spendAddressLimit('registrationsPerAddress', address)
  checkPassword(password, person)
  if (person.role !== 'Craftsman' && skills.length > 0) throw fail('CRAFTSMAN_FIELD')
  const skillNames = await knownSkills(skills)
  const at = clock()
  const userId = newId<'User'>()
  const record = {
    ...person,
    _id: userId,
    password: await hashPassword(password),
    knownSources: [await sourceOf(address)],
    lastLoginAt: realTime(),
    lastActiveAt: clock(),
    consents: consents.map((consent) => ({ ...consent, at })),
    ...(person.role === 'Craftsman' && {
      craftsmanInfo: { skills: skillNames, portfolioImageUrls: [], verificationStatus: 'Pending' as const },
      wallet: { balance: 0, withdrawableBalance: 0 },
    }),
    createdAt: at,
    updatedAt: at,
  }
  return inTransaction(async (tx) => {
    const [user] = await User.create([record], { session: tx })
    const tokens = await beginSession(userId, tx)
    await logActivity(tx, {
      actor: userId,
      action: 'user.register',
      target: { kind: 'User', id: userId },
    })
    await recordEvent(tx, 'account.registered', { userId, role: person.role })
    return { ...tokens, user: toOwnProfileView(user?.toObject() as UserRecord, ZERO) }
  }).catch((error: unknown) => {
    if (isDuplicate(error, 'email')) throw fail('EMAIL_TAKEN')
    if (isDuplicate(error, 'phone')) throw fail('PHONE_TAKEN')
    throw error
  })
}
