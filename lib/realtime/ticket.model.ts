import mongoose, { Schema, type Types } from 'mongoose'

/** A ticket that opens one socket: kept as its hash, until it is used or over. */
interface TicketRecord {
  /** SHA-256 of the ticket: it holds 256 bits of chance, so that its hash needs no salt and no cost. */
  _id: string
  user: Types.ObjectId
  session: Types.ObjectId
  expiresAt: Date
}

const schema = new Schema<TicketRecord>(
  {
    _id: { type: String, required: true },
    user: { type: Schema.Types.ObjectId, ref: 'User', required: true },
    session: { type: Schema.Types.ObjectId, ref: 'Session', required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'tickets', versionKey: false },
)
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export const Ticket = mongoose.model('Ticket', schema)
