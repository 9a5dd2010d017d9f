import { handler as listJobs } from '#functions/jobs/list-jobs.ts'
import { Job } from '#lib/model/job.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { aPosting } from '#lib/testing/many-jobs.ts'
import { randomOf } from '#lib/testing/random.ts'
import { aCaller, type Caller, growPeople, insertMany, people } from './people.ts'
import { get } from './request.ts'
import type { Subject } from './row.ts'

const random = randomOf(1)

/** Between the oldest and the newest open job. */
const HOURS = 14 * 24

/** The list of jobs, with all jobs open: what grows fastest. */
export const jobs: Subject = {
  grow: async (from, to) => {
    await growPeople(from, to)
    const cast = { random, clients: people, at: clock() }
    await insertMany(Job.collection, to - from, () => aPosting(cast, random() * HOURS))
  },
  rows: async () => {
    const caller = await aCaller('Craftsman')
    return ROWS.map(([name, goalMs, query]) => ({ name, goalMs, ask: () => ask(caller, query) }))
  },
}

const ask = ({ token }: Caller, query: Readonly<Record<string, string>>) =>
  get(listJobs, { path: '/api/jobs', token, query })

const near = '31.2357,30.0444'

const ROWS: readonly (readonly [string, number, Readonly<Record<string, string>>])[] = [
  ['GET /api/jobs, newest', 25, {}],
  ['near, no radius', 60, { near }],
  ['near, 10 km', 60, { near, radiusKm: '10' }],
  ['near, 100 km from a desert', 60, { near: '27.5,27.5', radiusKm: '100' }],
  ['q (one word)', 50, { q: 'سباك' }],
  ['q (a very common word)', 50, { q: 'في' }],
  ['q (two words)', 50, { q: 'تصليح حنفية' }],
  ['q and near', 60, { q: 'حنفية', near }],
  ['sort=budget', 25, { sort: 'budget' }],
  ['sort=soonest', 25, { sort: 'soonest' }],
  ['page 500', 60, { page: '500' }],
  ['one category', 25, { category: 'Plumbing' }],
  ['one category, budget from 5,000', 25, { category: 'Plumbing', minBudget: '500000' }],
  ['near, newest', 60, { near, sort: 'newest' }],
]
