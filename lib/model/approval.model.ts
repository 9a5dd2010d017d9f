import mongoose, { Schema, type Types } from 'mongoose'
import {
  APPROVAL_KINDS,
  APPROVAL_STATUSES,
  type ApprovalKind,
  type ApprovalStatus,
} from '#lib/model/approval-status.ts'

/** What one admin wants to do, and another one has to approve. */
export interface ApprovalRecord {
  _id: Types.ObjectId
  kind: ApprovalKind
  /** The contract, refund or payout; null for settings. */
  target: Types.ObjectId | null
  /** In piastres; null if it is about no amount. */
  amount: number | null
  /** The request as it was validated. It is carried out as it is. */
  input: Record<string, unknown>
  status: ApprovalStatus
  askedBy: Types.ObjectId
  decidedBy: Types.ObjectId | null
  reason?: string
  createdAt: Date
  decidedAt?: Date
}

const schema = new Schema<ApprovalRecord>(
  {
    kind: { type: String, enum: APPROVAL_KINDS, required: true },
    target: { type: Schema.Types.ObjectId, default: null },
    amount: { type: Number, default: null },
    input: { type: Schema.Types.Mixed, required: true },
    status: { type: String, enum: APPROVAL_STATUSES, required: true },
    askedBy: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    decidedBy: { type: Schema.Types.ObjectId, ref: 'User', default: null },
    reason: String,
    createdAt: { type: Date, required: true },
    decidedAt: Date,
  },
  { collection: 'approvals', versionKey: false, minimize: false },
)
schema.index({ status: 1, createdAt: -1, _id: -1 })

export const Approval = mongoose.model('Approval', schema)
