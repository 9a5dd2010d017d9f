import type { ClientSession } from 'mongoose'
import { Journal, type JournalKind } from '#lib/model/journal.model.ts'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { leftOf } from '#lib/model/payment-status.ts'
import { clearingAt } from '#lib/money/accounts.ts'
import { isErased } from '#lib/money/is-erased.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { giveBackTopUp, type Movement, takeBackTopUp } from '#lib/payments/take-back-top-up.ts'
import { idOf } from '#lib/platform/ids.ts'
import { asPiastres, max, min, type Piastres, subtract, ZERO } from '#lib/platform/piastres.ts'
import { openRefund } from '#lib/process/open-refund.ts'

/** Whether a captured payment is a top-up in its payer's wallet. One of another amount than asked for is refunded. */
const isCredited = ({ purpose, received }: PaymentRecord): boolean =>
  purpose === 'TopUp' && received === undefined

interface TakenBack extends Movement {
  readonly kind: JournalKind
}

interface GivenBack extends TakenBack {
  /** How much of it the platform had to bear. */
  readonly lost: Piastres
  /** The key of the journal that this takes back as a whole. */
  readonly reverses?: string
}

/** Whether money of a payment that leaves without our order is a loss of the platform: else its payer's wallet has it. */
export const isLoss = async (tx: ClientSession, payment: PaymentRecord): Promise<boolean> =>
  !isCredited(payment) || isErased(tx, payment.payer)

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
  const isBorne = await isLoss(tx, payment)
  await (isBorne ? postLoss(tx, payment, taken, taken.amount) : takeBackTopUp(tx, payment, taken))
}

/** How much of an amount that left by a journal the platform bore: all or nothing. */
export async function lostBy(
  tx: ClientSession,
  payment: PaymentRecord,
  { key, amount }: Pick<Movement, 'key' | 'amount'>,
): Promise<Piastres> {
  const isBorne = { key, 'postings.account': 'platform:chargebacks' as const }
  return !isCredited(payment) || (await Journal.exists(isBorne).session(tx)) ? amount : ZERO
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
  const { lost, ...posted } = given
  if (lost > 0) await postLoss(tx, payment, posted, -lost)
  const amount = subtract(posted.amount, lost)
  if (amount === 0) return
  const rest = { ...posted, amount, key: lost > 0 ? `${posted.key}:rest` : posted.key }
  await ((await isErased(tx, payment.payer)) ? refundToErased : giveBackTopUp)(tx, payment, rest)
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
