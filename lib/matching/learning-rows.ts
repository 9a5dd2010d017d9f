import { FEATURE_COUNT, type HeadName, HEADS } from '#lib/matching/features.ts'
import type { Choices } from '#lib/matching/fit.ts'

/** Choice heads know two facts more than the features: where in the list somebody stood, and which step it is. */
export const CHOOSE_EXTRAS = 2
const STAGES = { invite: 0, hire: 1 }

/** Collects what each head learns from. */
export class LearningRows {
  readonly #vectors: Record<HeadName, number[]> = { accept: [], choose: [], well: [] }
  readonly #taken: Record<HeadName, number[]> = { accept: [], choose: [], well: [] }
  readonly #starts: Record<HeadName, number[]> = { accept: [], choose: [], well: [] }
  readonly #weights: Record<HeadName, number[]> = { accept: [], choose: [], well: [] }

  /** A yes or a no (or part of a yes) about one pair. */
  add(head: 'accept' | 'well', vector: Float64Array, taken: number, weight = 1): void {
    this.#begin(head, weight)
    this.#alternative(head, vector, taken)
  }

  /** Somebody stood at this position of a list, and was invited or not. */
  addShown(vector: Float64Array, position: number, isInvited: boolean, weight: number): void {
    this.#begin('choose', weight)
    this.#alternative('choose', vector, Number(isInvited), [-Math.log(position), STAGES.invite])
  }

  /** Those who quoted for a job, and who of them was hired. */
  addHire(vectors: readonly Float64Array[], chosen: number): void {
    this.#begin('choose', 1)
    for (const [i, vector] of vectors.entries())
      this.#alternative('choose', vector, Number(i === chosen), [0, STAGES.hire])
  }

  choices(head: HeadName): Choices {
    const width = FEATURE_COUNT + (head === 'choose' ? CHOOSE_EXTRAS : 0)
    return {
      width,
      vectors: Float64Array.from(this.#vectors[head]),
      starts: [...this.#starts[head], this.#taken[head].length],
      taken: Float64Array.from(this.#taken[head]),
      weights: Float64Array.from(this.#weights[head]),
    }
  }

  #begin(head: HeadName, weight: number): void {
    this.#starts[head].push(this.#taken[head].length)
    this.#weights[head].push(weight)
  }

  #alternative(head: HeadName, vector: Float64Array, taken: number, extras: readonly number[] = []): void {
    const into = this.#vectors[head]
    for (let i = 0; i < FEATURE_COUNT; i++) into.push(vector[i] as number)
    for (const extra of extras) into.push(extra)
    this.#taken[head].push(taken)
  }

  /** The same questions with the answers of other questions: what is learned from them must be worth nothing. */
  relabelled(shuffle: (labels: readonly number[]) => number[]): LearningRows {
    const copy = new LearningRows()
    for (const head of HEADS) {
      copy.#vectors[head] = this.#vectors[head]
      copy.#starts[head] = this.#starts[head]
      copy.#weights[head] = this.#weights[head]
      copy.#taken[head] = head === 'choose' ? this.#mixedChoices(shuffle) : shuffle(this.#taken[head])
    }
    return copy
  }

  /** Choices keep their number of alternatives: each alternative is as likely as the others to be the taken one. */
  #mixedChoices(shuffle: (labels: readonly number[]) => number[]): number[] {
    const taken = this.#taken.choose
    const starts = [...this.#starts.choose, taken.length]
    const single = starts.slice(0, -1).flatMap((from, i) => ((starts[i + 1] ?? 0) - from === 1 ? [from] : []))
    const mixed = [...taken]
    for (const [i, label] of shuffle(single.map((from) => taken[from] ?? 0)).entries())
      mixed[single[i] ?? 0] = label
    for (let each = 0; each + 1 < starts.length; each++) {
      const [from, to] = [starts[each] ?? 0, starts[each + 1] ?? 0]
      if (to - from > 1)
        for (const [i, label] of shuffle(taken.slice(from, to)).entries()) mixed[from + i] = label
    }
    return mixed
  }
}
