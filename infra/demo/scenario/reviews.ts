import type { Cast, Player } from '#infra/demo/scenario/accounts.ts'
import { type App, eventually, expectAnswer, expectThat } from '#infra/demo/scenario/app.ts'
import { resetTime } from '#infra/demo/scenario/clock.ts'
import { hire } from '#infra/demo/scenario/hiring.ts'
import type { ScenarioSteps } from '#infra/demo/scenario/steps.ts'

const DAY = 86_400_000

/** Reviews: hidden until both are in or the days are over, one reply, and what staff do with a report. */
export async function reviewEachOther(play: ScenarioSteps, cast: Cast): Promise<void> {
  play.chapter('Reviews: double-blind, a reply, a report')
  const { client, craftsman } = cast
  const job = await aConfirmedJob(play, cast, 'A Cash job is done and confirmed')
  const first = await play.step('The client reviews it; nobody else sees that', async () => {
    const review = { jobId: job, rating: 1, comment: 'الشغل اتأخر' }
    const id = expectAnswer(await client.app.post('/api/reviews', review), 201, { revealedAt: null }).text(
      'id',
    )
    await expectReviews(play, craftsman, [])
    return id
  })
  await play.step('The client changes it from 1 to 5', async () => {
    const change = { rating: 5, comment: 'اعتذر عن التأخير، والشغل ممتاز' }
    expectAnswer(await client.app.put(`/api/reviews/${first}`, change), 200, change)
    await expectReviews(play, craftsman, [])
  })
  await play.step('The craftsman reviews the client: both are revealed at once', async () => {
    const review = { jobId: job, rating: 4, comment: 'عميل محترم' }
    expectAnswer(await craftsman.app.post('/api/reviews', review), 201).text('revealedAt')
    await expectReviews(play, craftsman, [5])
    await expectReviews(play, client, [4])
    expectAnswer(await client.app.get(`/api/jobs/${job}`), 200, { status: 'Completed', reviewed: true })
    expectAnswer(await client.app.put(`/api/reviews/${first}`, { rating: 2 }), 400, {
      code: 'REVIEW_REVEALED',
    })
  })
  await play.step('The craftsman is notified, and replies once', async () => {
    await notified(craftsman, 'review')
    const path = `/api/reviews/${first}/reply`
    expectAnswer(await craftsman.app.post(path, { reply: 'شكرًا لذوقك' }), 201, { reply: 'شكرًا لذوقك' })
    expectAnswer(await craftsman.app.post(path, { reply: 'وكمان' }), 400, { code: 'ALREADY_REPLIED' })
  })
  if (!play.isLocal) return
  const second = await revealByTime(play, cast)
  await resolveReport(play, cast, second)
}

async function aConfirmedJob(play: ScenarioSteps, cast: Cast, name: string): Promise<string> {
  const { client, craftsman } = cast
  const { job, contractId } = await hire(play, cast, name, 'Cash')
  for (const status of ['On The Way', 'Completed']) {
    expectAnswer(await craftsman.app.patch(`/api/jobs/${job}/status`, { status }), 200)
  }
  expectAnswer(await client.app.post(`/api/contracts/${contractId}/confirm`), 201, { status: 'Completed' })
  return job
}

/** The days end while the clock stands ahead. No schedule runs meanwhile, and the jobs of others stay as they are. */
async function revealByTime(play: ScenarioSteps, cast: Cast): Promise<string> {
  const { client, craftsman } = cast
  const job = await aConfirmedJob(play, cast, 'Another Cash job is done and confirmed')
  const review = { jobId: job, rating: 2, comment: 'Call me at home next time' }
  try {
    return await play.step(
      'The client alone reviews it: everybody sees that when 14 days are over',
      async () => {
        const id = expectAnswer(await client.app.post('/api/reviews', review), 201).text('id')
        await expectReviews(play, craftsman, [5])
        expectAnswer(await play.anonymous.post('/_local/clock', { advanceMs: 14 * DAY }), 200)
        await expectReviews(play, craftsman, [2, 5])
        const late = await craftsman.app.post('/api/reviews', { jobId: job, rating: 1 })
        expectAnswer(late, 400, { code: 'REVIEW_WINDOW_OVER' })
        expectAnswer(await craftsman.app.post(`/api/reviews/${id}/reply`, { reply: 'I did' }), 201)
        return id
      },
    )
  } finally {
    await resetTime(play)
  }
}

async function resolveReport(play: ScenarioSteps, { craftsman }: Cast, reviewId: string): Promise<void> {
  const report = await play.step('The craftsman reports that review', async () => {
    const body = { targetType: 'review', targetId: reviewId, reason: 'It is not about the work' }
    return expectAnswer(await craftsman.app.post('/api/reports', body), 201, { status: 'Open' }).text('id')
  })
  const moderator = await logInAsModerator(play)
  await play.step(
    'A moderator finds it in the queue and removes the review; it leaves the rating',
    async () => {
      const queue = expectAnswer(await moderator.get('/api/admin/reports?limit=100'), 200).list()
      const found = queue.find((entry) => entry.at('id') === report)
      expectThat(found?.at('content.rating') === 2, 'the review that was reported', found?.value)
      const resolution = { outcome: 'removed', note: 'It is not about the work' }
      const answer = await moderator.post(`/api/admin/reports/${report}/resolve`, resolution)
      expectAnswer(answer, 201, { status: 'Resolved', resolution: { outcome: 'removed' } })
      await expectReviews(play, craftsman, [5])
    },
  )
  await play.step('The craftsman is told the outcome', () => notified(craftsman, 'admin'))
  await play.step('Staff restore the review: it counts again', async () => {
    const path = `/api/admin/reviews/${reviewId}/restore`
    expectAnswer(await moderator.post(path, { reason: 'It is within the rules' }), 201, { hidden: null })
    await expectReviews(play, craftsman, [2, 5])
  })
}

async function logInAsModerator(play: ScenarioSteps): Promise<App> {
  const loginIdentifier = 'moderator@craftworks.example'
  const login = { loginIdentifier, password: 'Craftworks-demo-1', type: 'admins' }
  return play.as(expectAnswer(await play.anonymous.post('/api/auth/login', login), 201).text('token'))
}

/** The list of a user's reviews, and the rating of their profile, have these ratings and no others. */
async function expectReviews(play: ScenarioSteps, { id }: Player, ratings: readonly number[]): Promise<void> {
  const list = expectAnswer(await play.anonymous.get(`/api/users/${id}/reviews`), 200).list()
  const listed = list.map((review) => Number(review.at('rating'))).toSorted()
  expectThat(JSON.stringify(listed) === JSON.stringify(ratings), `the ratings ${ratings.join()}`, listed)
  const sum = ratings.reduce((total, each) => total + each, 0)
  const rating = ratings.length === 0 ? 0 : sum / ratings.length
  const profile = await play.anonymous.get(`/api/users/${id}`)
  expectAnswer(profile, 200, { rating, ratingCount: ratings.length })
}

async function notified({ app }: Player, type: string): Promise<void> {
  await eventually(`a notification about ${type}`, async () => {
    const list = expectAnswer(await app.get('/api/notifications?limit=100'), 200).list()
    return list.some((notification) => notification.at('type') === type) || undefined
  })
}
