import { afterEach, describe, expect, it } from 'vitest'
import { userRoutes } from '#functions/users/users.routes.ts'
import { walletRoutes } from '#functions/wallet/wallet.routes.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { PayoutAccount } from '#lib/model/payout-account.model.ts'
import { Transaction } from '#lib/model/transaction.model.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { settlePayout } from '#lib/payouts/settle-payout.ts'
import { addMs, clock, DAY, HOUR, setClockOffset } from '#lib/platform/clock.ts'
import { newId, type PayoutId } from '#lib/platform/ids.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import { call } from '#lib/testing/call.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aBankAccount, anEarner, aStripeAccount, IBAN } from '#lib/testing/payouts.ts'
import { aCraftsman, type Somebody } from '#lib/testing/people.ts'
import { hasEarned, hasPrepaid, owesFee } from '#lib/testing/wallets.ts'
import { decryptNumber } from '#lib/wallet/payout-account-number.ts'

aDatabase()
afterEach(async () => {
  setClockOffset(0)
  expect(await verifyLedger()).toEqual([])
})

const balanceOf = async (as: Somebody) => (await call(walletRoutes.getBalance, { as })).body
const withdraw = (as: Somebody, amount: number, payoutAccountId: string, key?: string) =>
  call(walletRoutes.withdraw, {
    as,
    body: { amount, payoutAccountId },
    ...(key && { headers: { 'idempotency-key': key } }),
  })

describe('a wallet', () => {
  it('is empty at first', async () => {
    expect(await balanceOf(await aCraftsman())).toEqual({
      balance: 0,
      withdrawableBalance: 0,
      pending: 0,
      feesDue: 0,
      currency: 'EGP',
    })
  })

  it('has earnings at once, and they can be withdrawn after 24 hours', async () => {
    // Prepare
    const craftsman = await aCraftsman()
    await hasEarned(craftsman.id, 30_000)
    const clearsAt = addMs(clock(), DAY)
    await hasEarned(craftsman.id, 70_000, clearsAt)
    // Act
    const before = await balanceOf(craftsman)
    setClockOffset(DAY + HOUR)
    const later = await balanceOf(craftsman)
    // Assess
    expect(before).toMatchObject({ balance: 100_000, withdrawableBalance: 30_000, pending: 70_000 })
    expect(later).toMatchObject({ balance: 100_000, withdrawableBalance: 100_000, pending: 0 })
  })

  it('does not release what a dispute has frozen, however old it is', async () => {
    const { craftsman, accountId } = await anEarner(50_000)
    await Transaction.updateMany({ user: objectId(craftsman.id) }, { $set: { frozen: true } })
    expect(await balanceOf(craftsman)).toMatchObject({ withdrawableBalance: 0, pending: 50_000 })
    expect((await withdraw(craftsman, 1, accountId)).body.code).toBe('NOT_ENOUGH_TO_WITHDRAW')
  })

  it('reserves top-ups for fees: they are in the balance and cannot be withdrawn', async () => {
    // Prepare
    const { craftsman, accountId } = await anEarner(10_000)
    await hasPrepaid(craftsman.id, 4_000)
    // Act
    const refused = await withdraw(craftsman, 10_001, accountId)
    // Assess
    expect(refused.body.code).toBe('NOT_ENOUGH_TO_WITHDRAW')
    expect(await balanceOf(craftsman)).toMatchObject({
      balance: 14_000,
      withdrawableBalance: 10_000,
      pending: 0,
    })
  })

  it('shows the fees that are due, and the withdrawable balance on the profile too', async () => {
    // Prepare
    const craftsman = await aCraftsman()
    await owesFee(craftsman.id, 2_500)
    expect(await balanceOf(craftsman)).toMatchObject({ balance: 0, feesDue: 2_500 })
    const { craftsman: other, accountId } = await anEarner(9_000)
    await withdraw(other, 4_000, accountId)
    const { body } = await call(userRoutes.getMe, { as: other })
    expect(body.wallet).toEqual({ balance: 9_000, withdrawableBalance: 5_000 })
  })
})

describe('withdrawing', () => {
  it('reserves the money and stores a Pending withdrawal, a payout, an event and an activity log entry', async () => {
    // Prepare
    const { craftsman, accountId } = await anEarner(100_000)
    // Act
    const { status, body } = await withdraw(craftsman, 60_000, accountId)
    // Assess
    expect(status).toBe(201)
    expect(body).toMatchObject({ type: 'Withdrawal', amount: -60_000, status: 'Pending', gateway: 'System' })
    expect(await balanceOf(craftsman)).toMatchObject({
      balance: 100_000,
      withdrawableBalance: 40_000,
      pending: 60_000,
    })
    const payout = await Payout.findById(body.payoutId).lean()
    expect(payout).toMatchObject({ status: 'Requested', amount: 60_000, kind: 'bank' })
    const data = { payoutId: body.payoutId, craftsmanId: craftsman.id, amount: 60_000 }
    expect(
      await Outbox.findOne({ type: 'payout.requested', 'data.payoutId': body.payoutId }).lean(),
    ).toMatchObject({ data })
    expect(
      await ActivityLog.exists({
        action: 'payout.request',
        'target.id': objectId(body.payoutId as PayoutId),
      }),
    ).not.toBeNull()
  })

  it('is possible for everything that has cleared, and not a piastre more', async () => {
    const { craftsman, accountId } = await anEarner(100_000)
    expect((await withdraw(craftsman, 100_001, accountId)).body.code).toBe('NOT_ENOUGH_TO_WITHDRAW')
    expect((await withdraw(craftsman, 100_000, accountId)).status).toBe(201)
    expect((await withdraw(craftsman, 1, accountId)).status).toBe(400)
  })

  it.each([0, -5, 1.5, '100', 100_000_001])('refuses the amount %s', async (amount) => {
    const { craftsman, accountId } = await anEarner()
    const { status, body } = await withdraw(craftsman, amount as number, accountId)
    expect([status, body.code]).toEqual([400, 'VALIDATION_FAILED'])
  })

  it('is refused to another’s account, to one that was deleted, and to one that is not ready', async () => {
    const [{ craftsman }, other] = [await anEarner(), await anEarner()]
    expect((await withdraw(craftsman, 1, other.accountId)).body.code).toBe('PAYOUT_ACCOUNT_NOT_FOUND')
    expect((await withdraw(craftsman, 1, newId())).status).toBe(404)
    const stripe = await aStripeAccount(craftsman)
    await PayoutAccount.updateOne({ _id: stripe }, { $set: { status: 'Onboarding' } })
    expect((await withdraw(craftsman, 1, stripe)).body.code).toBe('PAYOUT_ACCOUNT_NOT_READY')
    const gone = await aBankAccount(craftsman)
    await call(walletRoutes.removePayoutAccount, { as: craftsman, params: { payoutAccountId: gone } })
    expect((await withdraw(craftsman, 1, gone)).status).toBe(404)
  })

  it('of the whole balance fifty times at once happens once', async () => {
    // Prepare
    const { craftsman, accountId } = await anEarner(100_000)
    // Act
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => withdraw(craftsman, 100_000, accountId)),
    )
    // Assess
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(new Set(answers.filter(({ status }) => status !== 201).map(({ body }) => body.code))).toEqual(
      new Set(['NOT_ENOUGH_TO_WITHDRAW']),
    )
    expect(await Payout.countDocuments({ payee: objectId(craftsman.id) })).toBe(1)
    expect(await balanceOf(craftsman)).toMatchObject({
      balance: 100_000,
      withdrawableBalance: 0,
      pending: 100_000,
    })
  })

  it('twenty times at once with one Idempotency-Key happens once, and all get the same response', async () => {
    const { craftsman, accountId } = await anEarner(100_000)
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => withdraw(craftsman, 1_000, accountId, 'k')),
    )
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(await balanceOf(craftsman)).toMatchObject({ withdrawableBalance: 99_000 })
    expect((await withdraw(craftsman, 2_000, accountId, 'k')).body.code).toBe('IDEMPOTENCY_KEY_REUSED')
  })

  it('while its account is deleted: one of the two is refused', async () => {
    const { craftsman, accountId } = await anEarner(100_000)
    const [withdrawn, removed] = await Promise.all([
      withdraw(craftsman, 1_000, accountId),
      call(walletRoutes.removePayoutAccount, { as: craftsman, params: { payoutAccountId: accountId } }),
    ])
    expect([
      [201, 400],
      [404, 200],
    ]).toContainEqual([withdrawn.status, removed.status])
  })
})

describe('settling a payout', () => {
  const aBatchedPayout = async (outcome: 'paid' | 'failed') => {
    const { craftsman, accountId } = await anEarner(100_000)
    const { body } = await withdraw(craftsman, 60_000, accountId)
    const payoutId = body.payoutId as PayoutId
    await Payout.updateOne({ _id: payoutId }, { $set: { status: 'Batched' } })
    const settle = () => inTransaction((tx) => settlePayout(tx, { payoutId, outcome, actor: null }))
    return { craftsman, settle, transactionId: body.id }
  }

  it('as paid reduces the balance, once', async () => {
    const { craftsman, settle, transactionId } = await aBatchedPayout('paid')
    const results = await Promise.all([settle(), settle(), settle()])
    expect(results.filter((payout) => payout !== null)).toHaveLength(1)
    expect(await Transaction.findById(transactionId).lean()).toMatchObject({
      status: 'Completed',
      amount: -60_000,
    })
    expect(await balanceOf(craftsman)).toMatchObject({
      balance: 40_000,
      withdrawableBalance: 40_000,
      pending: 0,
    })
  })

  it('as failed returns the money, without another transaction', async () => {
    const { craftsman, settle, transactionId } = await aBatchedPayout('failed')
    const results = await Promise.all([settle(), settle(), settle()])
    expect(results.filter((payout) => payout !== null)).toHaveLength(1)
    expect(await Transaction.findById(transactionId).lean()).toMatchObject({
      status: 'Failed',
      amount: -60_000,
    })
    expect(await Transaction.countDocuments({ user: objectId(craftsman.id) })).toBe(2)
    expect(await balanceOf(craftsman)).toMatchObject({
      balance: 100_000,
      withdrawableBalance: 100_000,
      pending: 0,
    })
  })
})

describe('a statement', () => {
  it('is a list, newest first, with filters', async () => {
    const { craftsman, accountId } = await anEarner(100_000)
    await withdraw(craftsman, 1_000, accountId)
    const list = (query: Record<string, string>) =>
      call(walletRoutes.listTransactions, { as: craftsman, query })
    expect((await list({})).body.data.map(({ type }) => type)).toEqual(['Withdrawal', 'Payout'])
    expect((await list({ type: 'Payout' })).body.pagination.totalItems).toBe(1)
    expect((await list({ status: 'Pending' })).body.data.map(({ amount }) => amount)).toEqual([-1_000])
    expect((await list({ from: addMs(clock(), HOUR).toISOString() })).body.data).toEqual([])
    expect((await list({ to: addMs(clock(), HOUR).toISOString() })).body.data).toHaveLength(2)
    expect((await list({ type: 'Theft' })).status).toBe(400)
  })

  it('is a CSV for spreadsheets if the request asks for it, in Arabic too', async () => {
    const { craftsman, accountId } = await anEarner(123_45)
    await withdraw(craftsman, 5, accountId)
    const csvIn = async (language: string) => {
      const headers = { accept: 'text/csv', 'accept-language': language }
      const { handler } = await import('#functions/wallet/list-transactions.ts')
      const event = { headers: { ...headers, authorization: `Bearer ${craftsman.token}` } }
      const more = { requestContext: { requestId: 'r', http: { sourceIp: '127.0.0.1' } } }
      return handler({ ...event, ...more } as never, { awsRequestId: 'r' })
    }
    const { headers, body = '' } = await csvIn('en')
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': /statement\.csv/,
    })
    expect(body.startsWith('\uFEFF"Date (Cairo)","Type"')).toBe(true)
    expect(body).toMatch(
      /\r\n"20\d\d-\d\d-\d\d \d\d:\d\d","Withdrawal","Pending",-0\.05,,"Craftworks","[0-9a-f]{24}"\r\n/,
    )
    expect(body).toContain('"Earnings","Completed",123.45')
    expect((await csvIn('ar')).body).toContain('"سحب","قيد التنفيذ",-0.05')
  })
})

describe('payout accounts', () => {
  const add = (as: Somebody, body: object) => call(walletRoutes.addPayoutAccount, { as, body })

  it('are shown by their last four digits only, and their number and holder are encrypted in the database', async () => {
    // Prepare
    const craftsman = await aCraftsman()
    // Act
    const { status, body, text } = await add(craftsman, {
      kind: 'bank',
      holder: 'حسن عبد العال',
      iban: 'eg38 0019 0005 0000 0000 2631 8000 2',
    })
    // Assess
    expect([status, body.status, body.label]).toEqual([201, 'Ready', 'Bank account •••• 0002'])
    expect(text).not.toContain('263180')
    const stored = await PayoutAccount.findById(body.id).lean().orFail()
    expect(JSON.stringify(stored)).not.toMatch(/263180|حسن/)
    expect(await decryptNumber(stored)).toEqual({ holder: 'حسن عبد العال', number: IBAN })
    const list = await call(walletRoutes.listPayoutAccounts, { as: craftsman })
    expect(list.body.data).toEqual([body])
    expect((await call(walletRoutes.listPayoutAccounts, { as: await aCraftsman() })).body.data).toEqual([])
  })

  it('accept the number of a mobile wallet in any usual form', async () => {
    const { body } = await add(await aCraftsman(), { kind: 'mobileWallet', phone: '٠١٠ ٠١٢٣ ٤٥٦٧' })
    expect(body).toMatchObject({ kind: 'mobileWallet', label: 'Mobile wallet •••• 4567', status: 'Ready' })
  })

  it.each([
    { kind: 'bank', holder: 'A B', iban: 'EG380019000500000000263180003' },
    { kind: 'bank', holder: 'A B', iban: 'EG38001900050000000026318000' },
    { kind: 'bank', holder: 'A B', iban: 'DE89370400440532013000' },
    { kind: 'bank', holder: '', iban: IBAN },
    { kind: 'bank', iban: IBAN },
    { kind: 'mobileWallet', phone: '+4915112345678' },
    { kind: 'mobileWallet', phone: '0223456789' },
    { kind: 'gold' },
    { kind: 'bank', holder: 'A B', iban: IBAN, user: 'somebody else' },
  ])('are refused for %o', async (body) => {
    expect((await add(await aCraftsman(), body)).status).toBe(400)
  })

  it('are limited to ten', async () => {
    const craftsman = await aCraftsman()
    for (let i = 0; i < 10; i += 1) await aBankAccount(craftsman)
    const { status, body } = await add(craftsman, { kind: 'bank', holder: 'A B', iban: IBAN })
    expect([status, body.code]).toEqual([400, 'TOO_MANY_PAYOUT_ACCOUNTS'])
  })

  it('are deleted with their number, only by their owner, and not while a payout to them is in progress', async () => {
    const { craftsman, accountId } = await anEarner()
    const remove = (as: Somebody) =>
      call(walletRoutes.removePayoutAccount, { as, params: { payoutAccountId: accountId } })
    expect((await remove(await aCraftsman())).status).toBe(404)
    await withdraw(craftsman, 10, accountId)
    expect((await remove(craftsman)).body.code).toBe('PAYOUT_ACCOUNT_IN_USE')
    await Payout.updateMany({ account: objectId(accountId) }, { $set: { status: 'Paid' } })
    expect((await remove(craftsman)).status).toBe(200)
    expect((await remove(craftsman)).status).toBe(404)
    const left = await call(walletRoutes.listPayoutAccounts, { as: craftsman })
    expect([left.body.data, left.body.pagination.totalItems]).toEqual([[], 0])
    expect(await PayoutAccount.findById(accountId).lean()).not.toHaveProperty('sealed')
    await Payout.updateMany({ account: objectId(accountId) }, { $set: { status: 'Requested' } })
  })
})
