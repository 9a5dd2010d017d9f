import { CannotActError, postToFakeOf } from '#infra/fakes/gateway-fakes.ts'
import type { PayerOutcome } from '#infra/fakes/payer-outcomes.ts'
import { Payment, type PaymentRecord, type StandingChargeback } from '#lib/model/payment.model.ts'
import { toPaymentView } from '#lib/payments/payment.view.ts'
import type { PaymentId } from '#lib/platform/ids.ts'

/**
 * Acts as the payer of a payment, or as their bank: the fake of its gateway sends us the signed webhooks, and this
 * resolves after their effect. Returns null if there is no such payment. Throws a CannotActError if a real account is
 * set, or if nobody could do this to the payment as it is.
 */
export async function actAsPayer(paymentId: PaymentId, outcome: PayerOutcome) {
  const payment = await Payment.findById(paymentId).lean()
  if (!payment) return null
  const { gateway, gatewayPaymentId, reference, amount, checkout, chargebacks = [] } = payment
  const name = gateway === 'Stripe' ? gatewayPaymentId : reference
  if (!name) throw new CannotActError(`${gateway} does not know this payment yet`)
  if (!outcomesFor(payment).includes(outcome)) throw new CannotActError(reasonAgainst(payment, outcome))
  // the fake may not have it: payments of the demo data were never opened there
  const { fawryReference } = checkout ?? {}
  const wasPaid = payment.capturedAt !== undefined
  const chargeback = chargebacks.at(-1)
  const remembered = {
    amount,
    reference,
    wasPaid,
    ...(fawryReference && { fawryReference }),
    ...(chargeback && { chargeback: { id: chargeback.id, amount: chargeback.amount } }),
  }
  await postToFakeOf(gateway, `/pay/${name}/${outcome}`, remembered)
  return toPaymentView(await Payment.findById(paymentId).lean().orFail())
}

/** What can still be done to a payment. Messages that come twice or too late are always possible. */
export function outcomesFor({
  capturedAt,
  status,
  chargebacks = [],
}: Pick<PaymentRecord, 'capturedAt' | 'status' | 'chargebacks'>): readonly PayerOutcome[] {
  if (!capturedAt) return ['paid', 'failed', 'expired', 'duplicate', 'late']
  return status === 'ChargedBack'
    ? ['paid', 'failed', 'expired', ...endsOf(chargebacks.at(-1)), 'duplicate']
    : ['paid', 'failed', 'expired', 'charged-back', 'duplicate']
}

/** A bank that has decided for the payer may still return the money, but decides that only once. */
const endsOf = (chargeback: StandingChargeback | undefined): readonly PayerOutcome[] =>
  chargeback?.isFinal ? ['chargeback-won'] : ['chargeback-won', 'chargeback-lost']

function reasonAgainst({ capturedAt, status }: PaymentRecord, outcome: PayerOutcome): string {
  if (!capturedAt) return 'Nothing was paid yet that could be charged back'
  if (outcome === 'late') return 'It was paid already, so it cannot be late'
  return status === 'ChargedBack' ? 'It was charged back already' : 'No chargeback of it is to be decided'
}
