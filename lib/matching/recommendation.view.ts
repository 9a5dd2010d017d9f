import type * as z from 'zod'
import type { personView } from '#lib/embedded/person.schemas.ts'
import { caveatOf, sharesOf } from '#lib/matching/explain.ts'
import { factorText } from '#lib/matching/factor-texts.ts'
import { FACTORS } from '#lib/matching/factors.ts'
import type { factorView } from '#lib/matching/recommendations.schemas.ts'
import type { RankingModel, Scored } from '#lib/matching/score.ts'
import type { Locale } from '#lib/platform/locale.ts'

interface Explaining {
  model: RankingModel
  average: Float64Array
  locale: Locale
}

/** All factors of a score, the ones that add most first; what everybody has comes last. Their shares are the score. */
export function toReasons(
  scored: Scored,
  { model, average, locale }: Explaining,
): z.input<typeof factorView>[] {
  const shares = sharesOf(scored, model, average)
  const place = (key: (typeof FACTORS)[number]): number => (key === 'general' ? -2 : shares[key])
  return [...FACTORS]
    .sort((a, b) => place(b) - place(a))
    .map((key) => ({ key, text: factorText(key, scored, locale), share: shares[key] }))
}

/** What speaks most against somebody, if anything does. */
function caveat(scored: Scored, { model, average, locale }: Explaining) {
  const key = caveatOf(sharesOf(scored, model, average), scored.score)
  return key && { caveat: { key, text: factorText(key, scored, locale) } }
}

export const toRecommendationView = (
  scored: Scored,
  craftsman: z.input<typeof personView>,
  explaining: Explaining,
) => ({
  craftsman,
  score: scored.score,
  distanceKm: Math.round(scored.distanceM / 100) / 10,
  reasons: toReasons(scored, explaining),
  ...caveat(scored, explaining),
  isNew: scored.isNew,
  model: explaining.model.version,
})
