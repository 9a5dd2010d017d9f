import { afterEach, describe, expect, it } from 'vitest'
import { adminVerificationRoutes } from '#functions/admin/verifications.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { verificationRoutes } from '#functions/users/verification.routes.ts'
import { startCloudinaryFake } from '#infra/fakes/cloudinary.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { User } from '#lib/model/user.model.ts'
import { Verification } from '#lib/model/verification.model.ts'
import { DAY, realTime, setClockOffset } from '#lib/platform/clock.ts'
import { call } from '#lib/testing/call.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aModerator, anAdmin } from '#lib/testing/people.ts'
import {
  aWaitingVerification,
  eventsOfVerification,
  profileStatusOf,
  submit,
} from '#lib/testing/verifications.ts'
import { checkVerified } from '#lib/users/check-verified.ts'

aDatabase()
aFake(() => startCloudinaryFake())
afterEach(() => setClockOffset(0))

const { getOwnVerification } = verificationRoutes
const { listVerifications, approveVerification, rejectVerification } = adminVerificationRoutes

describe('a decision', () => {
  it('to approve verifies the craftsman everywhere, and tells them', async () => {
    // Prepare
    const { craftsman, verificationId } = await aWaitingVerification()
    await User.updateOne({ _id: craftsman.id }, { $set: { 'craftsmanInfo.skills': [] } })
    // Act
    const params = { verificationId }
    const { status, body } = await call(approveVerification, { as: await aModerator(), params, body: {} })
    // Assess
    expect([status, body.status, body.decidedAt === null]).toEqual([201, 'Verified', false])
    const profile = await call(userRoutes.getUser, { params: { userId: craftsman.id } })
    expect(profile.body).toMatchObject({ verified: true, skills: ['Plumbing'] })
    const own = await call(userRoutes.getMe, { as: craftsman })
    expect(own.body.craftsmanInfo?.verificationStatus).toBe('Verified')
    expect(await eventsOfVerification(verificationId)).toEqual([
      'verification.submitted',
      'verification.approved',
    ])
    await expect(checkVerified(craftsman.id)).resolves.toBeUndefined()
  })

  it('to reject gives the reason to the craftsman, who may submit again', async () => {
    // Prepare
    const { craftsman, verificationId } = await aWaitingVerification()
    const staff = await aModerator()
    const reason = 'The picture is too dark'
    // Act
    const params = { verificationId }
    expect((await call(rejectVerification, { as: staff, params, body: {} })).status).toBe(400)
    await call(rejectVerification, { as: staff, params, body: { reason } })
    // Assess
    const own = await call(getOwnVerification, { as: craftsman })
    expect(own.body).toMatchObject({ status: 'Rejected', reason })
    expect(await profileStatusOf(craftsman)).toBe('Rejected')
    const again = await submit(craftsman)
    expect(again.body).toMatchObject({ status: 'Pending', reason: null, documents: [] })
    expect(again.body.id).not.toBe(verificationId)
    expect(await profileStatusOf(craftsman)).toBe('Pending')
    expect(await eventsOfVerification(verificationId)).toEqual([
      'verification.submitted',
      'verification.rejected',
    ])
    expect(JSON.stringify(await Outbox.find().lean())).not.toContain(reason)
  })

  it('is made once', async () => {
    const { verificationId } = await aWaitingVerification()
    const [staff, params] = [await aModerator(), { verificationId }]
    await call(approveVerification, { as: staff, params, body: {} })
    const body = { reason: 'Changed my mind' }
    expect((await call(rejectVerification, { as: staff, params, body })).body.code).toBe(
      'VERIFICATION_DECIDED',
    )
    const missing = { verificationId: '65a000000000000000009999' }
    expect((await call(approveVerification, { as: staff, params: missing, body: {} })).status).toBe(404)
  })

  it('leaves a verified craftsman verified while a renewal waits, and when it is rejected', async () => {
    const { craftsman, verificationId } = await aWaitingVerification()
    const staff = await aModerator()
    await call(approveVerification, { as: staff, params: { verificationId }, body: {} })
    const renewal = await submit(craftsman)
    expect(await profileStatusOf(craftsman)).toBe('Verified')
    const params = { verificationId: renewal.body.id }
    await call(rejectVerification, { as: staff, params, body: { reason: 'Not readable' } })
    expect(await profileStatusOf(craftsman)).toBe('Verified')
  })

  it('to approve a renewal ends the verification before it', async () => {
    const { craftsman, verificationId } = await aWaitingVerification()
    const staff = await aModerator()
    await call(approveVerification, { as: staff, params: { verificationId }, body: {} })
    const renewal = await submit(craftsman)
    await call(approveVerification, { as: staff, params: { verificationId: renewal.body.id }, body: {} })
    expect((await Verification.findById(verificationId).lean())?.status).toBe('Expired')
    expect(await profileStatusOf(craftsman)).toBe('Verified')
  })

  it('cannot approve a document that has run out since it came', async () => {
    const expiresAt = new Date(realTime().getTime() + 2 * DAY).toISOString()
    const { verificationId } = await aWaitingVerification({ docType: 'Licence', expiresAt })
    setClockOffset(3 * DAY)
    const params = { verificationId }
    const { body } = await call(approveVerification, { as: await aModerator(), params, body: {} })
    expect(body.code).toBe('DOCUMENT_EXPIRED')
  })
})

describe('the list for staff', () => {
  it('has those that wait, the longest first, and others by their status', async () => {
    // Prepare
    await Verification.deleteMany({})
    const waiting = [await aWaitingVerification(), await aWaitingVerification(), await aWaitingVerification()]
    const staff = await anAdmin()
    const rejected = waiting[1]?.verificationId ?? ''
    const body = { reason: 'Not readable' }
    await call(rejectVerification, { as: staff, params: { verificationId: rejected }, body })
    // Act
    const pending = await call(listVerifications, { as: staff })
    const others = await call(listVerifications, { as: staff, query: { status: 'Rejected' } })
    // Assess
    expect(pending.body.data.map(({ id }) => id)).toEqual([
      waiting[0]?.verificationId,
      waiting[2]?.verificationId,
    ])
    expect(others.body.data.map(({ id }) => id)).toEqual([rejected])
    expect((await call(listVerifications, { as: staff, query: { status: 'Lost' } })).status).toBe(400)
  })
})
