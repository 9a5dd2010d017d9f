import type { Choices } from '#lib/matching/fit.ts'
import { FEATURE_COUNT, type HeadName } from '#lib/matching/features.ts'

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
}
