import mongoose, { Schema, type Types } from 'mongoose'
import { DELETION_STATUSES, type DeletionStatus } from '#lib/model/deletion-status.ts'
import type { Locale } from '#lib/platform/locale.ts'

/** To whom the certificate goes. It is personal, and is removed as soon as the certificate is sent. */
export interface CertificateRecipient {
  email: string
  firstName: string
  locale: Locale
}

/** A person's wish that their account be erased, and what became of it. One that is taken back is deleted. */
export interface DeletionRequestRecord {
  /** The user. */
  _id: Types.ObjectId
  status: DeletionStatus
  /** Whether they give up what is left in the wallet, if it is less than the least withdrawal. */
  waivesBalance: boolean
  /** Business time, both: when they asked, and when the schedule looks at it next. */
  requestedAt: Date
  dueAt: Date
  /** When something first kept it from being done in time. */
  postponedAt?: Date
  /** When the account was closed: from here on nothing takes it back. Real time. */
  closedAt?: Date
  recipient?: CertificateRecipient
  /** When it was noted outside of the database (real time). */
  notedAt?: Date
  /** Until when requests that were under way may still store something: then it is looked at once more. Real time. */
  recheckAt?: Date
  /** The number of the certificate. */
  certificate?: string
  erasedAt?: Date
}

const schema = new Schema<DeletionRequestRecord>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    status: { type: String, enum: DELETION_STATUSES, required: true },
    waivesBalance: { type: Boolean, required: true },
    requestedAt: { type: Date, required: true },
    dueAt: { type: Date, required: true },
    postponedAt: Date,
    closedAt: Date,
    recipient: new Schema<CertificateRecipient>(
      { email: String, firstName: String, locale: { type: String, enum: ['ar', 'en'] } },
      { _id: false },
    ),
    notedAt: Date,
    recheckAt: Date,
    certificate: String,
    erasedAt: Date,
  },
  { collection: 'deletionRequests', versionKey: false },
)
schema.index({ status: 1, dueAt: 1 })
schema.index({ recheckAt: 1 }, { sparse: true })

export const DeletionRequest = mongoose.model('DeletionRequest', schema)
