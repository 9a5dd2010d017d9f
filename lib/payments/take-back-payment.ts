import type { ClientSession } from 'mongoose'
import type { JournalKind } from '#lib/model/journal.model.ts'
import type { PaymentRecord } from '#lib/model/payment.model.ts'
import { clearingAt } from '#lib/money/accounts.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { giveBackTopUp, type Movement, takeBackTopUp } from '#lib/payments/take-back-top-up.ts'
import { idOf } from '#lib/platform/ids.ts'

/** Whether a captured payment is a top-up in its payer's wallet. One of another amount than asked for is refunded. */
export const isCredited = ({ purpose, received }: PaymentRecord): boolean =>
  purpose === 'TopUp' && received === undefined

interface TakenBack extends Movement {
  readonly kind: JournalKind
}

/**
 * Money of a payment has left its gateway without an order of ours, in the caller's transaction. A top-up is taken back
 * from the wallet that it was credited to, whose owner is the payer. Of any other payment the platform bears the loss.
 */
export const takeBackPayment = (
  tx: ClientSession,
  payment: PaymentRecord,
  taken: TakenBack,
): Promise<void> =>
  isCredited(payment) ? takeBackTopUp(tx, payment, taken) : postLoss(tx, payment, taken, taken.amount)

/** The money is at the gateway again: the other way round. */
export const giveBackPayment = (
  tx: ClientSession,
  payment: PaymentRecord,
  taken: TakenBack,
): Promise<void> =>
  isCredited(payment) ? giveBackTopUp(tx, payment, taken) : postLoss(tx, payment, taken, -taken.amount)

const postLoss = (tx: ClientSession, payment: PaymentRecord, { key, kind, at }: TakenBack, loss: number) =>
  postJournal(tx, {
    key,
    kind,
    postings: [
      { account: 'platform:chargebacks', amount: -loss },
      { account: clearingAt(payment.gateway), amount: loss },
    ],
    ...(payment.job && { jobId: idOf<'Job'>(payment.job) }),
    at,
  })
