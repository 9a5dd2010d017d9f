import mongoose, { Schema, type Types } from 'mongoose'

/** A trade that clients ask for and craftsmen offer; jobs and skills name it by its English name. */
export interface ServiceRecord {
  _id: Types.ObjectId
  name: string
  /** The name as it is compared: lower case, so that no two differ by letters' case alone. */
  nameKey: string
  nameAr?: string | null
  icon: string
  description: string
  descriptionAr?: string | null
  /** When a job last took it: written by each job's creation, so that a deletion at the same time notices. */
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
