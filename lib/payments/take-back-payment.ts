import type { ClientSession } from 'mongoose'
import { Journal, type JournalKind } from '#lib/model/journal.model.ts'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { leftOf } from '#lib/model/payment-status.ts'
import { clearingAt } from '#lib/money/accounts.ts'
import { isErased } from '#lib/money/is-erased.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { giveBackTopUp, type Movement, takeBackTopUp } from '#lib/payments/take-back-top-up.ts'
import { idOf } from '#lib/platform/ids.ts'
import { asPiastres, max, min, subtract, ZERO } from '#lib/platform/piastres.ts'
import { openRefund } from '#lib/process/open-refund.ts'

/** Whether a captured payment is a top-up in its payer's wallet. One of another amount than asked for is refunded. */
const isCredited = ({ purpose, received }: PaymentRecord): boolean =>
  purpose === 'TopUp' && received === undefined

interface TakenBack extends Movement {
  readonly kind: JournalKind
}

/** `taken`: the key of the journal by which it left. `isReversal`: whether this takes that journal back as a whole. */
interface GivenBack extends TakenBack {
  readonly taken: string
  readonly isReversal?: boolean
}

/**
 * Money of a payment has left its gateway without an order of ours, in the caller's transaction. A top-up is taken back
 * from the wallet that it was credited to, whose owner is the payer. Of any other payment the platform bears the loss,
 * and of a top-up whose owner is erased: nobody is there who could owe it.
 */
export async function takeBackPayment(
  tx: ClientSession,
  payment: PaymentRecord,
  taken: TakenBack,
): Promise<void> {
  const isOfWallet = isCredited(payment) && !(await isErased(tx, payment.payer))
  await (isOfWallet ? takeBackTopUp(tx, payment, taken) : postLoss(tx, payment, taken, taken.amount))
}

/**
 * The money is at the gateway again: whoever bore the loss gets it back. A top-up of which the owner bore it, and was
 * erased since, is refunded to them.
 */
export async function giveBackPayment(
  tx: ClientSession,
  payment: PaymentRecord,
  given: GivenBack,
): Promise<void> {
  const { taken, isReversal = false, ...movement } = given
  const posted = { ...movement, ...(isReversal && { reverses: taken }) }
  const isBorneByPlatform = { key: taken, 'postings.account': 'platform:chargebacks' as const }
  if (!isCredited(payment) || (await Journal.exists(isBorneByPlatform).session(tx))) {
    return postLoss(tx, payment, posted, -given.amount)
  }
  await ((await isErased(tx, payment.payer)) ? refundToErased : giveBackTopUp)(tx, payment, posted)
}

/** Nobody can use a credit: it goes back the way that it came. What is more than they paid is kept apart for them. */
async function refundToErased(
  tx: ClientSession,
  payment: PaymentRecord,
  { key, amount, at }: Movement,
): Promise<void> {
  const fresh = await Payment.findById(payment._id).session(tx).lean().orFail()
  const due = min(amount, max(ZERO, asPiastres(leftOf(fresh))))
  const from = clearingAt(payment.gateway)
  const reason = 'The account that it was credited to is erased'
  await openRefund(tx, { payment, amount: due, from, kind: 'latePayment', reason, at })
  const rest = subtract(amount, due)
  const postings = [
    { account: from, amount: -rest },
    { account: 'platform:unclaimed' as const, amount: rest },
  ]
  await postJournal(tx, { key, kind: 'unclaimed', postings, at })
}

const postLoss = (
  tx: ClientSession,
  payment: PaymentRecord,
  { amount: _, ...journal }: TakenBack & { readonly reverses?: string },
  loss: number,
) =>
  postJournal(tx, {
    ...journal,
    postings: [
      { account: 'platform:chargebacks', amount: -loss },
      { account: clearingAt(payment.gateway), amount: loss },
    ],
    ...(payment.job && { jobId: idOf<'Job'>(payment.job) }),
  })
