import type { ClientSession } from 'mongoose'
import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { spendLimit } from '#lib/limits/limits.ts'
import { Verification } from '#lib/model/verification.model.ts'
import { cairoDay } from '#lib/platform/cairo-time.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, newId, type UserId, type VerificationId } from '#lib/platform/ids.ts'
import { inTransaction, isDuplicate, objectId } from '#lib/platform/mongo.ts'
import { knownSkills } from '#lib/users/known-skills.ts'
import { claimNationalId, keepNationalId, type NationalIdClaim } from '#lib/verification/national-id-claim.ts'
import { isAdult } from '#lib/verification/read-national-id.ts'
import { readVerification } from '#lib/verification/read-verifications.ts'
import { sealNationalId } from '#lib/verification/seal-national-id.ts'
import { updateProfileStatus } from '#lib/verification/update-profile-status.ts'
import type { newVerification } from '#lib/verification/verification.schemas.ts'
import { toVerificationView } from '#lib/verification/verification.view.ts'

type NewVerification = z.output<typeof newVerification>

interface Submission {
  readonly craftsman: UserId
  readonly skills: string[]
  readonly claim: NationalIdClaim | null
}

/**
 * Ask for verification, with the skills it is about and, if the craftsman wants, their national ID number:
 * 1. the skills are services (UNKNOWN_CATEGORY)
 * 2. who the number belongs to is 18 today in Cairo (NATIONAL_ID_UNDERAGE). An account may try so many numbers a day
 *    (LIMIT_REACHED), as the answer tells whether a number is known
 * 3. the number is encrypted and hashed before anything is stored
 * 4. one account a number (NATIONAL_ID_TAKEN), and no other number once one was verified (NATIONAL_ID_FIXED). Of two
 *    accounts that claim one at once, one gets it
 * 5. one submission waits at a time: while it does, this changes it. After a decision a new one begins; a craftsman
 *    who is Verified stays so meanwhile
 */
export async function submitVerification({ skills, nationalId }: NewVerification, craftsman: UserId) {
  const names = await knownSkills(skills)
  let claim: NationalIdClaim | null = null
  if (nationalId) {
    if (!isAdult(nationalId.bornOn, cairoDay(clock()))) throw fail('NATIONAL_ID_UNDERAGE')
    await spendLimit('nationalIdsPerDay', craftsman)
    claim = await sealNationalId(craftsman, nationalId.number)
  }
  const id = await storeOnce({ craftsman, skills: names, claim })
  return toVerificationView(await readVerification(id))
}

/** If two first submissions of a craftsman come at once, the second one changes what the first one stored. */
async function storeOnce(submission: Submission): Promise<VerificationId> {
  try {
    return await store(submission)
  } catch (error) {
    if (isDuplicate(error, 'hashes')) throw fail('NATIONAL_ID_TAKEN')
    if (isDuplicate(error, 'craftsman')) return store(submission)
    throw error
  }
}

const store = ({ craftsman, skills, claim }: Submission): Promise<VerificationId> =>
  inTransaction(async (tx) => {
    const at = clock()
    if (claim) await claimNationalId(tx, craftsman, claim, at)
    else await keepNationalId(tx, craftsman, at)
    const { verificationId, isNew } = await upsertPending(tx, craftsman, skills, at)
    await updateProfileStatus(tx, craftsman)
    await logActivity(tx, {
      actor: craftsman,
      action: 'verification.submit',
      target: { kind: 'Verification', id: verificationId },
      details: { isNew, skills, hasNationalId: claim !== null },
    })
    if (isNew) await recordEvent(tx, 'verification.submitted', { verificationId, craftsmanId: craftsman })
    return verificationId
  })

async function upsertPending(tx: ClientSession, craftsman: UserId, skills: string[], at: Date) {
  const waiting = await Verification.findOneAndUpdate(
    { craftsman: objectId(craftsman), status: 'Pending' },
    { $set: { skills, updatedAt: at } },
    { session: tx },
  ).lean()
  if (waiting) return { verificationId: idOf<'Verification'>(waiting._id), isNew: false }
  const verificationId = newId<'Verification'>()
  const record = {
    _id: verificationId,
    craftsman,
    skills,
    status: 'Pending' as const,
    createdAt: at,
    updatedAt: at,
  }
  await Verification.create([record], { session: tx })
  return { verificationId, isNew: true }
}
