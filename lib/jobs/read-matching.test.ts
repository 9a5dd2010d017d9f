import { describe, expect, it } from 'vitest'
import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { createJob } from '#lib/jobs/create-job.ts'
import { call } from '#lib/testing/call.ts'
import { explained } from '#lib/testing/explained.ts'
import { aService, CAIRO } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, type Somebody } from '#lib/testing/people.ts'

aDatabase()

const list = (as: Somebody, query: Record<string, string> = {}) =>
  call(jobRoutes.listJobs, { as, query: { sort: 'match', ...query } })

async function aJobOf(category: string, km: number): Promise<string> {
  const [lng, lat] = CAIRO.coordinates
  const job = await createJob(
    {
      title: `${category} at ${km}`,
      description: 'To be done',
      category: await aService(category),
      paymentType: 'Cash',
      location: { type: 'Point', coordinates: [lng, lat + km / 111.3] },
    },
    await aClient(),
  )
  return job.id
}

const aPlumber = () =>
  aCraftsman({
    location: CAIRO,
    craftsmanInfo: {
      skills: ['Plumbing'],
      portfolioImageUrls: [],
      verificationStatus: 'Verified',
      serviceRadiusKm: 20,
    },
  })

describe('jobs by fit', () => {
  it('show a craftsman the jobs of their trades around them, best first, and why', async () => {
    const far = await aJobOf('Plumbing', 14)
    const near = await aJobOf('Plumbing', 1)
    const related = await aJobOf('Tiling', 1)
    await aJobOf('Carpentry', 1)
    await aJobOf('Plumbing', 40)
    const plumber = await aPlumber()
    const { status, body } = await list(plumber)
    expect(status).toBe(200)
    expect(body.data.map(({ id }) => id).toSorted()).toEqual([near, far, related].toSorted())
    expect(body.data[0]?.id).toBe(near)
    for (const { match } of body.data)
      expect(match?.reasons.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(match?.score ?? -1, 9)
    expect((await list(plumber, { category: 'Tiling' })).body.data.map(({ id }) => id)).toEqual([related])
  })

  it('need a craftsman with a place', async () => {
    expect((await list(await aClient())).body.code).toBe('VALIDATION_FAILED')
    expect((await list(await aCraftsman())).body.code).toBe('VALIDATION_FAILED')
  })

  it('walk indexes and scan nothing', async () => {
    await aJobOf('Plumbing', 1)
    const plumber = await aPlumber()
    const reads = await explained(() => list(plumber))
    expect(reads.filter(({ costly }) => costly.includes('COLLSCAN'))).toEqual([])
  })
})
