import { DEMO, payoutAccountId, payoutBatchId, payoutId } from '#infra/local/demo/demo.ts'
import { clearingAt, payoutOf, walletOf } from '#lib/money/accounts.ts'
import { Journal } from '#lib/money/journal.model.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { addBusinessDays } from '#lib/payouts/business-days.ts'
import { PayoutBatch } from '#lib/payouts/payout-batch.model.ts'
import { Payout } from '#lib/payouts/payout.model.ts'
import { cairoDay } from '#lib/platform/cairo-time.ts'
import { after, DAY, HOUR } from '#lib/platform/clock.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import { PayoutAccount } from '#lib/wallet/payout-account.model.ts'
import { sealNumber } from '#lib/wallet/payout-account-number.ts'
import { recordTransaction } from '#lib/wallet/record-transaction.ts'

const { craftsman1 } = DEMO.people
const EARNED = 150_000
const ON_ITS_WAY = 30_000

/** craftsman1's wallet: earnings of earlier jobs, two payout accounts, and a payout that waits for the bank. */
export async function seedWallets(now: Date): Promise<void> {
  if (await Journal.exists({ key: 'release:demo' })) return
  const userId = craftsman1.id
  const [bank, mobile] = [payoutAccountId(1), payoutAccountId(2)]
  const holder = 'أحمد حسن'
  const sealed = await sealNumber(userId, bank, { holder, number: 'EG380019000500000000263180002' })
  const sealedPhone = await sealNumber(userId, mobile, { holder: null, number: '+201100000021' })
  const [earnedAt, askedAt] = [after(now, -3 * DAY), after(now, -2 * HOUR)]
  const of = { user: objectId(userId), status: 'Ready', createdAt: earnedAt, updatedAt: earnedAt } as const
  await inTransaction(async (session) => {
    const accounts = [
      { ...of, _id: objectId(bank), kind: 'bank' as const, label: 'Bank account •••• 0002', sealed },
      {
        ...of,
        _id: objectId(mobile),
        kind: 'mobileWallet' as const,
        label: 'Mobile wallet •••• 0021',
        sealed: sealedPhone,
      },
    ]
    await PayoutAccount.create(accounts, { session, ordered: true })
    const earnings = [
      { account: clearingAt('Stripe'), amount: -EARNED },
      { account: walletOf(userId), amount: EARNED },
    ]
    await postJournal(session, { key: 'release:demo', kind: 'release', lines: earnings, at: earnedAt })
    const earned = { userId, type: 'Payout', amount: EARNED, status: 'Completed' } as const
    await recordTransaction(session, { ...earned, at: earnedAt, clearsAt: after(earnedAt, DAY) })
    const leaving = [
      { account: walletOf(userId), amount: -ON_ITS_WAY },
      { account: payoutOf(payoutId(1)), amount: ON_ITS_WAY },
    ]
    await postJournal(session, { key: `payout:${payoutId(1)}`, kind: 'payout', lines: leaving, at: askedAt })
    const asked = { userId, type: 'Withdrawal', amount: -ON_ITS_WAY, status: 'Pending' } as const
    await recordTransaction(session, { ...asked, payoutId: payoutId(1), at: askedAt })
    const batch = {
      _id: objectId(payoutBatchId(1)),
      name: `${cairoDay(askedAt)}-1`,
      count: 1,
      total: ON_ITS_WAY,
    }
    await PayoutBatch.create([{ ...batch, createdAt: askedAt }], { session })
    const payout = {
      _id: objectId(payoutId(1)),
      purpose: 'Withdrawal' as const,
      payee: objectId(userId),
      amount: ON_ITS_WAY,
      status: 'Batched' as const,
      account: objectId(bank),
      kind: 'bank' as const,
      batch: objectId(payoutBatchId(1)),
      requestedAt: askedAt,
      dueBy: addBusinessDays(askedAt, 2, {}),
      updatedAt: askedAt,
    }
    await Payout.create([payout], { session })
  })
}
