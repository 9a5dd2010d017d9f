import { describe, expect, it } from 'vitest'
import { startCloudinaryFake } from '#infra/fakes/cloudinary.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { NationalId } from '#lib/model/national-id.model.ts'
import { Verification } from '#lib/model/verification.model.ts'
import type { VerificationId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aCraftsman, aModerator, anAdmin } from '#lib/testing/people.ts'
import { aPng } from '#lib/testing/pictures.ts'
import { race, RACE_SEED, roundsOr, timeFor } from '#lib/testing/race.ts'
import { randomOf } from '#lib/testing/random.ts'
import {
  aNationalId,
  aWaitingVerification,
  eventsOfVerification,
  profileStatusOf,
  submit,
} from '#lib/testing/verifications.ts'
import { approveVerification, rejectVerification } from '#lib/verification/decide-verification.ts'
import { submitVerification } from '#lib/verification/submit-verification.ts'
import { uploadDocument } from '#lib/verification/upload-document.ts'

aDatabase()
const cloudinary = aFake(() => startCloudinaryFake())

const ROUNDS = roundsOr(50)
const random = randomOf(RACE_SEED)
const rounds = async (round: () => Promise<void>) => {
  for (let i = 0; i < ROUNDS; i += 1) await round()
}
const numberOf = (number: string) => ({ number, bornOn: '1990-01-01' })

describe(
  `races over verifications, ${ROUNDS} rounds each, RACE_SEED=${RACE_SEED}`,
  { timeout: timeFor(ROUNDS) },
  () => {
    it('if two of the staff decide at once, one does, and nothing of the other remains', async () => {
      const [one, other] = [await aModerator(), await anAdmin()]
      await rounds(async () => {
        // Prepare
        const { craftsman, verificationId } = await aWaitingVerification()
        // Act
        const { winners, codes } = await race(random, {
          Verified: () => approveVerification(verificationId, one.id),
          Rejected: () => rejectVerification(verificationId, 'Not readable', other.id),
        })
        // Assess
        expect(winners).toHaveLength(1)
        expect(codes).toEqual(['VERIFICATION_DECIDED'])
        const record = await Verification.findById(verificationId).lean()
        expect([record?.status, await profileStatusOf(craftsman)]).toEqual([winners[0], winners[0]])
        const told = winners[0] === 'Verified' ? 'verification.approved' : 'verification.rejected'
        expect(await eventsOfVerification(verificationId)).toEqual(['verification.submitted', told])
        const decisions = {
          'target.id': objectId(verificationId),
          actor: trusted({ $in: [one.id, other.id] }),
        }
        expect(await ActivityLog.countDocuments(decisions)).toBe(1)
      })
    })

    it('if two accounts claim a number at once, one has it', async () => {
      await rounds(async () => {
        const [one, other] = [await aCraftsman(), await aCraftsman()]
        const nationalId = numberOf(aNationalId())
        await submit(one)
        const claim = (id: typeof one.id) => () =>
          submitVerification({ skills: ['Plumbing'], nationalId }, id)
        const { winners, codes } = await race(random, { one: claim(one.id), other: claim(other.id) })
        expect(winners).toHaveLength(1)
        expect(codes).toEqual(['NATIONAL_ID_TAKEN'])
        const people = { _id: trusted({ $in: [one.id, other.id] }) }
        expect(await NationalId.countDocuments(people)).toBe(1)
      })
    })

    it('if a decision and an upload come at once, what is not shown is not stored either', async () => {
      const staff = await aModerator()
      await rounds(async () => {
        // Prepare
        const craftsman = await aCraftsman()
        const verificationId = (await submit(craftsman)).body.id as VerificationId
        const before = cloudinary.its.files().length
        // Act
        const { winners, codes } = await race(random, {
          upload: () => uploadDocument({ docType: 'Licence' }, aPng(), craftsman.id),
          approval: () => approveVerification(verificationId, staff.id),
        })
        // Assess
        expect(winners).toContain('approval')
        expect(codes).toEqual(winners.includes('upload') ? [] : ['VERIFICATION_NOT_OPEN'])
        const record = await Verification.findById(verificationId).lean()
        const stored = cloudinary.its.files().length - before
        expect([record?.verificationDocs.length, stored]).toEqual(
          winners.includes('upload') ? [1, 1] : [0, 0],
        )
        expect(record?.verificationDocs.filter(({ status }) => status === 'Uploading')).toEqual([])
      })
    })
  },
)
