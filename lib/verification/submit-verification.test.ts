import { describe, expect, it } from 'vitest'
import { adminVerificationRoutes } from '#functions/admin/verifications.routes.ts'
import { verificationRoutes } from '#functions/users/verification.routes.ts'
import { startCloudinaryFake } from '#infra/fakes/cloudinary.ts'
import { NationalId } from '#lib/model/national-id.model.ts'
import { Verification } from '#lib/model/verification.model.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { call } from '#lib/testing/call.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, aModerator, anAdmin } from '#lib/testing/people.ts'
import {
  aNationalId,
  aWaitingVerification,
  eventsOfVerification,
  submit,
} from '#lib/testing/verifications.ts'

aDatabase()
aFake(() => startCloudinaryFake())

const { submitVerification } = verificationRoutes
const { approveVerification, rejectVerification } = adminVerificationRoutes

describe('asking for verification', () => {
  it('answers the verification, Pending, without the number; staff are told once', async () => {
    // Prepare
    const craftsman = await aCraftsman()
    const number = aNationalId()
    // Act
    const { status, body, text } = await submit(craftsman, number)
    // Assess
    expect([status, body.status, body.skills, body.documents]).toEqual([201, 'Pending', ['Plumbing'], []])
    expect(body.craftsman.id).toBe(craftsman.id)
    expect(text).not.toContain(number)
    expect(await eventsOfVerification(body.id)).toEqual(['verification.submitted'])
  })

  it('again while it waits changes the same one, also twenty times at once', async () => {
    const craftsman = await aCraftsman()
    const number = aNationalId()
    const answers = await Promise.all(Array.from({ length: 20 }, () => submit(craftsman, number)))
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1)
    expect(await Verification.countDocuments({ craftsman: objectId(craftsman.id) })).toBe(1)
  })

  it('is refused for a service that there is not, and for a number that cannot be', async () => {
    const as = await aCraftsman()
    await submit(as)
    const send = async (body: object) => (await call(submitVerification, { as, body })).body
    expect(await send({ skills: ['Alchemy'] })).toMatchObject({ code: 'UNKNOWN_CATEGORY' })
    expect(await send({ skills: ['Plumbing'], nationalId: '29002300112345' })).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ path: 'nationalId' }],
    })
    expect(await send({ skills: [] })).toMatchObject({ code: 'VALIDATION_FAILED' })
  })

  it('is refused for somebody under 18', async () => {
    const { body } = await submit(await aCraftsman(), '31501010112345')
    expect(body.code).toBe('NATIONAL_ID_UNDERAGE')
  })

  it('is for craftsmen alone', async () => {
    expect((await submit(await aClient())).status).toBe(403)
    expect((await submit(await anAdmin())).status).toBe(403)
  })
})

describe('a national ID number', () => {
  it('belongs to one account, however it is written', async () => {
    const number = aNationalId()
    expect((await submit(await aCraftsman(), number)).status).toBe(201)
    const inArabic = number.replace(/\d/g, (digit) => '٠١٢٣٤٥٦٧٨٩'.charAt(Number(digit)))
    const second = await submit(await aCraftsman(), ` ${inArabic.slice(0, 7)}-${inArabic.slice(7)}`)
    expect([second.status, second.body.code]).toEqual([400, 'NATIONAL_ID_TAKEN'])
  })

  it('goes to one of ten accounts that claim it at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const number = aNationalId()
      const people = await Promise.all(Array.from({ length: 10 }, () => aCraftsman()))
      const answers = await Promise.all(people.map((person) => submit(person, number)))
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
      expect(answers.filter(({ body }) => body.code === 'NATIONAL_ID_TAKEN')).toHaveLength(9)
    }
  })

  it('can be corrected while it waits, and the wrong one is free again', async () => {
    const [craftsman, other] = [await aCraftsman(), await aCraftsman()]
    const [wrong, right] = [aNationalId(), aNationalId()]
    await submit(craftsman, wrong)
    expect((await submit(craftsman, right)).status).toBe(201)
    expect((await submit(other, wrong)).status).toBe(201)
  })

  it('of a rejected submission may be claimed by its owner, and its first claimant has it no more', async () => {
    // Prepare
    const [thief, owner, staff] = [await aCraftsman(), await aCraftsman(), await aModerator()]
    const number = aNationalId()
    const { body } = await submit(thief, number)
    const params = { verificationId: body.id }
    await call(rejectVerification, { as: staff, params, body: { reason: 'Not your ID' } })
    // Act
    const claimed = await submit(owner, number)
    // Assess
    expect(claimed.status).toBe(201)
    expect((await submit(thief)).status).toBe(201)
    expect((await submit(thief, number)).body.code).toBe('NATIONAL_ID_TAKEN')
    expect(await NationalId.countDocuments({ _id: objectId(thief.id) })).toBe(0)
  })

  it('does not change any more once staff have approved it', async () => {
    const { craftsman, verificationId } = await aWaitingVerification()
    await call(approveVerification, { as: await aModerator(), params: { verificationId }, body: {} })
    expect((await submit(craftsman, aNationalId())).body.code).toBe('NATIONAL_ID_FIXED')
    expect((await submit(craftsman)).status).toBe(201)
  })

  it('cannot be tried out without end', async () => {
    const craftsman = await aCraftsman()
    for (let i = 0; i < 20; i += 1) expect((await submit(craftsman, aNationalId())).status).toBe(201)
    const last = await submit(craftsman, aNationalId())
    expect([last.status, last.body.code]).toEqual([429, 'LIMIT_REACHED'])
  })
})
