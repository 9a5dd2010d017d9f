import mongoose, { Schema, type Types } from 'mongoose'
import { DOCUMENT_TYPES, type DocumentMediaType } from '#lib/model/document-media-types.ts'
import { VERIFICATION_STATUSES, type VerificationStatus } from '#lib/model/verification-status.ts'

/** A document that a craftsman sent, with Part B's names (6.1). Its bytes are at the image store, encrypted. */
export interface VerificationDocument {
  _id: Types.ObjectId
  /** What the craftsman calls it: `National ID`, `Certificate`. */
  docType: string
  /** Its address at the image store. Nobody can fetch it without our signature, nor read it without its owner's key. */
  docUrl: string
  /** What its bytes were found to be. */
  mediaType: DocumentMediaType
  /** Uploading: announced, so that a file that is stored and then forgotten by a crash is found and deleted. */
  status: 'Uploading' | 'Stored'
  expiresAt?: Date
  createdAt: Date
  /** Real time. */
  startedAt: Date
}

/** One submission of a craftsman, and what staff decided about it. A new one begins after each decision. */
export interface VerificationRecord {
  _id: Types.ObjectId
  craftsman: Types.ObjectId
  skills: string[]
  status: VerificationStatus
  verificationDocs: VerificationDocument[]
  /** Why it was rejected. Personal: it may speak of the person's documents. */
  reason?: string
  decidedBy?: Types.ObjectId
  decidedAt?: Date
  /** Verified: when the first document runs out. */
  expiresAt?: Date
  /** When a reminder or the expiry is due next. */
  dueAt?: Date
  createdAt: Date
  updatedAt: Date
}

const documentSchema = new Schema<VerificationDocument>({
  docType: { type: String, required: true },
  docUrl: { type: String, required: true },
  mediaType: { type: String, enum: DOCUMENT_TYPES, required: true },
  status: { type: String, enum: ['Uploading', 'Stored'], required: true },
  expiresAt: Date,
  createdAt: { type: Date, required: true },
  startedAt: { type: Date, required: true },
})

const schema = new Schema<VerificationRecord>(
  {
    craftsman: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    skills: { type: [String], default: [] },
    status: { type: String, enum: VERIFICATION_STATUSES, required: true },
    verificationDocs: { type: [documentSchema], default: [] },
    reason: String,
    decidedBy: { type: Schema.Types.ObjectId, ref: 'User' },
    decidedAt: Date,
    expiresAt: Date,
    dueAt: Date,
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'verifications', versionKey: false },
)
schema.index(
  { craftsman: 1 },
  { unique: true, partialFilterExpression: { status: 'Pending' }, name: 'onePending' },
)
schema.index(
  { craftsman: 1, status: 1 },
  { unique: true, partialFilterExpression: { status: 'Verified' }, name: 'oneVerified' },
)
schema.index({ craftsman: 1, createdAt: -1, _id: -1 })
schema.index({ status: 1, createdAt: 1, _id: 1 })
// whose documents are to be deleted some day
schema.index(
  { status: 1, updatedAt: 1 },
  { partialFilterExpression: { 'verificationDocs.docUrl': { $exists: true } }, name: 'withDocuments' },
)
schema.index({ dueAt: 1 }, { partialFilterExpression: { dueAt: { $exists: true } } })
schema.index(
  { 'verificationDocs.status': 1, 'verificationDocs.startedAt': 1 },
  { partialFilterExpression: { 'verificationDocs.status': 'Uploading' } },
)

export const Verification = mongoose.model('Verification', schema)
