import { logActivity } from '#lib/activity/log-activity.ts'
import { checkSecondFactor } from '#lib/auth/check-second-factor.ts'
import { hashOfRecoveryCode, newRecoveryCodes } from '#lib/auth/recovery-codes.ts'
import { newTotpSecret, otpauthUrlOf, stepOfCode } from '#lib/auth/totp.ts'
import { decryptField, encryptField } from '#lib/encryption/encrypt-field.ts'
import { fail } from '#lib/errors/app-error.ts'
import { clearLimit, spendLimit } from '#lib/limits/limits.ts'
import { SecondFactor } from '#lib/model/second-factor.model.ts'
import { Session } from '#lib/model/session.model.ts'
import { User } from '#lib/model/user.model.ts'
import { clock } from '#lib/platform/clock.ts'
import type { SessionId, UserId } from '#lib/platform/ids.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'

interface StaffSession {
  readonly id: UserId
  readonly session: SessionId
}

/** The encrypted field of a secret. Each secret that is shown is a field of its own. */
const fieldOf = (userId: UserId) => ({ owner: userId, field: 'secondFactor:secret' })

/**
 * Begin to set up a second factor: a new secret for an authenticator app.
 * 1. whoever has one already gives a code of it, so that a stolen session cannot replace it (WRONG_CODE,
 *    TOO_MANY_ATTEMPTS)
 * 2. the secret is kept encrypted and counts only once it is confirmed. Asked again, there is another one
 */
export async function enrolSecondFactor(
  { id }: StaffSession,
  { code }: { readonly code?: string | undefined },
) {
  const user = await User.findById(id, { email: 1 }).lean()
  if (!user) throw fail('UNAUTHENTICATED')
  if (await SecondFactor.exists({ _id: id, confirmedAt: trusted({ $exists: true }) })) {
    if (code === undefined || !(await checkSecondFactor(id, code))) throw fail('WRONG_CODE')
  }
  const secret = newTotpSecret()
  const pending = await encryptField(fieldOf(id), secret)
  await inTransaction(async (tx) => {
    await SecondFactor.updateOne({ _id: id }, { $set: { pending } }, { upsert: true, session: tx })
    await logActivity(tx, { actor: id, action: 'secondFactor.enrol', target: { kind: 'User', id } })
  })
  return { secret, otpauthUrl: otpauthUrlOf(secret, user.email) }
}

/**
 * Confirm a second factor with the first code of the app.
 * 1. a secret was shown and is not confirmed (NO_SECOND_FACTOR), and the code belongs to it (WRONG_CODE,
 *    TOO_MANY_ATTEMPTS)
 * 2. one transaction: the secret counts from now on, with ten new recovery codes, which are shown once and kept as
 *    hashes; this session counts as logged in with it; the activity log
 */
export async function confirmSecondFactor(
  { id, session }: StaffSession,
  { code }: { readonly code: string },
) {
  await spendLimit('failedLogins', `second factor of ${id}`, 'TOO_MANY_ATTEMPTS')
  const factor = await SecondFactor.findById(id).lean()
  if (!factor?.pending) throw fail('NO_SECOND_FACTOR')
  const { pending } = factor
  const step = stepOfCode(await decryptField(fieldOf(id), pending), code)
  if (step === null) throw fail('WRONG_CODE')
  const recoveryCodes = newRecoveryCodes()
  await inTransaction(async (tx) => {
    const { matchedCount } = await SecondFactor.updateOne(
      { _id: id, pending },
      {
        $set: {
          secret: pending,
          lastStep: step,
          confirmedAt: clock(),
          recoveryCodes: recoveryCodes.map(hashOfRecoveryCode),
        },
        $unset: { pending: 1 },
      },
      { session: tx },
    )
    if (matchedCount === 0) throw fail('NO_SECOND_FACTOR')
    await Session.updateOne({ _id: session }, { $set: { secondFactor: true } }, { session: tx })
    await logActivity(tx, { actor: id, action: 'secondFactor.confirm', target: { kind: 'User', id } })
  })
  await clearLimit('failedLogins', `second factor of ${id}`)
  return { recoveryCodes }
}
