import { logActivity } from '#lib/activity/activity-log.ts'
import { enter } from '#lib/auth/enter.ts'
import { endSessionsOf } from '#lib/auth/session.ts'
import { namesFrom } from '#lib/auth/names-from.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/outbox.ts'
import { readIdentity, type Identity } from '#lib/gateways/identity/identity.ts'
import { spendAddressLimit } from '#lib/limits/address-limit.ts'
import { clock, realTime } from '#lib/platform/clock.ts'
import { idOf, newId } from '#lib/platform/ids.ts'
import { inTransaction, isDuplicate } from '#lib/platform/mongo.ts'
import { refuseBlocked } from '#lib/users/blocked.ts'
import { isStaff, type OPEN_ROLES } from '#lib/users/role.ts'
import { User, type UserRecord } from '#lib/users/user.model.ts'
import { email as emailSchema } from '#lib/users/user.schemas.ts'

interface SocialLogin {
  readonly idToken: string
  readonly role?: (typeof OPEN_ROLES)[number] | undefined
}

/**
 * Log in with the token of an identity provider (Google, Apple, Facebook).
 * 1. the provider vouches for the token (INVALID_IDENTITY_TOKEN, IDENTITY_UNAVAILABLE)
 * 2. the account that this identity belongs to; else the one with its e-mail, which is linked to it where
 *    the provider has verified that e-mail (IDENTITY_WITHOUT_EMAIL where not); else a new one, in the role
 *    that is named (ROLE_REQUIRED), limited by address (TOO_MANY_ATTEMPTS)
 * 3. no account that is blocked (ACCOUNT_BLOCKED), and never one of staff (WRONG_LOGIN_TYPE)
 * 4. a new session
 * Of two first logins at once one makes the account, and both are logged in to it.
 */
export async function socialLogin({ idToken, role }: SocialLogin, { address }: { readonly address: string }) {
  const identity = await readIdentity(idToken)
  const user =
    (await accountOf(identity)) ??
    (await openAccount(identity, role, address).catch(async (error: unknown) => {
      const other = isDuplicate(error) ? await accountOf(identity) : null
      if (other) return other
      throw error
    }))
  return enter(user, address)
}

async function accountOf(identity: Identity): Promise<UserRecord | null> {
  const linked = await User.findOne({ identityId: identity.id, deletedAt: null }).lean()
  if (linked) return admitted(linked)
  const email = emailOf(identity)
  const sameEmail = email && (await User.findOne({ email, deletedAt: null }).lean())
  if (!sameEmail) return null
  if (!identity.emailVerified) throw fail('IDENTITY_WITHOUT_EMAIL')
  return link(admitted(sameEmail), identity)
}

function admitted(user: UserRecord): UserRecord {
  refuseBlocked(user)
  if (isStaff(user.role)) throw fail('WRONG_LOGIN_TYPE')
  return user
}

/**
 * Whoever registered with this e-mail may not have been its owner. Where nobody had proved it so far, what
 * that person knows and holds stops working: his password and his sessions.
 */
async function link(user: UserRecord, { id }: Identity): Promise<UserRecord> {
  const isProved = user.emailVerifiedAt !== undefined
  const userId = idOf<'User'>(user._id)
  return inTransaction(async (session) => {
    const linked = await User.findOneAndUpdate(
      { _id: user._id, email: user.email, isBanned: false },
      {
        $set: { identityId: id, emailVerifiedAt: user.emailVerifiedAt ?? realTime(), updatedAt: clock() },
        ...(!isProved && { $unset: { password: 1 } }),
      },
      { session, returnDocument: 'after' },
    ).lean()
    if (!linked) throw fail('INVALID_IDENTITY_TOKEN')
    if (!isProved) await endSessionsOf(userId, 'passwordChange', { session })
    const target = { kind: 'User', id: userId }
    await logActivity(session, { actor: userId, action: 'user.linkIdentity', target })
    return linked
  })
}

async function openAccount(
  identity: Identity,
  role: SocialLogin['role'],
  address: string,
): Promise<UserRecord> {
  const email = emailOf(identity)
  if (!email) throw fail('IDENTITY_WITHOUT_EMAIL')
  if (!role) throw fail('ROLE_REQUIRED')
  await spendAddressLimit('registrationsPerAddress', address)
  const userId = newId<'User'>()
  const at = clock()
  const record = {
    _id: userId,
    email,
    identityId: identity.id,
    role,
    ...namesFrom(identity.name, email),
    ...(identity.emailVerified && { emailVerifiedAt: realTime() }),
    ...(role === 'Craftsman' && {
      craftsmanInfo: { skills: [], portfolioImageUrls: [], verificationStatus: 'Pending' as const },
      wallet: { balance: 0, withdrawableBalance: 0 },
    }),
    createdAt: at,
    updatedAt: at,
  }
  return inTransaction(async (session) => {
    const [user] = await User.create([record], { session })
    const target = { kind: 'User', id: userId }
    await logActivity(session, { actor: userId, action: 'user.register', target })
    await recordEvent(session, 'account.registered', { userId, role })
    return user?.toObject() as UserRecord
  })
}

function emailOf({ email }: Identity): string | null {
  const read = emailSchema.safeParse(email)
  return read.success ? read.data : null
}
