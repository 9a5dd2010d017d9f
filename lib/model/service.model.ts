import mongoose, { Schema, type Types } from 'mongoose'

/** A trade that craftsmen offer and clients ask for. Jobs and skills refer to it by its English name. */
export interface ServiceRecord {
  _id: Types.ObjectId
  name: string
  /** The name in lower case, so that no two services differ only in upper and lower case. */
  nameKey: string
  nameAr?: string | null
  icon: string
  description: string
  descriptionAr?: string | null
  /**
   * When a job was last created with it. Every job creation writes this, so that a deletion at the same time
   * conflicts.
   */
  usedAt?: Date | null
  createdAt: Date
  updatedAt: Date
}

const schema = new Schema<ServiceRecord>(
  {
    name: { type: String, required: true },
    nameKey: { type: String, required: true },
    nameAr: String,
    icon: { type: String, required: true },
    description: { type: String, required: true },
    descriptionAr: String,
    usedAt: Date,
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'services', versionKey: false },
)
schema.index({ nameKey: 1 }, { unique: true })

export const Service = mongoose.model('Service', schema)
