import mongoose, { Schema, type Types } from 'mongoose'
import { type Role, ROLES } from '#lib/model/role.ts'

/** A filter over accounts that staff saved under a name, for everybody on the staff. */
export interface SegmentRecord {
  _id: Types.ObjectId
  name: string
  /** The name without upper and lower case: it exists once. */
  nameKey: string
  filter: {
    role?: Role
    status?: 'Active' | 'Banned'
    q?: string
    tag?: string
    owesFees?: true
    activeThisMonth?: true
  }
  by: Types.ObjectId
  createdAt: Date
}

const schema = new Schema<SegmentRecord>(
  {
    name: { type: String, required: true },
    nameKey: { type: String, required: true },
    filter: new Schema(
      {
        role: { type: String, enum: ROLES },
        status: { type: String, enum: ['Active', 'Banned'] },
        q: String,
        tag: String,
        owesFees: Boolean,
        activeThisMonth: Boolean,
      },
      { _id: false },
    ),
    by: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: 'segments', versionKey: false, minimize: false },
)
schema.index({ nameKey: 1 }, { unique: true })
schema.index({ createdAt: -1, _id: -1 })

export const Segment = mongoose.model('Segment', schema)
