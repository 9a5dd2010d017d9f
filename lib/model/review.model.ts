import mongoose, { Schema, type Types } from 'mongoose'
import {
  REVIEW_SIDES,
  REVIEW_STATUSES,
  type ReviewSide,
  type ReviewStatus,
} from '#lib/model/review-status.ts'

/** What one party of a contract says about the other (Part B 6.4). Rating, comment and reply are personal. */
export interface ReviewRecord {
  _id: Types.ObjectId
  job: Types.ObjectId
  contract: Types.ObjectId
  /** Who wrote it, and on which side of the contract they stand. */
  reviewer: Types.ObjectId
  side: ReviewSide
  reviewee: Types.ObjectId
  rating: number
  comment?: string | null
  /** Always true, since nothing is stored before the review is written. Kept with the other one as Part B names them. */
  isReviewerSideSubmitted: boolean
  /** Whether the other side has written too. */
  isRevieweeSideSubmitted: boolean
  status: ReviewStatus
  /**
   * When everybody sees it, or has seen it first. A Blind review is visible from this instant on, whether or not
   * anything has been written since. null while a dispute pauses the days.
   */
  revealAt: Date | null
  /** The status to which a Withdrawn review returns if the contract counts as completed again. */
  statusBefore?: ReviewStatus | null
  reply?: { text: string; at: Date } | null
  /** Why staff have hidden it. */
  removal?: { reason: string; by: Types.ObjectId; at: Date } | null
  createdAt: Date
  updatedAt: Date
}

const schema = new Schema<ReviewRecord>(
  {
    job: { type: Schema.Types.ObjectId, ref: 'Job', required: true },
    contract: { type: Schema.Types.ObjectId, ref: 'Contract', required: true },
    reviewer: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    side: { type: String, enum: REVIEW_SIDES, required: true },
    reviewee: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    rating: { type: Number, min: 1, max: 5, required: true },
    comment: String,
    isReviewerSideSubmitted: { type: Boolean, default: false },
    isRevieweeSideSubmitted: { type: Boolean, default: false },
    status: { type: String, enum: REVIEW_STATUSES, required: true },
    revealAt: { type: Date, default: null },
    statusBefore: { type: String, enum: REVIEW_STATUSES },
    reply: new Schema({ text: String, at: Date }, { _id: false }),
    removal: new Schema(
      { reason: String, by: { type: Schema.Types.ObjectId, ref: 'User' }, at: Date },
      { _id: false },
    ),
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'reviews', versionKey: false },
)
schema.index({ contract: 1, reviewer: 1 }, { unique: true })
// with the rating, so that a mean is made of the index alone
schema.index({ reviewee: 1, status: 1, revealAt: -1, _id: -1, rating: 1 })
schema.index({ reviewer: 1, createdAt: -1, _id: -1 })
schema.index({ revealAt: 1 }, { partialFilterExpression: { status: 'Blind' } })

export const Review = mongoose.model('Review', schema)
