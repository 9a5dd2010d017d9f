import { afterEach, describe, expect, it } from 'vitest'
import { confirmContract } from '#lib/contracts/confirm-contract.ts'
import { canTakeCash, feeDebtOf } from '#lib/fees/fee-debt.ts'
import { remindFees } from '#lib/fees/remind-fees.ts'
import type { PaymentType } from '#lib/model/job-status.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { prepaidOf } from '#lib/money/accounts.ts'
import { collectDebt } from '#lib/money/collect-debt.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { recordTransaction } from '#lib/money/record-transaction.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { clock, DAY, HOUR, setClockOffset } from '#lib/platform/clock.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { acceptQuote } from '#lib/quotes/accept-quote.ts'
import { submitQuote } from '#lib/quotes/submit-quote.ts'
import { aJob, aJobIn, aQuotedJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aCraftsman, type Somebody } from '#lib/testing/people.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase()
afterEach(() => setClockOffset(0))

/** The fee of a confirmed Cash job is 10 % of its price. */
async function addFeeDebt(craftsman: Somebody, fee: number): Promise<void> {
  const job = await aJobIn('Completed', { price: fee * 10, craftsman })
  await confirmContract({ jobId: job.jobId, client: job.client })
}

async function topUp(craftsman: Somebody, amount: number): Promise<void> {
  const [userId, at] = [craftsman.id, clock()]
  await inTransaction(async (tx) => {
    const postings = [
      { account: 'gateway:Fawry' as const, amount: -amount },
      { account: prepaidOf(userId), amount },
    ]
    await postJournal(tx, { key: `payment:${userId}:${amount}`, kind: 'topUp', postings, at })
    await recordTransaction(tx, { userId, type: 'Deposit', amount, status: 'Completed', at })
    await collectDebt(tx, { userId, cause: `payment:${userId}:${amount}`, at })
  })
}

async function tryToQuote(craftsman: Somebody, paymentType: PaymentType): Promise<string> {
  const { jobId } = await aJob({ paymentType })
  return submitQuote(jobId, { price: asPiastres(10_000) }, craftsman).then(
    () => 'quoted',
    (error: { code: string }) => error.code,
  )
}

const eventsFor = async (type: 'fee.warning' | 'fee.reminder', craftsman: Somebody) =>
  (await Outbox.find({ type, 'data.craftsmanId': craftsman.id }).sort({ _id: 1 }).lean()).map(
    ({ data }) => data as Record<string, unknown>,
  )

describe('a craftsman who owes fees', () => {
  it('may take Cash jobs up to EGP 500 of debt, none beyond it, and jobs that are paid ahead always', async () => {
    // Prepare
    const craftsman = await aCraftsman()
    const waiting = await aQuotedJob({ craftsman })
    const [ahead, deposit] = [
      await aQuotedJob({ craftsman, paymentType: 'Escrow' }),
      await aQuotedJob({ craftsman, paymentType: 'CashProtected' }),
    ]
    // Act and assess
    await addFeeDebt(craftsman, 50_000)
    expect(await canTakeCash(craftsman.id)).toBe(true)
    expect(await tryToQuote(craftsman, 'Cash')).toBe('quoted')
    const last = await aJobIn('On The Way', { price: 100, craftsman })
    await confirmContract({ jobId: last.jobId, client: last.client })
    expect(await feeDebtOf(craftsman.id)).toMatchObject({ owed: 50_010 })
    expect(await tryToQuote(craftsman, 'Cash')).toBe('FEES_DUE')
    await expect(acceptQuote(waiting)).rejects.toMatchObject({ code: 'FEES_DUE' })
    expect([await tryToQuote(craftsman, 'Escrow'), await tryToQuote(craftsman, 'CashProtected')]).toEqual([
      'quoted',
      'quoted',
    ])
    await acceptQuote(ahead)
    await acceptQuote(deposit)
    // and a part payment allows Cash jobs again
    await topUp(craftsman, 10)
    expect(await feeDebtOf(craftsman.id)).toMatchObject({ owed: 50_000 })
    await acceptQuote(waiting)
  })

  it('may take no Cash jobs once a fee has been due for 14 days', async () => {
    const craftsman = await aCraftsman()
    await addFeeDebt(craftsman, 1_000)
    setClockOffset(14 * DAY - HOUR)
    expect(await tryToQuote(craftsman, 'Cash')).toBe('quoted')
    setClockOffset(14 * DAY + HOUR)
    expect(await tryToQuote(craftsman, 'Cash')).toBe('FEES_DUE')
    await topUp(craftsman, 400) // a part payment: the oldest fee is still due
    expect(await tryToQuote(craftsman, 'Cash')).toBe('FEES_DUE')
    await topUp(craftsman, 600)
    expect(await tryToQuote(craftsman, 'Cash')).toBe('quoted')
  })

  it('is warned when the debt passes 70 % of the limit, and again only after it was below that', async () => {
    const craftsman = await aCraftsman()
    await addFeeDebt(craftsman, 34_990)
    expect(await eventsFor('fee.warning', craftsman)).toEqual([])
    await addFeeDebt(craftsman, 10)
    expect(await eventsFor('fee.warning', craftsman)).toEqual([
      { craftsmanId: craftsman.id, owed: 35_000, limit: 50_000 },
    ])
    await addFeeDebt(craftsman, 100)
    expect(await eventsFor('fee.warning', craftsman)).toHaveLength(1)
    await topUp(craftsman, 5_000)
    await addFeeDebt(craftsman, 5_000)
    expect(await eventsFor('fee.warning', craftsman)).toHaveLength(2)
  })

  it('is reminded after 1, 3 and 7 days, each once, however often the schedule runs', async () => {
    // Prepare
    const craftsman = await aCraftsman()
    await addFeeDebt(craftsman, 2_000)
    const run = async (days: number) => {
      setClockOffset(days * DAY + HOUR)
      await Promise.all([runToEnd(remindFees), runToEnd(remindFees)])
      return (await eventsFor('fee.reminder', craftsman)).map(({ days: after }) => after)
    }
    // Act and assess
    expect(await run(0)).toEqual([])
    expect(await run(1)).toEqual([1])
    expect(await run(2)).toEqual([1])
    expect(await run(3)).toEqual([1, 3])
    expect(await run(9)).toEqual([1, 3, 7])
    expect(await run(30)).toEqual([1, 3, 7])
    await topUp(craftsman, 2_000)
    expect(await run(31)).toEqual([1, 3, 7])
    expect(await verifyLedger()).toEqual([])
  })

  it('is reminded once if some mornings were missed', async () => {
    const craftsman = await aCraftsman()
    await addFeeDebt(craftsman, 2_000)
    setClockOffset(5 * DAY)
    await runToEnd(remindFees)
    expect(await eventsFor('fee.reminder', craftsman)).toMatchObject([{ days: 3, owed: 2_000 }])
  })
})
