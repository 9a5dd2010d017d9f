import mongoose from 'mongoose'
import { DEMO } from '#infra/demo/demo-ids.ts'
import { Books } from '#infra/demo/seed/books.ts'
import { Draws } from '#infra/demo/seed/draws.ts'
import { playJob } from '#infra/demo/seed/job-course.ts'
import { writeAccounts } from '#infra/demo/seed/payout-accounts.ts'
import { People, type Span, timeAt } from '#infra/demo/seed/people.ts'
import { Rows } from '#infra/demo/seed/rows.ts'
import { Timeline } from '#infra/demo/seed/timeline.ts'
import { writeOwedFees } from '#infra/demo/seed/wallets.ts'
import { paymentOf, type World } from '#infra/demo/seed/world.ts'
import { buildIndexes } from '#lib/model/build-indexes.ts'
import { loadModels } from '#lib/model/load-models.ts'
import { User } from '#lib/model/user.model.ts'
import { hashPassword } from '#lib/passwords/password.ts'
import { fromCairoWallClock, toCairoWallClock } from '#lib/platform/cairo-time.ts'
import { addMs, clock, DAY, HOUR } from '#lib/platform/clock.ts'

/** What a seed is made of: the same numbers always make the same marketplace, for the same day. */
export interface Seed {
  readonly jobs: number
  readonly craftsmen: number
  readonly seed: number
}

export type Stage = 'jobs' | 'accounts' | 'indexes'
export type OnProgress = (stage: Stage, done: number, of: number) => void

/** There are people of this seed already. */
export class SeededBeforeError extends Error {}

const HISTORY_DAYS = 730

/**
 * Fills the database with a marketplace of two years, beside what is there:
 * 1. people in 27 governorates, more and more of them; jobs of each trade in its season, in Arabic
 * 2. each job takes its course to where it is now: quotes, hire, payment, work, disputes, reviews, or an end before
 * 3. every movement of money is a journal, in the order of time, and all balances are those that the journals give
 * 4. indexes that no rule needs are dropped first and built at the end, which is far faster, if there are few jobs yet
 * Returns how many documents were inserted. Throws a SeededBeforeError if the same seed was there before.
 */
export async function seedHistory(wanted: Seed, onProgress: OnProgress = () => undefined): Promise<number> {
  await loadModels()
  const { seed } = wanted
  if (await User.exists({ email: `client1.seed${seed}@craftworks.example` }))
    throw new SeededBeforeError(
      `This database has the people of seed ${seed}: npm run reset, or name another --seed.`,
    )
  const isDropped = await dropIndexes()
  const world = worldOf(wanted)
  await playJobs(world, wanted, onProgress)
  await closeBooks(world, wanted, onProgress)
  if (isDropped) {
    onProgress('indexes', 0, 1)
    await buildIndexes()
    onProgress('indexes', 1, 1)
  }
  return world.rows.added
}

function worldOf({ jobs, craftsmen, seed }: Seed): World & { readonly span: Span } {
  const draws = new Draws(seed)
  const rows = new Rows()
  const now = clock()
  const span = { from: addMs(now, -HISTORY_DAYS * DAY), to: now }
  const people = new People(draws, span, { clients: Math.ceil(jobs / 3), craftsmen })
  const books = new Books(rows, draws)
  const payment: World['payment'] = (paid) => paymentOf(draws, paid)
  return { draws, rows, books, timeline: new Timeline(), people, now, payment, span }
}

async function playJobs(
  world: World & { readonly span: Span },
  { jobs }: Seed,
  onProgress: OnProgress,
): Promise<void> {
  for (let number = 0; number < jobs; number += 1) {
    const share = (number + world.draws.random()) / jobs
    const about = timeAt(share, world.span)
    playJob(world, share, timeOfDay(world, about))
    world.timeline.runUntil(addMs(about, -DAY)) // a later job may still be of this day
    if (!world.rows.isFull) continue
    await world.rows.insert()
    onProgress('jobs', number, jobs)
  }
  world.timeline.runUntil(world.now)
  onProgress('jobs', jobs, jobs)
}

/** People post in the evening more than in the morning, and hardly at night. */
function timeOfDay({ draws, now }: World, about: Date): Date {
  const midnight = toCairoWallClock(about)
  midnight.setUTCHours(0, 0, 0, 0)
  const hour = draws.chance(0.93) ? 15 + 3 * draws.normal() : draws.between(0, 24)
  const at = addMs(fromCairoWallClock(midnight), Math.floor(Math.max(0, Math.min(23.9, hour)) * HOUR))
  return at < now ? at : about
}

async function closeBooks(world: World, { seed }: Seed, onProgress: OnProgress): Promise<void> {
  const { people, rows, books, now } = world
  for (const craftsman of people.craftsmen) writeOwedFees(world, craftsman)
  books.close(now)
  await rows.insert()
  people.write(rows, { seed, password: await hashPassword(DEMO.password), now })
  await rows.insert()
  await writeAccounts(world, (done, of) => onProgress('accounts', done, of))
}

/** With so many jobs there already, building indexes anew takes longer than keeping them. */
const MANY_JOBS = 5_000

/** Drops what only makes reading fast. Unique indexes are rules, and stay. */
async function dropIndexes(): Promise<boolean> {
  const jobs = await mongoose.connection.collection('jobs').estimatedDocumentCount()
  if (jobs > MANY_JOBS) return false
  for (const { collection } of Object.values(mongoose.models)) {
    const indexes = await collection.indexes().catch(() => [])
    for (const { name = '_id_', unique } of indexes) {
      if (name !== '_id_' && !unique) await collection.dropIndex(name)
    }
  }
  return true
}
