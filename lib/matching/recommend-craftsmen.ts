import type { Types } from 'mongoose'
import type * as z from 'zod'
import { RATING_FIELDS } from '#lib/embedded/current-rating.ts'
import { type PersonRecord, toPersonView } from '#lib/embedded/person.ts'
import { fail } from '#lib/errors/app-error.ts'
import { acquaintancesOf } from '#lib/matching/acquaintances.ts'
import { currentModel } from '#lib/matching/current-model.ts'
import { averageOf } from '#lib/matching/explain.ts'
import { contextOf } from '#lib/matching/job-context.ts'
import { jobFactsOf } from '#lib/matching/job-facts.ts'
import { rank } from '#lib/matching/rank.ts'
import { readCandidates } from '#lib/matching/read-candidates.ts'
import type { Pair } from '#lib/matching/read-features.ts'
import type { JobFacts } from '#lib/matching/read-model.ts'
import { toRecommendationView } from '#lib/matching/recommendation.view.ts'
import type { recommendationsQuery } from '#lib/matching/recommendations.schemas.ts'
import { tradeOf } from '#lib/matching/related-trades.ts'
import type { RankingModel, Scored } from '#lib/matching/score.ts'
import { storeShownList } from '#lib/matching/store-shown-list.ts'
import { whyNot } from '#lib/matching/why-not.ts'
import { Invitation } from '#lib/model/invitation.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { isOpen } from '#lib/model/job-status.ts'
import { Quote } from '#lib/model/quote.model.ts'
import { User } from '#lib/model/user.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type JobId, type UserId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'
import { serviceNamed } from '#lib/services/service-name.ts'

type Query = z.output<typeof recommendationsQuery>

/** A job that craftsmen are looked for, posted or not. */
export interface SoughtJob {
  jobId: JobId | null
  facts: JobFacts
  invited: readonly Types.ObjectId[]
  quoted: readonly Types.ObjectId[]
}

/**
 * Recommend craftsmen to a client.
 * 1. for an open job of theirs (JOB_NOT_FOUND, JOB_NOT_YOURS, JOB_NOT_OPEN), or for a category (UNKNOWN_CATEGORY) and a
 *    place before they post it
 * 2. candidates are verified, not banned, not paused, of the trade or a related one, near enough, and neither invited
 *    nor quoting already. Of more than 2,000 the nearest are looked at
 * 3. each has a score: the chance that they accept, are chosen and do it well. Two of the first ten places are for
 *    newcomers at most, and one at least
 * 4. each is explained in the client's language: the shares of all factors add up to the score. With `whyNot` one
 *    craftsman's place is explained, or why they have none
 * 5. the page that is shown is stored with positions, features and the model, for learning
 */
export async function recommendCraftsmen(query: Query, client: Principal, locale: Locale) {
  const at = clock()
  const [sought, model] = await Promise.all([readSought(query, client, at), currentModel()])
  const trade = tradeOf(sought.facts.category)
  const [known, together] = await Promise.all([
    readCandidates({ trade, location: sought.facts.location, at }, [...sought.invited, ...sought.quoted]),
    acquaintancesOf(client.id),
  ])
  const context = contextOf(sought.facts, trade, model.scales)
  const pairs = known.map(({ facts, record }): Pair => {
    return { context, craftsman: facts, record, together: together.get(facts.id), at: at.getTime() }
  })
  const ranked = rank(pairs, model)
  return answerOf(query, { sought, ranked, model, client, locale })
}

interface Ranking {
  sought: SoughtJob
  ranked: readonly Scored[]
  model: RankingModel
  client: Principal
  locale: Locale
}

async function answerOf(query: Query, ranking: Ranking) {
  const { sought, ranked, model, client, locale } = ranking
  const { page = 1, limit } = query
  const from = (page - 1) * limit
  const shown = ranked.slice(from, from + limit)
  const average = averageOf(ranked)
  const [people, why] = await Promise.all([
    readPeople(shown),
    query.whyNot && whyNot(query.whyNot, ranking, average),
    sought.jobId &&
      shown.length > 0 &&
      storeShownList({ jobId: sought.jobId, client: client.id, shown, from, model }),
  ])
  return {
    data: shown.flatMap((scored) => {
      const person = people.get(scored.pair.craftsman.id)
      return person ? [toRecommendationView(scored, toPersonView(person), { model, average, locale })] : []
    }),
    pagination: { page, limit, totalPages: Math.ceil(ranked.length / limit), totalItems: ranked.length },
    ...(why && { whyNot: why }),
  }
}

async function readPeople(shown: readonly Scored[]): Promise<Map<string, PersonRecord>> {
  const ids = shown.map(({ pair }) => objectId(pair.craftsman.id as UserId))
  const fields = { firstName: 1, lastName: 1, profilePicture: 1, ...RATING_FIELDS } as const
  const people = await User.find({ _id: trusted({ $in: ids }) }, fields).lean<PersonRecord[]>()
  return new Map(people.map((person) => [idOf<'User'>(person._id), person]))
}

async function readSought(query: Query, client: Principal, at: Date): Promise<SoughtJob> {
  const { jobId, category = '', near } = query
  if (jobId) return readOwnJob(jobId, client)
  const service = await serviceNamed(category)
  if (service === null) throw fail('UNKNOWN_CATEGORY')
  const facts: JobFacts = {
    postedAt: at.getTime(),
    category: service,
    client: client.id,
    text: '',
    location: near ?? [0, 0],
    budget: null,
    preferredAt: null,
    paymentType: 'Escrow',
  }
  return { jobId: null, facts, invited: [], quoted: [] }
}

async function readOwnJob(jobId: JobId, client: Principal): Promise<SoughtJob> {
  const [job, invitations, quotes] = await Promise.all([
    Job.findById(jobId).lean(),
    Invitation.find({ job: jobId }, { craftsman: 1, _id: 0 }).lean(),
    Quote.find({ job: jobId }, { craftsman: 1, _id: 0 }).lean(),
  ])
  const isOwn = job !== null && idOf<'User'>(job.client) === client.id
  if (!job || (!isOwn && !isOpen(job.status))) throw fail('JOB_NOT_FOUND')
  if (!isOwn) throw fail('JOB_NOT_YOURS')
  if (!isOpen(job.status)) throw fail('JOB_NOT_OPEN')
  return {
    jobId,
    facts: jobFactsOf(job),
    invited: invitations.map(({ craftsman }) => craftsman),
    quoted: quotes.map(({ craftsman }) => craftsman),
  }
}
