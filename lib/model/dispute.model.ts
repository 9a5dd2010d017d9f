import mongoose, { Schema, type Types } from 'mongoose'
import { CONTRACT_STATUSES, type ContractStatus } from '#lib/model/contract-status.ts'
import {
  DECISIONS,
  DISPUTE_STATUSES,
  type DisputeDecision,
  type DisputeStatus,
  UNRESOLVED_STATUSES,
} from '#lib/model/dispute-status.ts'
import type { JobTimer } from '#lib/model/job.model.ts'
import { JOB_STATUSES, type JobStatus } from '#lib/model/job-status.ts'

/** How a dispute ended. */
export interface Resolution {
  decision: DisputeDecision
  /** In piastres. The two amounts add up to what was held. */
  clientAmount: number
  craftsmanAmount: number
  /** What the platform took from the craftsman's part. Below zero: a fee that it refunded. */
  fee: number
  waiveFee: boolean
  /** The reasons, in writing. */
  note: string
  by: Types.ObjectId
  at: Date
}

export interface DisputeRecord {
  _id: Types.ObjectId
  job: Types.ObjectId
  contract: Types.ObjectId
  client: Types.ObjectId
  craftsman: Types.ObjectId
  /** null if the platform opened it: a visit that did not end, or a payment that was charged back. */
  openedBy: Types.ObjectId | null
  reason: string
  description: string
  status: DisputeStatus
  /** The amount that it froze, in piastres. */
  held: number
  /** The state that resumes if the dispute is withdrawn. */
  before: {
    status: JobStatus
    contractStatus: ContractStatus
    timer: JobTimer | null
    confirmBy: Date | null
  }
  /** Until when staff has promised to decide. */
  dueBy: Date
  resolution?: Resolution
  createdAt: Date
  updatedAt: Date
}

const schema = new Schema<DisputeRecord>(
  {
    job: { type: Schema.Types.ObjectId, ref: 'Job', required: true },
    contract: { type: Schema.Types.ObjectId, ref: 'Contract', required: true },
    client: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    craftsman: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    openedBy: { type: Schema.Types.ObjectId, ref: 'User', default: null },
    reason: { type: String, required: true },
    description: { type: String, required: true },
    status: { type: String, enum: DISPUTE_STATUSES, required: true },
    held: { type: Number, required: true },
    before: new Schema(
      {
        status: { type: String, enum: JOB_STATUSES, required: true },
        contractStatus: { type: String, enum: CONTRACT_STATUSES, required: true },
        timer: new Schema({ name: String, at: Date, remindAt: Date }, { _id: false }),
        confirmBy: Date,
      },
      { _id: false },
    ),
    dueBy: { type: Date, required: true },
    resolution: new Schema(
      {
        decision: { type: String, enum: DECISIONS, required: true },
        clientAmount: { type: Number, required: true },
        craftsmanAmount: { type: Number, required: true },
        fee: { type: Number, required: true },
        waiveFee: { type: Boolean, required: true },
        note: { type: String, required: true },
        by: { type: Schema.Types.ObjectId, ref: 'User', required: true },
        at: { type: Date, required: true },
      },
      { _id: false },
    ),
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'disputes', versionKey: false },
)
schema.index(
  { job: 1 },
  {
    unique: true,
    partialFilterExpression: { status: { $in: [...UNRESOLVED_STATUSES] } },
    name: 'oneUnresolvedDispute',
  },
)
schema.index({ client: 1, createdAt: -1, _id: -1 })
schema.index({ craftsman: 1, createdAt: -1, _id: -1 })
schema.index({ status: 1, dueBy: 1 })

export const Dispute = mongoose.model('Dispute', schema)
