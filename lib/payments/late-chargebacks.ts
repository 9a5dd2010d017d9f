import type { ClientSession } from 'mongoose'
import { Journal, type JournalKind } from '#lib/model/journal.model.ts'
import type { PaymentRecord } from '#lib/model/payment.model.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { asPiastres, type Piastres } from '#lib/platform/piastres.ts'
import { isFundedBy } from '#lib/process/refund-client.ts'

/** A chargeback of a payment whose money had left the escrow before. */
export interface LateChargeback {
  readonly chargebackId: string
  readonly amount: Piastres
}

/** What empties the escrow of a job in favour of its craftsman. */
const RELEASES: readonly JournalKind[] = ['release', 'visitFee', 'split']

/**
 * The chargebacks of a payment that came after its money was released, and that its bank has not given back. One that
 * came while the money was held is decided with its dispute.
 */
export async function lateChargebacksOf(
  tx: ClientSession,
  payment: PaymentRecord,
): Promise<readonly LateChargeback[]> {
  const { job, chargebacks = [] } = payment
  // one that came too late was refunded, and never reached the craftsman
  if (chargebacks.length === 0 || !job || !(await isFundedBy(tx, payment))) return []
  const releases = await Journal.find({ job, kind: trusted({ $in: [...RELEASES] }) }, { at: 1 })
    .sort({ at: 1 })
    .session(tx)
    .lean()
  const releasedAt = releases[0]?.at
  if (!releasedAt) return []
  return chargebacks
    .filter(({ at }) => at >= releasedAt)
    .map(({ id, amount }) => ({ chargebackId: id, amount: asPiastres(amount) }))
}
