import { afterEach, describe, expect, it } from 'vitest'
import { adminVerificationRoutes } from '#functions/admin/verifications.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { verificationRoutes } from '#functions/users/verification.routes.ts'
import { startCloudinaryFake } from '#infra/fakes/cloudinary.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { SettingsVersion } from '#lib/model/settings-version.model.ts'
import { clock, DAY, freezeClock, HOUR, realTime } from '#lib/platform/clock.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { submitQuote } from '#lib/quotes/submit-quote.ts'
import { forgetSettings } from '#lib/settings/settings.ts'
import { call } from '#lib/testing/call.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aModerator } from '#lib/testing/people.ts'
import {
  aWaitingVerification,
  eventsOfVerification,
  profileStatusOf,
  submit,
} from '#lib/testing/verifications.ts'
import { runToEnd } from '#lib/testing/work.ts'
import { checkVerified } from '#lib/users/check-verified.ts'
import { applyVerificationDue, followVerifications } from '#lib/verification/follow-verifications.ts'

aDatabase()
aFake(() => startCloudinaryFake())
afterEach(() => freezeClock(null))

/** A verified craftsman whose document runs out in so many days. */
async function aVerifiedOne(days: number) {
  const expiresAt = new Date(realTime().getTime() + days * DAY)
  const fields = { docType: 'Licence', expiresAt: expiresAt.toISOString() }
  const { craftsman, verificationId } = await aWaitingVerification(fields)
  await call(adminVerificationRoutes.approveVerification, {
    as: await aModerator(),
    params: { verificationId },
    body: {},
  })
  return { craftsman, verificationId, expiresAt }
}

const at = (instant: Date, ms: number) => freezeClock(new Date(instant.getTime() + ms))

const remindersOf = async (verificationId: string) =>
  (
    await Outbox.find({ type: 'verification.expiring', 'data.verificationId': verificationId })
      .sort({ _id: 1 })
      .lean()
  ).map(({ data }) => (data as { days: number }).days)

describe('a document that runs out', () => {
  it('is announced 30, 7 and 1 days before, each once, also if two runs come at once', async () => {
    const { verificationId, expiresAt } = await aVerifiedOne(45)
    for (const days of [31, 30, 29, 7, 2, 1]) {
      at(expiresAt, -days * DAY)
      await Promise.all([runToEnd(followVerifications), runToEnd(followVerifications)])
    }
    expect(await remindersOf(verificationId)).toEqual([30, 7, 1])
  })

  it('is handed out while something is due, and what is due is done once however often it is handed out', async () => {
    const { verificationId, expiresAt } = await aVerifiedOne(45)
    await applyVerificationDue(verificationId)
    expect([await followVerifications(), await remindersOf(verificationId)]).toEqual([
      { handedOut: 0, more: false },
      [],
    ])
    at(expiresAt, -7 * DAY)
    await Promise.all(Array.from({ length: 5 }, () => applyVerificationDue(verificationId)))
    expect([await followVerifications(), await remindersOf(verificationId)]).toEqual([
      { handedOut: 0, more: false },
      [7],
    ])
  })

  it('is announced once for all the reminders that were missed', async () => {
    const { verificationId, expiresAt } = await aVerifiedOne(45)
    at(expiresAt, -5 * DAY)
    await runToEnd(followVerifications)
    await runToEnd(followVerifications)
    expect(await remindersOf(verificationId)).toEqual([5])
  })

  it('ends the verification at its instant, whenever the schedule comes', async () => {
    // Prepare
    const { craftsman, verificationId, expiresAt } = await aVerifiedOne(45)
    const looks = async () => {
      const [profile, me, own] = [
        await call(userRoutes.getUser, { params: { userId: craftsman.id } }),
        await call(userRoutes.getMe, { as: craftsman }),
        await call(verificationRoutes.getOwnVerification, { as: craftsman }),
      ]
      return [profile.body.verified, me.body.craftsmanInfo?.verificationStatus, own.body.status]
    }
    // Act and assess
    at(expiresAt, -1)
    expect(await looks()).toEqual([true, 'Verified', 'Verified'])
    at(expiresAt, 0)
    expect(await looks()).toEqual([false, 'Expired', 'Expired'])
    expect(await profileStatusOf(craftsman)).toBe('Verified')
    await Promise.all([runToEnd(followVerifications), runToEnd(followVerifications)])
    expect(await profileStatusOf(craftsman)).toBe('Expired')
    expect(await looks()).toEqual([false, 'Expired', 'Expired'])
    expect(
      (await eventsOfVerification(verificationId)).filter((type) => type.endsWith('expired')),
    ).toHaveLength(1)
  })

  it('is replaced by a renewal in time: the craftsman stays verified, and hears no more of the old one', async () => {
    const { craftsman, verificationId, expiresAt } = await aVerifiedOne(10)
    const renewal = await submit(craftsman)
    const params = { verificationId: renewal.body.id }
    await call(adminVerificationRoutes.approveVerification, { as: await aModerator(), params, body: {} })
    at(expiresAt, DAY)
    await runToEnd(followVerifications)
    expect(await profileStatusOf(craftsman)).toBe('Verified')
    expect(await remindersOf(verificationId)).toEqual([])
    expect(await eventsOfVerification(verificationId)).not.toContain('verification.expired')
  })
})

describe('where the settings require verification', () => {
  it('only who is verified at that moment may quote', async () => {
    // Prepare
    await SettingsVersion.create([{ version: 1, values: { requireVerification: true }, at: clock() }])
    forgetSettings()
    const { craftsman, expiresAt } = await aVerifiedOne(3)
    const waiting = await aWaitingVerification()
    const quote = async (as: typeof craftsman) =>
      submitQuote((await aJob()).jobId, { price: asPiastres(5_000) }, as)
    // Act and assess
    await expect(quote(waiting.craftsman)).rejects.toThrow('VERIFICATION_REQUIRED')
    const { craftsmanVerified } = await quote(craftsman)
    expect(craftsmanVerified).toBe(true)
    at(expiresAt, HOUR)
    await expect(checkVerified(craftsman.id)).rejects.toThrow('VERIFICATION_REQUIRED')
    await SettingsVersion.deleteMany({})
    forgetSettings()
  })
})
