import { DEMO, payoutAccountId, payoutBatchId, payoutId } from '#infra/demo/demo-ids.ts'
import { Journal } from '#lib/model/journal.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { PayoutAccount } from '#lib/model/payout-account.model.ts'
import { PayoutBatch } from '#lib/model/payout-batch.model.ts'
import { clearingAt, payoutOf, walletOf } from '#lib/money/accounts.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { recordTransaction } from '#lib/money/record-transaction.ts'
import { addBusinessDays } from '#lib/platform/business-days.ts'
import { cairoDay } from '#lib/platform/cairo-time.ts'
import { addMs, DAY, HOUR } from '#lib/platform/clock.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import { encryptNumber } from '#lib/wallet/payout-account-number.ts'

const { craftsman1 } = DEMO.people
const EARNINGS = 150_000
const PAYOUT_AMOUNT = 30_000

/** craftsman1's wallet: earnings from earlier jobs, two payout accounts, and a payout that waits for the bank. */
export async function seedWallets(now: Date): Promise<void> {
  if (await Journal.exists({ key: 'release:demo' })) return
  const userId = craftsman1.id
  const [earnedAt, requestedAt] = [addMs(now, -3 * DAY), addMs(now, -2 * HOUR)]
  const accounts = await demoAccounts(earnedAt)
  await inTransaction(async (tx) => {
    await PayoutAccount.create(accounts, { session: tx, ordered: true })
    const earnings = [
      { account: clearingAt('Stripe'), amount: -EARNINGS },
      { account: walletOf(userId), amount: EARNINGS },
    ]
    await postJournal(tx, { key: 'release:demo', kind: 'release', postings: earnings, at: earnedAt })
    const earned = { userId, type: 'Payout', amount: EARNINGS, status: 'Completed' } as const
    await recordTransaction(tx, { ...earned, at: earnedAt, clearsAt: addMs(earnedAt, DAY) })
    const payoutPostings = [
      { account: walletOf(userId), amount: -PAYOUT_AMOUNT },
      { account: payoutOf(payoutId(1)), amount: PAYOUT_AMOUNT },
    ]
    await postJournal(tx, {
      key: `payout:${payoutId(1)}`,
      kind: 'payout',
      postings: payoutPostings,
      at: requestedAt,
    })
    const withdrawal = { userId, type: 'Withdrawal', amount: -PAYOUT_AMOUNT, status: 'Pending' } as const
    await recordTransaction(tx, { ...withdrawal, payoutId: payoutId(1), at: requestedAt })
    const batch = {
      _id: objectId(payoutBatchId(1)),
      name: `${cairoDay(requestedAt)}-1`,
      count: 1,
      total: PAYOUT_AMOUNT,
    }
    await PayoutBatch.create([{ ...batch, createdAt: requestedAt }], { session: tx })
    const payout = {
      _id: objectId(payoutId(1)),
      purpose: 'Withdrawal' as const,
      payee: objectId(userId),
      amount: PAYOUT_AMOUNT,
      status: 'Batched' as const,
      account: objectId(payoutAccountId(1)),
      kind: 'bank' as const,
      batch: objectId(payoutBatchId(1)),
      requestedAt,
      dueBy: addBusinessDays(requestedAt, 2, {}),
      updatedAt: requestedAt,
    }
    await Payout.create([payout], { session: tx })
  })
}

/** Their payout accounts, with the numbers encrypted. */
async function demoAccounts(at: Date) {
  const userId = craftsman1.id
  const [bank, mobile] = [payoutAccountId(1), payoutAccountId(2)]
  const holder = 'أحمد حسن'
  const sealed = await encryptNumber(userId, bank, { holder, number: 'EG380019000500000000263180002' })
  const sealedPhone = await encryptNumber(userId, mobile, { holder: null, number: '+201100000021' })
  const of = { user: objectId(userId), status: 'Ready', createdAt: at, updatedAt: at } as const
  return [
    { ...of, _id: objectId(bank), kind: 'bank' as const, label: 'Bank account •••• 0002', sealed },
    {
      ...of,
      _id: objectId(mobile),
      kind: 'mobileWallet' as const,
      label: 'Mobile wallet •••• 0021',
      sealed: sealedPhone,
    },
  ]
}
