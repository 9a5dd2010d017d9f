import { logActivity } from '#lib/activity/log-activity.ts'
import { completeLogin } from '#lib/auth/complete-login.ts'
import { namesFrom } from '#lib/auth/names-from.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import type { Identity } from '#lib/gateways/identity/identity.ts'
import { readIdentity } from '#lib/gateways/identity/read-identity.ts'
import { spendAddressLimit } from '#lib/limits/address-limit.ts'
import { isStaff, type OPEN_ROLES } from '#lib/model/role.ts'
import { User, type UserRecord } from '#lib/model/user.model.ts'
import { clock, realTime } from '#lib/platform/clock.ts'
import { idOf, newId } from '#lib/platform/ids.ts'
import { inTransaction, isDuplicate } from '#lib/platform/mongo.ts'
import { closeSocketsOf } from '#lib/realtime/close-sockets.ts'
import { refuseBlocked } from '#lib/sessions/refuse-blocked.ts'
import { endSessionsOf } from '#lib/sessions/session.ts'
import { email as emailSchema } from '#lib/users/user.schemas.ts'

interface SocialLogin {
  readonly idToken: string
  readonly role?: (typeof OPEN_ROLES)[number] | undefined
}

/** The ways to sign in that are promised: each stands for a person with an account of their own there. */
const PROVIDERS: ReadonlySet<string | null> = new Set(['google.com', 'apple.com', 'facebook.com'])

/**
 * Log in with the token of an identity provider (Google, Apple, Facebook).
 * 1. the provider confirms the token, and it is one of the three (INVALID_IDENTITY_TOKEN, IDENTITY_UNAVAILABLE)
 * 2. find the account that is linked to this identity; else link the account with the same e-mail, if the provider
 *    has verified that e-mail (IDENTITY_WITHOUT_EMAIL if not); else open a new account in the given role
 *    (ROLE_REQUIRED), with a limit by address (TOO_MANY_ATTEMPTS)
 * 3. the account is not blocked (ACCOUNT_BLOCKED) and does not belong to staff (WRONG_LOGIN_TYPE)
 * 4. a new session begins
 * If two first logins come at once, one opens the account, and both are logged in to it.
 */
export async function socialLogin({ idToken, role }: SocialLogin, { address }: { readonly address: string }) {
  const identity = await readIdentity(idToken)
  if (!PROVIDERS.has(identity.provider)) throw fail('INVALID_IDENTITY_TOKEN')
  const user =
    (await accountOf(identity)) ??
    (await openAccount(identity, role, address).catch(async (error: unknown) => {
      const other = isDuplicate(error) ? await accountOf(identity) : null
      if (other) return other
      throw error
    }))
  return completeLogin(user, address)
}

async function accountOf(identity: Identity): Promise<UserRecord | null> {
  const linked = await User.findOne({ identityId: identity.id, deletedAt: null }).lean()
  if (linked) return assertAdmitted(linked)
  const email = emailOf(identity)
  const sameEmail = email && (await User.findOne({ email, deletedAt: null }).lean())
  if (!sameEmail) return null
  if (!identity.emailVerified) throw fail('IDENTITY_WITHOUT_EMAIL')
  return linkIdentity(assertAdmitted(sameEmail), identity)
}

function assertAdmitted(user: UserRecord): UserRecord {
  refuseBlocked(user)
  if (isStaff(user.role)) throw fail('WRONG_LOGIN_TYPE')
  return user
}

/**
 * Links an account to an identity. Whoever registered with this e-mail may not be its owner. If the e-mail was not
 * verified so far, the password and the sessions of the account stop working, and their sockets close.
 */
async function linkIdentity(user: UserRecord, { id }: Identity): Promise<UserRecord> {
  const wasVerified = user.emailVerifiedAt !== undefined
  const userId = idOf<'User'>(user._id)
  const account = await inTransaction(async (tx) => {
    const linked = await User.findOneAndUpdate(
      { _id: user._id, email: user.email, isBanned: false },
      {
        $set: { identityId: id, emailVerifiedAt: user.emailVerifiedAt ?? realTime(), updatedAt: clock() },
        ...(!wasVerified && { $unset: { password: 1 } }),
      },
      { session: tx, returnDocument: 'after' },
    ).lean()
    if (!linked) throw fail('INVALID_IDENTITY_TOKEN')
    if (!wasVerified) await endSessionsOf(userId, 'passwordChange', { tx })
    const target = { kind: 'User', id: userId }
    await logActivity(tx, { actor: userId, action: 'user.linkIdentity', target })
    return linked
  })
  if (!wasVerified) await closeSocketsOf({ userId })
  return account
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
  return inTransaction(async (tx) => {
    const [user] = await User.create([record], { session: tx })
    const target = { kind: 'User', id: userId }
    await logActivity(tx, { actor: userId, action: 'user.register', target })
    await recordEvent(tx, 'account.registered', { userId, role })
    return user?.toObject() as UserRecord
  })
}

function emailOf({ email }: Identity): string | null {
  const read = emailSchema.safeParse(email)
  return read.success ? read.data : null
}
