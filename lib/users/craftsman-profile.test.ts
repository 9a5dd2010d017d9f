import { describe, expect, it } from 'vitest'
import { userRoutes } from '#functions/users/users.routes.ts'
import { User } from '#lib/model/user.model.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { call } from '#lib/testing/call.ts'
import { aService } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aCraftsman, type Somebody } from '#lib/testing/people.ts'

aDatabase()

const update = (as: Somebody, body: unknown) => call(userRoutes.updateMe, { as, body })

describe('a craftsman’s part of the profile', () => {
  it('stores a craftsman’s skills, hours, capacity and service radius', async () => {
    await aService('Carpentry')
    const availability = {
      weekly: [
        { day: 0, from: 720, to: 1_440 },
        { day: 0, from: 0, to: 720 },
      ],
      pausedUntil: '2026-12-01T00:00:00.000Z',
    }
    const { body } = await update(await aCraftsman(), {
      bio: 'أبواب وشبابيك',
      skills: ['carpentry'],
      serviceRadiusKm: 25,
      capacity: 3,
      availability,
    })
    expect(body.craftsmanInfo).toMatchObject({
      bio: 'أبواب وشبابيك',
      skills: ['Carpentry'],
      serviceRadiusKm: 25,
      capacity: 3,
      availability,
    })
  })

  it('shows hours in minutes that were stored as times before', async () => {
    const craftsman = await aCraftsman()
    const weekly = [{ day: 0, from: '09:30', to: '17:00' }]
    await User.collection.updateOne(
      { _id: objectId(craftsman.id) },
      { $set: { 'craftsmanInfo.availability': { weekly, pausedUntil: null } } },
    )
    const { body } = await call(userRoutes.getMe, { as: craftsman })
    expect(body.craftsmanInfo?.availability?.weekly).toEqual([{ day: 0, from: 570, to: 1_020 }])
  })

  it.each([
    ['hours that end before they begin', { availability: { weekly: [{ day: 1, from: 1_020, to: 540 }] } }],
    ['an eighth weekday', { availability: { weekly: [{ day: 7, from: 540, to: 1_020 }] } }],
    ['hours past midnight', { availability: { weekly: [{ day: 1, from: 540, to: 1_441 }] } }],
    ['hours as times', { availability: { weekly: [{ day: 1, from: '09:00', to: '17:00' }] } }],
    [
      'hours that overlap',
      {
        availability: {
          weekly: [
            { day: 1, from: 540, to: 1_020 },
            { day: 1, from: 1_019, to: 1_100 },
          ],
        },
      },
    ],
    ['a capacity of no job', { capacity: 0 }],
    ['a capacity of 21 jobs', { capacity: 21 }],
    ['a capacity of half a job', { capacity: 1.5 }],
  ])('refuses %s', async (_what, body) => {
    const craftsman = await aCraftsman()
    const before = await User.findById(craftsman.id).lean()
    const answer = await update(craftsman, body)
    expect([answer.status, answer.body.code]).toEqual([400, 'VALIDATION_FAILED'])
    expect(await User.findById(craftsman.id).lean()).toEqual(before)
  })
})
