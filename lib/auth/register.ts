import type * as z from 'zod'
import { logActivity } from '#lib/activity/activity-log.ts'
import type { registration } from '#lib/auth/auth.schemas.ts'
import { checkPassword, hashPassword } from '#lib/auth/password.ts'
import { beginSession } from '#lib/auth/session.ts'
import { sourceOf } from '#lib/auth/source.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/outbox.ts'
import { spendAddressLimit } from '#lib/limits/address-limit.ts'
import { NOTHING } from '#lib/money/piastres.ts'
import { clock, realTime } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { inTransaction, isDuplicate } from '#lib/platform/mongo.ts'
import { ownProfile } from '#lib/users/user.view.ts'
import { knownSkills } from '#lib/users/known-skills.ts'
import { User, type UserRecord } from '#lib/users/user.model.ts'

/**
 * Register: a client or a craftsman opens an account and is logged in.
 * 1. one address opens so many accounts (TOO_MANY_ATTEMPTS)
 * 2. the password is none that a guesser tries first (PASSWORD_TOO_COMMON, PASSWORD_TOO_PERSONAL)
 * 3. a craftsman's skills are services that exist (UNKNOWN_CATEGORY); nobody else has any (CRAFTSMAN_FIELD)
 * 4. one transaction: the account, its first session, the activity log, the event
 * 5. e-mail and phone are each one account's: of two registrations at once one wins (EMAIL_TAKEN, PHONE_TAKEN)
 * Nothing is sent.
 */
export async function register(
  { password, consents = [], skills = [], ...person }: z.output<typeof registration>,
  { address }: { readonly address: string },
) {
  await spendAddressLimit('registrationsPerAddress', address)
  checkPassword(password, person)
  if (person.role !== 'Craftsman' && skills.length > 0) throw fail('CRAFTSMAN_FIELD')
  const trades = await knownSkills(skills)
  const at = clock()
  const userId = newId<'User'>()
  const record = {
    ...person,
    _id: userId,
    password: await hashPassword(password),
    knownSources: [await sourceOf(address)],
    lastLoginAt: realTime(),
    consents: consents.map((consent) => ({ ...consent, at })),
    ...(person.role === 'Craftsman' && {
      craftsmanInfo: { skills: trades, portfolioImageUrls: [], verificationStatus: 'Pending' as const },
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
    return { ...tokens, user: ownProfile(user?.toObject() as UserRecord, NOTHING) }
  }).catch((error: unknown) => {
    if (isDuplicate(error, 'email')) throw fail('EMAIL_TAKEN')
    if (isDuplicate(error, 'phone')) throw fail('PHONE_TAKEN')
    throw error
  })
}
