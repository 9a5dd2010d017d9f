import { historyOf, jobFactsOf } from '#infra/matching/read-world.ts'
import type { WorldHistory, WorldJob } from '#infra/matching/world.schemas.ts'
import { exclusionOf } from '#lib/matching/candidates.ts'
import { scalesOf } from '#lib/matching/early-record.ts'
import { averageOf, reasonsOf, sharesOf } from '#lib/matching/explain.ts'
import type { Factor } from '#lib/matching/factors.ts'
import type { HistoryCraftsman } from '#lib/matching/history.ts'
import { contextOf } from '#lib/matching/job-context.ts'
import { HistoryReader, learnWeights, type Weights } from '#lib/matching/learn-from-history.ts'
import type { LearningRows } from '#lib/matching/learning-rows.ts'
import { MODEL_VERSION } from '#lib/matching/model-version.ts'
import { rank, TOP } from '#lib/matching/rank.ts'
import type { Pair } from '#lib/matching/read-features.ts'
import { emptyRecord } from '#lib/matching/record.ts'
import { middle } from '#lib/matching/scales.ts'
import type { RankingModel, Scored } from '#lib/matching/score.ts'

export interface RankedCraftsman {
  craftsmanId: string
  score: number
  reasons: Factor[]
}

export interface Answer {
  jobId: string
  modelVersion: string
  top: RankedCraftsman[]
  rest: string[]
}

/** A world that was learned from, and answers one job after the other. */
export class WorldRanker {
  readonly model: RankingModel
  readonly #reader: HistoryReader
  readonly #craftsmen: readonly HistoryCraftsman[]

  constructor(world: WorldHistory) {
    const history = historyOf(world)
    const scales = scalesOf(history.craftsmen)
    this.#craftsmen = history.craftsmen
    this.#reader = new HistoryReader(history, scales).read()
    this.model = { version: MODEL_VERSION, scales, weights: learnWeights(this.#reader.rows()) }
    this.#trades = history.trades
  }

  readonly #trades

  /** What else might be learned from the same history: for controls. */
  relearned(learn: (rows: LearningRows) => Weights): RankingModel {
    return { ...this.model, weights: learn(this.#reader.rows()) }
  }

  candidates(testJob: WorldJob): Pair[] {
    const job = jobFactsOf(testJob, testJob.postedAt)
    const trade = this.#trades.get(job.category)
    if (!trade) return []
    const context = contextOf(job, trade, this.model.scales)
    const excluded = new Set(testJob.excluded)
    return this.#craftsmen.flatMap(({ facts }): Pair[] => {
      if (excluded.has(facts.id) || exclusionOf(facts, job, trade, job.postedAt) !== null) return []
      const record = this.#reader.replay.records.get(facts.id) ?? emptyRecord()
      const together = this.#reader.replay.together(job.client, facts.id)
      return [{ context, craftsman: facts, record, together, at: job.postedAt }]
    })
  }

  answer(testJob: WorldJob): Answer {
    const ranked = rank(this.candidates(testJob), this.model)
    const average = averageOf(ranked)
    const half = middle(ranked.map(({ distanceM }) => distanceM))
    const shown = (each: Scored): RankedCraftsman => ({
      craftsmanId: each.pair.craftsman.id,
      score: each.score,
      reasons: reasonsOf(sharesOf(each, this.model, average), {
        isNear: each.distanceM < half,
        isNew: each.isNew,
      }),
    })
    return {
      jobId: testJob.id,
      modelVersion: this.model.version,
      top: ranked.slice(0, TOP).map(shown),
      rest: ranked.slice(TOP).map(({ pair }) => pair.craftsman.id),
    }
  }
}
