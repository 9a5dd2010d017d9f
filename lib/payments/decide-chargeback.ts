import type { ClientSession } from 'mongoose'
import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { saveResponse } from '#lib/idempotency/save-response.ts'
import { Contract, type ContractRecord } from '#lib/model/contract.model.ts'
import { type ChargebackDecision, Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { uncoveredOf } from '#lib/model/payment-status.ts'
import { isErased } from '#lib/money/is-erased.ts'
import { type LateChargeback, lateChargebacksOf } from '#lib/payments/late-chargebacks.ts'
import type { chargebackFault } from '#lib/payments/payment.schemas.ts'
import { toPaymentView } from '#lib/payments/payment.view.ts'
import { chargeCraftsman, earnedFrom } from '#lib/payments/post-chargeback-fault.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type PaymentId, type UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import { asPiastres, min, subtract, sum, ZERO } from '#lib/platform/piastres.ts'
import { isAppealOpen } from '#lib/process/decided-changes.ts'

/**
 * Staff decide, in writing, who bears a chargeback that came after the release (PAYMENT_NOT_FOUND). Until then, and if
 * nobody decides, the platform does.
 * 1. the payment is charged back, and that came after its money was released; while it is held, staff decide the dispute
 *    (PAYMENT_NOT_CHARGED_BACK)
 * 2. each chargeback is decided once (CHARGEBACK_DECIDED), and a dispute that opened meanwhile, with its appeal,
 *    before it (CONTRACT_NOT_SETTLED)
 * 3. `platform`: nothing moves
 * 4. `craftsman`: they bear what they got from the job, at most what was charged back; the platform bears its own fee.
 *    It comes out of their wallet, without what a dispute freezes; the rest is their debt. Of one whose account is
 *    erased the platform bears all: nobody is there who could owe it
 * 5. the decision is kept with the payment; the log, and the event that tells the craftsman
 * If the bank gives the money back later, the craftsman gets back what they bore (chargeback.ts). If two decide at
 * once, one wins and the other finds it decided.
 */
export async function decideChargeback(
  paymentId: PaymentId,
  decision: z.output<typeof chargebackFault>,
  admin: UserId,
) {
  return inTransaction(async (tx) => {
    const payment = await Payment.findById(paymentId).session(tx).lean()
    if (!payment) throw fail('PAYMENT_NOT_FOUND')
    const late = await lateChargebacksOf(tx, payment)
    const undecided = late.filter(({ chargebackId }) => !isDecided(payment, chargebackId))
    if (late.length === 0) throw fail('PAYMENT_NOT_CHARGED_BACK')
    if (undecided.length === 0) throw fail('CHARGEBACK_DECIDED')
    const contract = await Contract.findById(payment.contract).session(tx).lean().orFail()
    if (contract.status === 'Disputed' || isAppealOpen(contract, clock())) throw fail('CONTRACT_NOT_SETTLED')
    const decisions = await postDecisions(tx, { payment, contract, undecided, decision, admin })
    const decided = await Payment.findOneAndUpdate(
      { _id: payment._id },
      { $push: { chargebackDecisions: { $each: decisions } }, $set: { updatedAt: clock() } },
      { session: tx, returnDocument: 'after' },
    )
      .lean()
      .orFail()
    await recordDecision(tx, { payment, contract, decision, decisions, admin })
    const answer = toPaymentView(decided)
    await saveResponse(tx, answer)
    return answer
  })
}

const isDecided = ({ chargebackDecisions = [] }: PaymentRecord, id: string): boolean =>
  chargebackDecisions.some(({ chargebackId }) => chargebackId === id)

interface Deciding {
  readonly payment: PaymentRecord
  readonly contract: ContractRecord
  readonly decision: z.output<typeof chargebackFault>
  readonly admin: UserId
}

/** Posts the decision for each chargeback. Together the craftsman bears no more than they got. */
async function postDecisions(
  tx: ClientSession,
  { payment, contract, undecided, decision, admin }: Deciding & { undecided: readonly LateChargeback[] },
): Promise<ChargebackDecision[]> {
  const at = clock()
  const borneBefore = sum((payment.chargebackDecisions ?? []).map(({ amount }) => asPiastres(amount)))
  const isGone = await isErased(tx, contract.craftsman)
  let left = isGone ? ZERO : subtract(await earnedFrom(tx, contract), borneBefore)
  // of what stood in for a decision the platform was paid already
  let open = subtract(asPiastres(uncoveredOf(payment).chargedBack), borneBefore)
  const decisions: ChargebackDecision[] = []
  for (const { chargebackId, amount } of undecided) {
    const most = min(amount, min(left, open))
    const borne = decision.fault === 'craftsman' && most > 0 ? most : ZERO
    left = subtract(left, borne)
    open = subtract(open, borne)
    if (borne > 0) await chargeCraftsman(tx, { chargebackId, payment, contract, amount: borne, at })
    decisions.push({ chargebackId, ...decision, amount: borne, by: objectId(admin), at })
  }
  return decisions
}

async function recordDecision(
  tx: ClientSession,
  {
    payment,
    contract,
    decision: { fault },
    decisions,
    admin,
  }: Deciding & { decisions: ChargebackDecision[] },
): Promise<void> {
  const paymentId = idOf<'Payment'>(payment._id)
  const amount = sum(decisions.map((one) => asPiastres(one.amount)))
  await logActivity(tx, {
    actor: admin,
    action: 'payment.decideChargeback',
    target: { kind: 'Payment', id: paymentId },
    details: { fault, amount },
  })
  await recordEvent(tx, 'payment.chargeback.decided', {
    paymentId,
    jobId: idOf(contract.job),
    clientId: idOf(contract.client),
    craftsmanId: idOf(contract.craftsman),
    fault,
    amount,
  })
}
