import { Types } from 'mongoose'
import { randomOf } from '#lib/testing/random.ts'

/** What is drawn at random, the same for the same seed. */
export class Draws {
  readonly random: () => number

  constructor(seed: number) {
    this.random = randomOf(seed)
  }

  chance(share: number): boolean {
    return this.random() < share
  }

  between(from: number, to: number): number {
    return from + this.random() * (to - from)
  }

  pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.random() * values.length)] as T // none of our lists is empty
  }

  /** One of several, each as likely as its weight says. */
  weighted<T>(values: readonly T[], weightOf: (value: T) => number): T {
    const total = values.reduce((sum, value) => sum + weightOf(value), 0)
    let left = this.random() * total
    return values.find((value) => (left -= weightOf(value)) < 0) ?? (values.at(-1) as T)
  }

  /** About 0, two thirds within 1 of it. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.random())) * Math.cos(2 * Math.PI * this.random())
  }

  /** Half of them below the middle; `spread` 0.5 puts two thirds between 0.6 and 1.6 of it. */
  around(middle: number, spread = 0.5): number {
    return middle * Math.exp(spread * this.normal())
  }

  /** An id as one that was made at this time. */
  idAt(at: Date): Types.ObjectId {
    const seconds = Math.floor(at.getTime() / 1_000)
    const hex = (value: number) => value.toString(16).padStart(8, '0')
    const half = () => hex(Math.floor(this.random() * 0x1_0000_0000))
    return new Types.ObjectId(`${hex(seconds)}${half()}${half()}`)
  }
}
