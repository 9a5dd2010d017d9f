import { DAY } from '#lib/platform/clock.ts'

export type Side = 'client' | 'craftsman'

export const otherSide = (side: Side): Side => (side === 'client' ? 'craftsman' : 'client')

/** A review as the rules have it. */
export interface ModelReview {
  id: string
  readonly writer: Side
  rating: number
  comment: string
  /** Once true, it stays true. */
  isRevealed: boolean
  isHiddenByStaff: boolean
  isReplied: boolean
}

const WINDOW = 14 * DAY

/**
 * The rules of double-blind reviews for one contract, written apart from the code that they test: the days are counted up
 * while the contract counts as completed, and nothing of them is computed ahead.
 */
export class ModelContract {
  state: 'Completed' | 'Disputed' | 'Cancelled' = 'Completed'
  readonly reviews: Partial<Record<Side, ModelReview>> = {}
  #counted: number

  /** @param sinceConfirmation how long ago the work was confirmed, in ms */
  constructor(sinceConfirmation: number) {
    this.#counted = sinceConfirmation
  }

  get isOver(): boolean {
    return this.#counted >= WINDOW
  }

  /** How long it is to the end of the days, in ms; null if they are over or paused. */
  get left(): number | null {
    return this.state === 'Completed' && !this.isOver ? WINDOW - this.#counted : null
  }

  pass(ms: number): void {
    if (this.state === 'Completed') this.#counted += ms
    this.#reveal()
  }

  write(review: ModelReview): void {
    this.reviews[review.writer] = review
    this.#reveal()
  }

  #reveal(): void {
    if (this.state !== 'Completed') return
    const all = Object.values(this.reviews)
    if (this.isOver || all.length === 2) for (const review of all) review.isRevealed = true
  }

  isVisible({ isRevealed, isHiddenByStaff }: ModelReview): boolean {
    return this.state !== 'Cancelled' && isRevealed && !isHiddenByStaff
  }

  /** The code with which a review of this side is refused; null if it is taken. */
  refusalOfReview(side: Side): string | null {
    if (this.state !== 'Completed') return 'CONTRACT_NOT_COMPLETED'
    if (this.reviews[side]) return 'ALREADY_REVIEWED'
    return this.isOver ? 'REVIEW_WINDOW_OVER' : null
  }

  refusalOfEdit(review: ModelReview, by: Side): string | null {
    if (by !== review.writer) return this.isVisible(review) ? 'REVIEW_NOT_YOURS' : 'REVIEW_NOT_FOUND'
    if (this.state === 'Cancelled') return 'REVIEW_NOT_FOUND'
    return review.isRevealed ? 'REVIEW_REVEALED' : null
  }

  refusalOfReply(review: ModelReview, by: Side): string | null {
    if (!this.isVisible(review)) return 'REVIEW_NOT_FOUND'
    if (by === review.writer) return 'REVIEW_NOT_YOURS'
    return review.isReplied ? 'ALREADY_REPLIED' : null
  }

  refusalOfModeration(review: ModelReview, what: 'hide' | 'restore'): string | null {
    if (this.state === 'Cancelled' || !review.isRevealed) return 'REVIEW_NOT_FOUND'
    if (what === 'hide') return review.isHiddenByStaff ? 'REVIEW_ALREADY_HIDDEN' : null
    return review.isHiddenByStaff ? null : 'REVIEW_NOT_HIDDEN'
  }
}
