import type { ClientSession } from 'mongoose'
import { Contract } from '#lib/contracts/contract.model.ts'
import { openDispute } from '#lib/disputes/open-dispute.ts'
import { recordEvent } from '#lib/events/outbox.ts'
import { clearingAt } from '#lib/money/accounts.ts'
import { Journal } from '#lib/money/journal.model.ts'
import type { Piastres } from '#lib/money/piastres.ts'
import { postJournal, reverseJournal } from '#lib/money/post-journal.ts'
import { Payment, type PaymentRecord } from '#lib/payments/payment.model.ts'
import { CAME_IN } from '#lib/payments/payment-status.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'

interface Chargeback {
  readonly chargebackId: string
  readonly amount: Piastres
}

const keyOf = (chargebackId: string): string => `chargeback:${chargebackId}`

/**
 * The payer's bank took a payment back, in the caller's transaction (design.md, section 3):
 * 1. the platform bears it: what is held for the job stays where it is, so that the craftsman is not punished for
 *    what a bank decides
 * 2. while it is held, a dispute opens, and staff decides; what they give to the client he has already had from his
 *    bank, so it goes to the platform (lib/jobs/pay-client.ts)
 * Once for each chargeback.
 */
export async function bookChargeback(
  session: ClientSession,
  payment: PaymentRecord,
  { chargebackId, amount }: Chargeback,
): Promise<void> {
  const key = keyOf(chargebackId)
  if (await Journal.exists({ key }).session(session)) return
  const at = clock()
  const { matchedCount } = await Payment.updateOne(
    { _id: payment._id, status: trusted({ $in: [...CAME_IN] }) },
    { $set: { status: 'ChargedBack', statusBefore: payment.status, updatedAt: at } },
    { session },
  )
  if (matchedCount === 0) return
  await postJournal(session, {
    key,
    kind: 'chargeback',
    lines: [
      { account: 'platform:chargebacks', amount: -amount },
      { account: clearingAt(payment.gateway), amount },
    ],
    ...(payment.job && { jobId: idOf<'Job'>(payment.job) }),
    at,
  })
  await contestWhileHeld(session, payment, at)
  await tell(session, payment, amount)
}

async function contestWhileHeld(session: ClientSession, payment: PaymentRecord, at: Date): Promise<void> {
  const held = await Contract.findOne({ _id: payment.contract, payment: 'Held' }).session(session).lean()
  if (!held) return
  const reason = 'The bank of the client took the payment back'
  await openDispute(session, { jobId: idOf(held.job), reason, at })
}

/** The bank gave it back to us: the journal is reversed, once, and the payment is what it was. */
export async function reverseChargeback(
  session: ClientSession,
  payment: PaymentRecord,
  chargebackId: string,
): Promise<void> {
  const key = keyOf(chargebackId)
  const [booked, reversed] = [
    await Journal.exists({ key }).session(session),
    await Journal.exists({ reverses: key }).session(session),
  ]
  if (!booked || reversed) return
  const at = clock()
  await reverseJournal(session, key, at)
  await Payment.updateOne(
    { _id: payment._id, status: 'ChargedBack' },
    { $set: { status: payment.statusBefore ?? 'Released', updatedAt: at }, $unset: { statusBefore: '' } },
    { session },
  )
}

const tell = (session: ClientSession, payment: PaymentRecord, amount: Piastres): Promise<void> =>
  recordEvent(session, 'payment.chargedBack', {
    paymentId: idOf(payment._id),
    payerId: idOf(payment.payer),
    jobId: payment.job ? idOf(payment.job) : null,
    amount,
  })
