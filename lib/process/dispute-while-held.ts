import type { ClientSession, Types } from 'mongoose'
import { Contract } from '#lib/model/contract.model.ts'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { openDispute } from '#lib/process/open-dispute.ts'
import { isFundedBy } from '#lib/process/refund-client.ts'

/**
 * Opens a dispute in the platform's name if the contract of a payment still holds it, because it was taken back at its
 * gateway. A dispute that was open before goes on. A payment that came too late fills no escrow, and disputes nothing.
 */
export async function disputeWhileHeld(
  tx: ClientSession,
  payment: PaymentRecord,
  reason: string,
): Promise<void> {
  const { contract } = payment
  const held = contract && (await Contract.findOne({ _id: contract, payment: 'Held' }).session(tx).lean())
  if (!held || !(await isFundedBy(tx, payment))) return
  await openDispute(tx, { jobId: idOf(held.job), reason, at: clock() })
}

/** Whether somebody took money of a contract back, so that what it holds must stay frozen until staff decide. */
export async function isTakenBack(tx: ClientSession, contract: Types.ObjectId): Promise<boolean> {
  const held = await Contract.exists({ _id: contract, payment: 'Held' }).session(tx)
  if (!held) return false
  const taken = await Payment.exists({
    contract,
    $or: [
      { status: 'ChargedBack' },
      { takenBack: trusted({ $gt: 0 }) },
      { 'refundsElsewhere.id': 'unknown' },
    ],
  }).session(tx)
  return taken !== null
}
