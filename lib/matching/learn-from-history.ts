import { FEATURE_COUNT, type HeadName, type Prior, priorOf } from '#lib/matching/features.ts'
import { fitWeights } from '#lib/matching/fit.ts'
import { type History, type HistoryEvent, UNDECIDED_MS } from '#lib/matching/history.ts'
import { contextOf, type JobContext } from '#lib/matching/job-context.ts'
import { CHOOSE_EXTRAS, LearningRows } from '#lib/matching/learning-rows.ts'
import { readFeatures } from '#lib/matching/read-features.ts'
import type { CraftsmanFacts } from '#lib/matching/read-model.ts'
import { type Engagement, Replay, withSilences } from '#lib/matching/replay.ts'
import type { Scales } from '#lib/matching/scales.ts'

/** The weights of each head. */
export type Weights = Record<HeadName, Float64Array>

/** The priors alone, as they hold before anything is learned. */
export const priorWeights = (): Weights => weightsBy((head) => priorOf(head).means)

const weightsBy = (of: (head: HeadName) => Float64Array): Weights => ({
  accept: of('accept'),
  choose: of('choose'),
  well: of('well'),
})

interface Remembered {
  vector: Float64Array
  jobId: string
  craftsmanId: string
  at: number
}

/**
 * Goes through the history once. Each vector is read at the instant of the question (a list is shown, an invitation
 * is sent, a quote comes in, somebody is hired), before what came after is known.
 */
export class HistoryReader {
  readonly replay: Replay
  readonly #history: History
  readonly #scales: Scales
  readonly #facts: Map<string, CraftsmanFacts>
  readonly #contexts = new Map<string, JobContext>()
  readonly #shown: (Remembered & { position: number })[] = []
  readonly #invitations: Remembered[] = []
  readonly #quotes = new Map<string, Remembered[]>()
  readonly #hires: Remembered[] = []

  constructor(history: History, scales: Scales) {
    this.#history = history
    this.#scales = scales
    this.replay = new Replay(history, scales)
    this.#facts = new Map(history.craftsmen.map(({ facts }) => [facts.id, facts]))
  }

  read(): this {
    for (const event of withSilences(this.#history)) {
      this.#remember(event)
      this.replay.apply(event)
    }
    return this
  }

  rows(): LearningRows {
    const rows = new LearningRows()
    this.#addAnswers(rows)
    this.#addShown(rows)
    this.#addHires(rows)
    this.#addOutcomes(rows)
    return rows
  }

  #remember(event: HistoryEvent): void {
    if (event.type === 'job') {
      const trade = this.#history.trades.get(event.job.category)
      if (trade) this.#contexts.set(event.jobId, contextOf(event.job, trade, this.#scales))
    } else if (event.type === 'shown') {
      const ordered = [...event.positions].sort(([, a], [, b]) => a - b)
      for (const [craftsmanId, position] of ordered)
        for (const seen of this.#vectorOf({ ...event, craftsmanId })) this.#shown.push({ ...seen, position })
    } else if (event.type === 'invitation') this.#invitations.push(...this.#vectorOf(event))
    else if (event.type === 'hire') this.#hires.push(...this.#vectorOf(event))
    else if (event.type === 'quote') {
      const ofJob = this.#quotes.get(event.jobId) ?? []
      this.#quotes.set(event.jobId, [...ofJob, ...this.#vectorOf(event)])
    }
  }

  #vectorOf({ jobId, craftsmanId, at }: { jobId: string; craftsmanId: string; at: number }): Remembered[] {
    const context = this.#contexts.get(jobId)
    const craftsman = this.#facts.get(craftsmanId)
    const record = this.replay.records.get(craftsmanId)
    if (!context || !craftsman || !record) return []
    const vector = new Float64Array(FEATURE_COUNT)
    const together = this.replay.together(context.job.client, craftsmanId)
    readFeatures({ context, craftsman, record, together, at }, this.#scales, vector)
    return [{ vector, jobId, craftsmanId, at }]
  }

  #engagement({ jobId, craftsmanId }: Remembered): Engagement | undefined {
    return this.replay.engagements.get(jobId)?.get(craftsmanId)
  }

  #isStaged = (jobId: string): boolean =>
    [...(this.replay.engagements.get(jobId)?.values() ?? [])].some(({ isStaged }) => isStaged)

  #addAnswers(rows: LearningRows): void {
    for (const seen of this.#invitations) {
      const answer = this.#engagement(seen)?.answer
      if (!answer || this.#isStaged(seen.jobId)) continue
      rows.add('accept', seen.vector, Number(answer === 'accepted'))
    }
  }

  /** Who was shown and not invited says less than who was hired: the client may not have looked so far. */
  #addShown(rows: LearningRows): void {
    for (const seen of this.#shown) {
      if (this.#isStaged(seen.jobId)) continue
      rows.addShown(seen.vector, seen.position, this.#engagement(seen)?.invitedAt != null, SHOWN_WEIGHT)
    }
  }

  #addHires(rows: LearningRows): void {
    for (const [jobId, quotes] of this.#quotes) {
      if (this.#isStaged(jobId)) continue
      const chosen = quotes.findIndex((quote) => this.#engagement(quote)?.hiredAt != null)
      const last = Math.max(...quotes.map(({ at }) => at))
      if (chosen < 0 && last + UNDECIDED_MS > this.#history.until) continue
      rows.addHire(
        quotes.map(({ vector }) => vector),
        chosen,
      )
    }
  }

  #addOutcomes(rows: LearningRows): void {
    for (const hire of this.#hires) {
      const engagement = this.#engagement(hire)
      const share = engagement && doneWell(engagement)
      if (share != null && !engagement?.isStaged) rows.add('well', hire.vector, share)
    }
  }
}

const SHOWN_WEIGHT = 0.3
const SATISFACTION = [0, 0, 0, 0.5, 1, 1]

/** How well the work was done, 0 to 1; null: not known, or nobody's fault. */
function doneWell({ outcome, isLost, rating }: Engagement): number | null {
  if (isLost || outcome === 'cancelledByThem') return 0
  if (outcome !== 'completed') return null
  return rating === null ? 1 : (SATISFACTION[rating] ?? 1)
}

/** The prior of a head with the two extra columns of choices: the position, and the step. */
export function learningPrior(head: HeadName): Prior {
  const prior = priorOf(head)
  if (head !== 'choose') return prior
  const wider = (values: Float64Array, extras: readonly number[]): Float64Array =>
    Float64Array.from([...values, ...extras])
  return {
    means: wider(prior.means, [0.6, 0]),
    precisions: wider(prior.precisions, [10, 1]),
    lows: wider(prior.lows, [0, -Infinity]),
    highs: wider(prior.highs, [Infinity, Infinity]),
  }
}

/** Learn the weights of each head, starting from their priors. */
export function learnWeights(rows: LearningRows, prior = learningPrior): Weights {
  const learned = weightsBy((head) => fitWeights(rows.choices(head), prior(head)))
  const choose = learned.choose
  // who is ranked stands nowhere yet, and the question is the hire
  choose[0] = (choose[0] as number) + (choose[FEATURE_COUNT + CHOOSE_EXTRAS - 1] as number)
  return { ...learned, choose: choose.slice(0, FEATURE_COUNT) }
}
