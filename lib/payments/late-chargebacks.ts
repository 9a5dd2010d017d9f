import type { ClientSession } from 'mongoose'
import { Journal, type JournalKind } from '#lib/model/journal.model.ts'
import type { PaymentRecord } from '#lib/model/payment.model.ts'
import { ProcessedWebhook } from '#lib/model/processed-webhook.model.ts'
import { journalAmount } from '#lib/money/journal-amount.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { type Piastres } from '#lib/platform/piastres.ts'

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
  if (payment.status !== 'ChargedBack' || !payment.job) return []
  const releases = await Journal.find({ job: payment.job, kind: trusted({ $in: [...RELEASES] }) }, { at: 1 })
    .sort({ at: 1 })
    .session(tx)
    .lean()
  const releasedAt = releases[0]?.at
  if (!releasedAt) return []
  const late: LateChargeback[] = []
  for (const chargebackId of await chargebackIdsOf(tx, payment)) {
    const key = `chargeback:${chargebackId}`
    const posted = await Journal.findOne({ key }).session(tx).lean()
    if (!posted || posted.at < releasedAt) continue
    if (await Journal.exists({ reverses: key }).session(tx)) continue
    late.push({ chargebackId, amount: journalAmount(posted) })
  }
  return late
}

async function chargebackIdsOf(tx: ClientSession, { _id }: PaymentRecord): Promise<ReadonlySet<string>> {
  const webhooks = await ProcessedWebhook.find({ payment: _id, 'content.kind': 'chargedBack' })
    .session(tx)
    .lean()
  return new Set(
    webhooks.flatMap(({ content }) => (content.kind === 'chargedBack' ? [content.chargebackId] : [])),
  )
}
