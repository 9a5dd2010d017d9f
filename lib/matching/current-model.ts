import { FEATURE_COUNT, HEADS } from '#lib/matching/features.ts'
import { priorWeights, type Weights } from '#lib/matching/learn-from-history.ts'
import { MODEL_VERSION } from '#lib/matching/model-version.ts'
import { PRIOR_SCALES } from '#lib/matching/scales.ts'
import type { RankingModel } from '#lib/matching/score.ts'
import { MatchingModel, type MatchingModelRecord } from '#lib/model/matching-model.model.ts'
import { MINUTE, realTime } from '#lib/platform/clock.ts'

const TTL_MS = 5 * MINUTE
let cached: { model: RankingModel; until: number } | undefined

/** The newest learned model of these features, and the written priors where there is none. Read anew every 5 minutes. */
export async function currentModel(): Promise<RankingModel> {
  const now = realTime().getTime()
  if (cached && cached.until > now) return cached.model
  const model = await readModel()
  cached = { model, until: now + TTL_MS }
  return model
}

export const forgetModel = (): void => {
  cached = undefined
}

async function readModel(): Promise<RankingModel> {
  const stored = await MatchingModel.findOne().sort({ _id: -1 }).lean()
  const weights = stored && storedWeights(stored)
  return {
    version: weights ? `${MODEL_VERSION}+${stored._id}` : MODEL_VERSION,
    weights: weights ?? priorWeights(),
    scales: PRIOR_SCALES,
  }
}

/** Weights that were learned for other features say nothing about these. */
function storedWeights({ features, weights }: MatchingModelRecord): Weights | null {
  const fits = HEADS.every(
    (head) => weights[head]?.length === FEATURE_COUNT && weights[head].every(Number.isFinite),
  )
  if (features !== MODEL_VERSION || !fits) return null
  return Object.fromEntries(HEADS.map((head) => [head, Float64Array.from(weights[head] ?? [])])) as Weights
}
