import type { Types } from 'mongoose'
import { exclusionOf } from '#lib/matching/candidates.ts'
import { sharesOf } from '#lib/matching/explain.ts'
import { factorText } from '#lib/matching/factor-texts.ts'
import { FACTORS } from '#lib/matching/factors.ts'
import { type NoCandidate, noCandidateText } from '#lib/matching/no-candidate.ts'
import { knownCraftsman, MATCHING_FIELDS } from '#lib/matching/read-candidates.ts'
import type { JobFacts } from '#lib/matching/read-model.ts'
import { tradeOf } from '#lib/matching/related-trades.ts'
import type { RankingModel, Scored } from '#lib/matching/score.ts'
import { User, type UserRecord } from '#lib/model/user.model.ts'
import { clock } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { objectId } from '#lib/platform/mongo.ts'

const MAX_CAUSES = 3

interface Ranking {
  sought: { facts: JobFacts; invited: readonly Types.ObjectId[]; quoted: readonly Types.ObjectId[] }
  ranked: readonly Scored[]
  model: RankingModel
  locale: Locale
}

/**
 * Why a craftsman stands where they stand, or why they are not in the list. In the list: what takes most from their
 * score. Not in it: the one rule that keeps them out. Whoever is further away than the 2,000 nearest is too far.
 */
export async function whyNot(craftsmanId: UserId, ranking: Ranking, average: Float64Array) {
  const { ranked, model, locale } = ranking
  const place = ranked.findIndex(({ pair }) => pair.craftsman.id === craftsmanId)
  const scored = ranked[place]
  if (!scored) {
    const key = await noCandidateBecause(craftsmanId, ranking)
    return { craftsmanId, inList: false, because: [{ key, text: noCandidateText(key, locale) }] }
  }
  const shares = sharesOf(scored, model, average)
  const against = FACTORS.filter((factor) => factor !== 'general' && shares[factor] < 0)
    .sort((a, b) => shares[a] - shares[b])
    .slice(0, MAX_CAUSES)
  const because = against.map((key) => ({ key, text: factorText(key, scored, locale) }))
  return { craftsmanId, inList: true, position: place + 1, because }
}

async function noCandidateBecause(craftsmanId: UserId, { sought }: Ranking): Promise<NoCandidate> {
  const id = objectId(craftsmanId)
  if (sought.invited.some((each) => each.equals(id))) return 'alreadyInvited'
  if (sought.quoted.some((each) => each.equals(id))) return 'alreadyQuoted'
  const shown = { _id: id, role: 'Craftsman' as const, deletedAt: null }
  const user = await User.findOne(shown, MATCHING_FIELDS).lean<UserRecord>()
  if (!user) return 'notFound'
  const now = clock()
  const known = knownCraftsman(user, now)
  if (!known) return 'tooFar' // nobody knows where they are
  const exclusion = exclusionOf(known.facts, sought.facts, tradeOf(sought.facts.category), now.getTime())
  // the reasons that are private to a craftsman's account are not told to clients
  return exclusion === 'banned' ? 'notFound' : (exclusion ?? 'tooFar')
}
