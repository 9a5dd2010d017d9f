import { beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '#lib/errors/app-error.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Job } from '#lib/model/job.model.ts'
import { JOB_STATUSES, type JobStatus } from '#lib/model/job-status.ts'
import { type Actor, GUARDS, TIMERS, type Transition } from '#lib/process/process.ts'
import { TRANSITIONS, transitionsBetween } from '#lib/process/transitions.ts'
import { aJobIn } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, anAdmin, type Somebody } from '#lib/testing/people.ts'

aDatabase()

describe('the process table', () => {
  it('names every transition once, and only statuses that exist', () => {
    expect(new Set(TRANSITIONS.map(({ name }) => name)).size).toBe(TRANSITIONS.length)
    expect(
      TRANSITIONS.flatMap((transition: Transition) => [...transition.from, transition.to]).filter(
        (status) => !JOB_STATUSES.includes(status),
      ),
    ).toEqual([])
  })

  it('has a timer in every status in which money may be held or people wait, except with staff', () => {
    const silent = JOB_STATUSES.filter(
      (status) => !TIMERS.some((timer) => (timer.in as readonly JobStatus[]).includes(status)),
    )
    expect(silent).toEqual(['Disputed', 'Cancelled'])
  })

  it('lets no timer make a transition that timers may not make', () => {
    const made = TIMERS.map(
      ({ makes }) => TRANSITIONS.find(({ name }) => name === makes) as Transition | undefined,
    )
    expect(made.every((transition) => transition?.by.includes('timer'))).toBe(true)
  })

  it('does not let silence always favour the same side', () => {
    const suited = new Set(TIMERS.map(({ suits }) => suits).filter((side) => side !== 'neither'))
    expect([...suited].sort()).toEqual(['client', 'craftsman'])
  })

  it('refuses each failed guard with a code of the table of errors', () => {
    expect(Object.values(GUARDS).every((code) => new AppError(code).code === code)).toBe(true)
  })
})

describe('every pair of statuses, by every actor', () => {
  let admin: Somebody
  let strangeClient: Somebody
  let strangeCraftsman: Somebody

  beforeAll(async () => {
    admin = await anAdmin()
    strangeClient = await aClient()
    strangeCraftsman = await aCraftsman()
  })

  /** What the table says of a change by one actor who gives a reason and names a quote, in a Cash job. */
  function expected(from: JobStatus, to: JobStatus, actor: Actor): string {
    const possible = transitionsBetween(from, to).filter(({ by }) =>
      by.some((who) => (['client', 'craftsman', 'staff'] as readonly Actor[]).includes(who)),
    )
    if (possible.length === 0) return 'MOVE_NOT_ALLOWED'
    const allowed = possible.filter(({ by }) => by.includes(actor))
    return allowed.length === 0 ? 'MOVE_NOT_YOURS' : 'changed'
  }

  const pairs = JOB_STATUSES.flatMap((from) => JOB_STATUSES.map((to) => ({ from, to })))

  it.each(pairs)('$from to $to', async ({ from, to }) => {
    for (const actor of ['client', 'craftsman', 'staff'] as const) {
      // Prepare
      const scene = await aJobIn(from)
      const principal = { client: scene.client, craftsman: scene.craftsman, staff: admin }[actor]
      const isParty = actor !== 'craftsman' || (from !== 'Posted' && from !== 'Quoted')
      const change = { status: to, reason: 'for the test', quoteId: scene.quoteId }
      // Act
      const outcome = await updateJobStatus(scene.jobId, change, principal).then(
        () => 'changed',
        (error: unknown) => (error instanceof AppError ? error.code : String(error)),
      )
      // Assess
      const noQuoteYet = from === 'Posted' && to === 'Hired' && actor === 'client'
      const wanted = !isParty ? 'JOB_NOT_YOURS' : noQuoteYet ? 'QUOTE_NOT_FOUND' : expected(from, to, actor)
      expect(`${actor}: ${outcome}`).toBe(`${actor}: ${wanted}`)
      const job = await Job.findById(scene.jobId).lean()
      expect(job?.status).toBe(outcome === 'changed' ? to : from)
    }
  })

  it.each(JOB_STATUSES)('strangers change nothing that is %s', async (from) => {
    const scene = await aJobIn(from)
    for (const stranger of [strangeClient, strangeCraftsman]) {
      for (const to of JOB_STATUSES) {
        const change = updateJobStatus(
          scene.jobId,
          { status: to, reason: 'mine now', quoteId: scene.quoteId },
          stranger,
        )
        const code = from === 'Posted' || from === 'Quoted' ? 'JOB_NOT_YOURS' : 'JOB_NOT_FOUND'
        await expect(change).rejects.toMatchObject({ code })
      }
    }
    expect((await Job.findById(scene.jobId).lean())?.status).toBe(from)
  })
})
