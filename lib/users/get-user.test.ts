import { describe, expect, it } from 'vitest'
import { messageRoutes } from '#functions/messages/messages.routes.ts'
import { reportRoutes } from '#functions/reports/reports.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { call } from '#lib/testing/call.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, aModerator, anAdmin } from '#lib/testing/people.ts'

aDatabase()

const look = (userId: string) => call(userRoutes.getUser, { params: { userId } })

describe('a public profile', () => {
  it('shows a craftsman’s work, and the place to about 1 km', async () => {
    const { id } = await aCraftsman({
      email: 'hidden@example.com',
      phone: '+201066666666',
      location: { type: 'Point', coordinates: [31.235678, 30.044412] },
      craftsmanInfo: {
        skills: ['Plumbing'],
        bio: 'Taps',
        portfolioImageUrls: [],
        verificationStatus: 'Verified',
      },
      rating: 4.5,
      ratingCount: 2,
      completedJobs: 7,
    })
    const { status, body, text } = await look(id)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      id,
      verified: true,
      skills: ['Plumbing'],
      bio: 'Taps',
      rating: 4.5,
      ratingCount: 2,
      completedJobs: 7,
    })
    expect(body.location).toEqual({ type: 'Point', coordinates: [31.24, 30.04] })
    expect(text).not.toMatch(/hidden@|\+2010|wallet|31\.2356/)
  })

  it('shows a client without a craftsman’s parts', async () => {
    const { body } = await look((await aClient()).id)
    expect(body).toMatchObject({ role: 'Client', location: null })
    expect(body).not.toHaveProperty('skills')
  })

  it('is not found for staff, deleted accounts and unknown ids alike; nor can one report or block them', async () => {
    const hidden = [await anAdmin(), await aModerator(), await aClient({ deletedAt: new Date() })]
    const as = await aClient()
    for (const userId of [...hidden.map(({ id }) => id as string), '65a0000000000000000000ff']) {
      const report = { targetType: 'user', targetId: userId, reason: 'They asked for money outside' }
      const answers = [
        await look(userId),
        await call(messageRoutes.blockUser, { as, params: { userId } }),
        await call(reportRoutes.fileReport, { as, body: report }),
      ]
      expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
        [404, 'USER_NOT_FOUND'],
        [404, 'USER_NOT_FOUND'],
        [404, 'NOTHING_TO_REPORT'],
      ])
    }
  })

  it.each(['x', '65a0', '65a0000000000000000000zz', '$ne', '%00'])(
    'answers 404 for the malformed id %s',
    async (id) => {
      const { status, body } = await look(id)
      expect([status, body]).toEqual([
        404,
        { message: 'Resource not found (invalid ID)', code: 'INVALID_ID' },
      ])
    },
  )
})
