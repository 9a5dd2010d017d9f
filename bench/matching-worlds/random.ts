import { randomOf } from '#lib/testing/random.ts'

/** Draws of one seed. */
export class Draws {
  readonly #next: () => number

  constructor(seed: number) {
    this.#next = randomOf(seed)
  }

  unit(): number {
    return this.#next()
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.#next()
  }

  whole(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1))
  }

  happens(chance: number): boolean {
    return this.#next() < chance
  }

  normal(mean = 0, spread = 1): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.#next()))
    return mean + spread * radius * Math.cos(2 * Math.PI * this.#next())
  }

  /** How often something happens in `tries` that has this chance each time. */
  hits(tries: number, chance: number): number {
    let hits = 0
    for (let i = 0; i < tries; i++) if (this.happens(chance)) hits++
    return hits
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.#next() * list.length)] as T
  }

  /** One of these by their weights; -1 if the weights leave room and it is nobody. */
  weighted(weights: readonly number[], none = 0): number {
    const total = weights.reduce((sum, weight) => sum + weight, none)
    let left = this.#next() * total
    for (const [i, weight] of weights.entries()) {
      left -= weight
      if (left < 0) return i
    }
    return none > 0 ? -1 : weights.length - 1
  }

  id(): string {
    return Array.from({ length: 24 }, () => Math.floor(this.#next() * 16).toString(16)).join('')
  }

  shuffled<T>(list: readonly T[]): T[] {
    const copy = [...list]
    for (let i = copy.length - 1; i > 0; i--) {
      const j = Math.floor(this.#next() * (i + 1))
      ;[copy[i], copy[j]] = [copy[j] as T, copy[i] as T]
    }
    return copy
  }
}
