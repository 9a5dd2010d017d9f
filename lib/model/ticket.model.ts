import mongoose, { Schema, type Types } from 'mongoose'

/** A ticket that opens one socket. Only its hash is stored, until the ticket is used or expires. */
interface TicketRecord {
  /** SHA-256 of the ticket. A ticket has 256 random bits, so its hash needs neither a salt nor a slow algorithm. */
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
