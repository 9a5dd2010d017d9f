import mongoose, { Schema, type Types } from 'mongoose'
import { CONTRACT_STATUSES, type ContractStatus } from '#lib/model/contract-status.ts'
import {
  DECISIONS,
  DISPUTE_STATUSES,
  DISPUTE_STEPS,
  type DisputeDecision,
  type DisputeStatus,
  type DisputeStep,
  EVIDENCE_SIDES,
  type EvidenceSide,
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
  /** After an appeal: what the platform bears, because more had gone to the client than they are granted now. */
  borne?: number
  /** The reasons, in writing. */
  note: string
  by: Types.ObjectId
  at: Date
}

/** What a party or staff added to a dispute. */
export interface Evidence {
  _id: Types.ObjectId
  by: Types.ObjectId
  side: EvidenceSide
  text?: string
  photos: string[]
  /** Messages of the thread of the two parties. */
  messages: Types.ObjectId[]
  at: Date
}

/** The one appeal against a decision. */
export interface Appeal {
  by: Types.ObjectId
  reason: string
  at: Date
  /** The decision that it is about. */
  against: Resolution
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
  evidence: Evidence[]
  /** Until when the other party should answer. Whoever is silent does not lose by it. */
  answerBy: Date
  /** When admins are told that nobody has decided it. */
  escalatesAt: Date
  /** Until when staff has promised to decide; after an appeal, to decide again. */
  dueBy: Date
  /** The next step of its clock; null once nothing is due any more. */
  next: { step: DisputeStep; at: Date } | null
  resolution?: Resolution
  /** Until when a party can appeal against the resolution; none where nothing can be appealed any more. */
  appealUntil?: Date | null
  appeal?: Appeal
  createdAt: Date
  updatedAt: Date
}

const ref = { type: Schema.Types.ObjectId, ref: 'User', required: true }

const resolution = /* @__PURE__ */ new Schema<Resolution>(
  {
    decision: { type: String, enum: DECISIONS, required: true },
    clientAmount: { type: Number, required: true },
    craftsmanAmount: { type: Number, required: true },
    fee: { type: Number, required: true },
    waiveFee: { type: Boolean, required: true },
    borne: Number,
    note: { type: String, required: true },
    by: ref,
    at: { type: Date, required: true },
  },
  { _id: false },
)

const evidence = /* @__PURE__ */ new Schema<Evidence>({
  by: ref,
  side: { type: String, enum: EVIDENCE_SIDES, required: true },
  text: String,
  photos: { type: [String], default: [] },
  messages: { type: [Schema.Types.ObjectId], default: [] },
  at: { type: Date, required: true },
})

/** Enough to measure how long decisions take, without reading a dispute. */
export const DISPUTE_TIMES = {
  status: 1,
  'resolution.at': -1,
  'resolution.decision': 1,
  createdAt: 1,
  'appeal.at': 1,
  'appeal.against.at': 1,
} as const

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
    evidence: { type: [evidence], default: [] },
    answerBy: { type: Date, required: true },
    escalatesAt: { type: Date, required: true },
    dueBy: { type: Date, required: true },
    next: new Schema({ step: { type: String, enum: DISPUTE_STEPS }, at: Date }, { _id: false }),
    resolution,
    appealUntil: Date,
    appeal: new Schema(
      {
        by: ref,
        reason: { type: String, required: true },
        at: { type: Date, required: true },
        against: { type: resolution, required: true },
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
// every dispute of a job
schema.index({ job: 1, createdAt: 1, _id: 1 }, { name: 'ofJob' })
// lists: one's own as either party, and those of staff; `status` behind the order filters without reading documents
schema.index({ client: 1, createdAt: -1, _id: -1, status: 1 })
schema.index({ craftsman: 1, createdAt: -1, _id: -1, status: 1 })
schema.index({ createdAt: -1, _id: -1 })
schema.index({ status: 1, createdAt: -1, _id: -1 })
schema.index({ status: 1, dueBy: 1, _id: 1 })
schema.index({ ...DISPUTE_TIMES })
schema.index({ 'next.at': 1 }, { sparse: true })

export const Dispute = mongoose.model('Dispute', schema)
