import { logActivity } from '#lib/activity/log-activity.ts'
import { hashOfRecoveryCode } from '#lib/auth/recovery-codes.ts'
import { stepOfCode } from '#lib/auth/totp.ts'
import { decryptField } from '#lib/encryption/encrypt-field.ts'
import { clearLimit, spendLimit } from '#lib/limits/limits.ts'
import { SecondFactor } from '#lib/model/second-factor.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'

/**
 * Whether a code is the second factor of a member of staff: one of their app, or a recovery code.
 * 1. a limited number of attempts (TOO_MANY_ATTEMPTS), counted before the code is looked at
 * 2. each code works once: of two uses at once one is right, by a conditional write
 */
export async function checkSecondFactor(userId: UserId, code: string): Promise<boolean> {
  const subject = `second factor of ${userId}`
  await spendLimit('failedLogins', subject, 'TOO_MANY_ATTEMPTS')
  const isRight = /^\d{6}$/.test(code) ? await useTotp(userId, code) : await useRecoveryCode(userId, code)
  if (isRight) await clearLimit('failedLogins', subject)
  return isRight
}

async function useTotp(userId: UserId, code: string): Promise<boolean> {
  const factor = await SecondFactor.findById(userId, { secret: 1 }).lean()
  if (!factor?.secret) return false
  const secret = await decryptField({ owner: userId, field: 'secondFactor:secret' }, factor.secret)
  const step = stepOfCode(secret, code)
  if (step === null) return false
  const { modifiedCount } = await SecondFactor.updateOne(
    { _id: userId, secret: factor.secret, lastStep: trusted({ $lt: step }) },
    { $set: { lastStep: step } },
  )
  return modifiedCount === 1
}

function useRecoveryCode(userId: UserId, code: string): Promise<boolean> {
  const hash = hashOfRecoveryCode(code)
  return inTransaction(async (tx) => {
    const { modifiedCount } = await SecondFactor.updateOne(
      { _id: userId, recoveryCodes: hash },
      { $pull: { recoveryCodes: hash } },
      { session: tx },
    )
    if (modifiedCount === 0) return false
    const target = { kind: 'User', id: userId }
    await logActivity(tx, { actor: userId, action: 'secondFactor.useRecoveryCode', target })
    return true
  })
}
