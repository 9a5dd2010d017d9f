import type { ClientSession } from 'mongoose'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { clock } from '#lib/platform/clock.ts'

/**
 * Reads a payment and writes it without changing its amounts, in the caller's transaction: of two that decide about the
 * money of one payment at the same time, the later starts again and sees what the other did.
 */
export const lockPayment = (tx: ClientSession, _id: PaymentRecord['_id']): Promise<PaymentRecord> =>
  Payment.findByIdAndUpdate(_id, { $set: { updatedAt: clock() } }, { session: tx, returnDocument: 'after' })
    .lean()
    .orFail()
