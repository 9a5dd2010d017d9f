import mongoose, { Schema, type Types } from 'mongoose'
import { INVITATION_STATUSES, type InvitationStatus } from '#lib/model/invitation-status.ts'

export interface InvitationRecord {
  _id: Types.ObjectId
  job: Types.ObjectId
  craftsman: Types.ObjectId
  status: InvitationStatus
  respondedAt?: Date | null
  /** Whether the ban of the craftsman answered it. If the ban ends in time, it is Pending again. */
  closedByBan?: boolean
  createdAt: Date
}

/** The index of the invitations of a job. */
export const INVITATIONS_OF_JOB = { job: 1, createdAt: -1, _id: -1, status: 1 } as const

/** The index of a craftsman's invitations. */
export const INVITATIONS_OF_CRAFTSMAN = { craftsman: 1, createdAt: -1, _id: -1, status: 1 } as const

const schema = new Schema<InvitationRecord>(
  {
    job: { type: Schema.Types.ObjectId, ref: 'Job', required: true },
    craftsman: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    status: { type: String, enum: INVITATION_STATUSES, default: 'Pending', required: true },
    respondedAt: Date,
    closedByBan: Boolean,
    createdAt: { type: Date, required: true },
  },
  { collection: 'invitations', versionKey: false },
)
// a craftsman is never invited to the same job twice, even if they rejected the first invitation (Part B 7.10)
schema.index({ job: 1, craftsman: 1 }, { unique: true })
// lists: those of a job, and a craftsman's own
schema.index({ ...INVITATIONS_OF_JOB })
schema.index({ ...INVITATIONS_OF_CRAFTSMAN })

export const Invitation = mongoose.model('Invitation', schema)
