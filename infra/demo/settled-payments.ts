import type { ClientSession } from 'mongoose'
import {
  contractId,
  DEMO,
  jobId,
  paymentId,
  payoutAccountId,
  payoutId,
  refundId,
} from '#infra/demo/demo-ids.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { PayoutAccount } from '#lib/model/payout-account.model.ts'
import { ProcessedWebhook } from '#lib/model/processed-webhook.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { clearingAt, escrowOf, payoutOf, refundOf, walletOf } from '#lib/money/accounts.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { recordTransaction } from '#lib/money/record-transaction.ts'
import { addMs, DAY, HOUR } from '#lib/platform/clock.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { encryptNumber } from '#lib/wallet/payout-account-number.ts'

const { client2, craftsman4 } = DEMO.people
const PAYOUT_AMOUNT = 40_000
const GOODWILL = 8_000
const CHARGEBACK = 'dp_demo_1'

/**
 * What happens after "paid", for staff to try: two jobs of client2 that were paid and released to craftsman4.
 * 1. the first has a refund from goodwill that Fawry left Unknown
 * 2. the payment of the second was charged back after the release; nobody has decided yet who bears it
 * 3. craftsman4 withdrew some of it, and the bank has paid
 */
export async function seedSettledPayments(now: Date): Promise<void> {
  if (await Payment.exists({ _id: objectId(paymentId(3)) })) return
  const account = await accountOfCraftsman4(now)
  await inTransaction(async (tx) => {
    await seedReleased(tx, 12, { number: 3, gateway: 'Fawry' })
    await seedReleased(tx, 13, { number: 4, gateway: 'Stripe' })
    await seedUnknownRefund(tx, now)
    await seedChargeback(tx, addMs(now, -2 * DAY))
    await PayoutAccount.create([account], { session: tx })
    await seedPaidPayout(tx, addMs(now, -3 * DAY))
  })
}

interface DemoPayment {
  readonly number: number
  readonly gateway: 'Fawry' | 'Stripe'
}

async function seedReleased(tx: ClientSession, job: number, { number, gateway }: DemoPayment) {
  const contract = await Contract.findById(objectId(contractId(job)))
    .session(tx)
    .lean()
    .orFail()
  const { price, platformFee, createdAt, confirmedAt } = contract
  const [capturedAt, releasedAt] = [addMs(createdAt, HOUR), confirmedAt ?? createdAt]
  const payment = {
    _id: objectId(paymentId(number)),
    purpose: 'Job' as const,
    payer: contract.client,
    job: contract.job,
    contract: contract._id,
    amount: price,
    gateway,
    method: gateway === 'Fawry' ? ('reference' as const) : ('card' as const),
    reference: `65A0DE4000000000CA0${number}`,
    status: 'Released' as const,
    gatewayPaymentId: gateway === 'Fawry' ? `99000000${number}` : `pi_demo_${number}`,
    expiresAt: addMs(createdAt, DAY),
    capturedAt,
    createdAt,
    updatedAt: releasedAt,
  }
  await Payment.create([payment], { session: tx })
  const escrow = escrowOf(jobId(job))
  await postJournal(tx, {
    key: `payment:${paymentId(number)}`,
    kind: 'payment',
    postings: [
      { account: clearingAt(gateway), amount: -price },
      { account: escrow, amount: price },
    ],
    jobId: jobId(job),
    at: capturedAt,
  })
  const earned = price - platformFee
  await postJournal(tx, {
    key: `release:${contractId(job)}`,
    kind: 'release',
    postings: [
      { account: escrow, amount: -price },
      { account: walletOf(craftsman4.id), amount: earned },
      { account: 'platform:fees', amount: platformFee },
    ],
    jobId: jobId(job),
    at: releasedAt,
  })
  await recordTransaction(tx, {
    userId: craftsman4.id,
    type: 'Payout',
    amount: earned,
    status: 'Completed',
    at: releasedAt,
    clearsAt: addMs(releasedAt, DAY),
    jobId: jobId(job),
    contractId: contractId(job),
  })
}

async function seedUnknownRefund(tx: ClientSession, now: Date): Promise<void> {
  const at = addMs(now, -5 * DAY)
  await Payment.updateOne(
    { _id: objectId(paymentId(3)) },
    { $set: { refundOpened: GOODWILL } },
    { session: tx },
  )
  const refund = {
    _id: objectId(refundId(2)),
    payment: objectId(paymentId(3)),
    payer: objectId(client2.id),
    job: objectId(jobId(12)),
    contract: objectId(contractId(12)),
    gateway: 'Fawry' as const,
    amount: GOODWILL,
    reason: 'One of the lamps was scratched',
    status: 'Unknown' as const,
    tries: 9,
    nextTryAt: addMs(now, 6 * HOUR),
    triedAt: addMs(now, -HOUR),
    createdAt: at,
    updatedAt: at,
  }
  await Refund.create([refund], { session: tx })
  await postJournal(tx, {
    key: `refund:${refundId(2)}`,
    kind: 'goodwill',
    postings: [
      { account: 'platform:goodwill', amount: -GOODWILL },
      { account: refundOf(refundId(2)), amount: GOODWILL },
    ],
    jobId: jobId(12),
    at,
  })
}

async function seedChargeback(tx: ClientSession, at: Date): Promise<void> {
  const payment = await Payment.findById(objectId(paymentId(4)))
    .session(tx)
    .lean()
    .orFail()
  const content = {
    kind: 'chargedBack' as const,
    amount: asPiastres(payment.amount),
    chargebackId: CHARGEBACK,
  }
  const webhook = { gateway: 'Stripe' as const, key: 'evt_demo_1', payment: payment._id, content, at }
  await ProcessedWebhook.create([webhook], { session: tx })
  await Payment.updateOne(
    { _id: payment._id },
    {
      $set: {
        status: 'ChargedBack',
        chargebacks: [{ id: CHARGEBACK, amount: payment.amount, at }],
        updatedAt: at,
      },
    },
    { session: tx },
  )
  await postJournal(tx, {
    key: `chargeback:${CHARGEBACK}`,
    kind: 'chargeback',
    postings: [
      { account: 'platform:chargebacks', amount: -payment.amount },
      { account: clearingAt('Stripe'), amount: payment.amount },
    ],
    jobId: jobId(13),
    at,
  })
}

async function accountOfCraftsman4(now: Date) {
  const _id = payoutAccountId(3)
  const at = addMs(now, -10 * DAY)
  const sealed = await encryptNumber(craftsman4.id, _id, { holder: null, number: '+201200000024' })
  return {
    _id: objectId(_id),
    user: objectId(craftsman4.id),
    kind: 'mobileWallet' as const,
    label: 'Mobile wallet •••• 0024',
    status: 'Ready' as const,
    sealed,
    createdAt: at,
    updatedAt: at,
  }
}

async function seedPaidPayout(tx: ClientSession, at: Date): Promise<void> {
  const [userId, id] = [craftsman4.id, payoutId(2)]
  const [wallet, reserved] = [walletOf(userId), payoutOf(id)]
  const withdrawal = { key: `payout:${id}`, kind: 'payout' as const, at }
  await postJournal(tx, {
    ...withdrawal,
    postings: [
      { account: wallet, amount: -PAYOUT_AMOUNT },
      { account: reserved, amount: PAYOUT_AMOUNT },
    ],
  })
  await postJournal(tx, {
    key: `payoutPaid:${id}`,
    kind: 'payoutPaid',
    postings: [
      { account: reserved, amount: -PAYOUT_AMOUNT },
      { account: clearingAt('Bank'), amount: PAYOUT_AMOUNT },
    ],
    at,
  })
  const line = { userId, type: 'Withdrawal', amount: -PAYOUT_AMOUNT, status: 'Completed' } as const
  await recordTransaction(tx, { ...line, payoutId: id, at })
  const payout = {
    _id: objectId(id),
    purpose: 'Withdrawal' as const,
    payee: objectId(userId),
    amount: PAYOUT_AMOUNT,
    status: 'Paid' as const,
    account: objectId(payoutAccountId(3)),
    kind: 'mobileWallet' as const,
    requestedAt: at,
    dueBy: addMs(at, 2 * DAY),
    settledAt: addMs(at, HOUR),
    reference: 'CIB-20261120-0007',
    updatedAt: addMs(at, HOUR),
  }
  await Payout.create([payout], { session: tx })
}
