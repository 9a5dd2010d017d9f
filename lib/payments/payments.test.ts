import { afterEach, describe, expect, it } from 'vitest'
import { serve } from '#infra/fakes/fake-server.ts'
import { applyDueTimers } from '#lib/jobs/apply-due-timers.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Journal } from '#lib/model/journal.model.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { ProcessedWebhook } from '#lib/model/processed-webhook.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { clearingAt, escrowOf } from '#lib/money/accounts.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { expirePayments } from '#lib/payments/expire-payments.ts'
import { getPayment } from '#lib/payments/get-payment.ts'
import { handleWebhook } from '#lib/payments/handle-webhook.ts'
import { initiatePayment } from '#lib/payments/initiate-payment.ts'
import { listRefunds } from '#lib/payments/list-refunds.ts'
import { nameRefundAccount } from '#lib/payments/name-refund-account.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { gatherPayouts } from '#lib/payouts/gather-payouts.ts'
import { requestRefundPayouts } from '#lib/payouts/request-refund-payouts.ts'
import { settleManually } from '#lib/payouts/settle-manually.ts'
import { clockOffset, DAY, HOUR, setClockOffset } from '#lib/platform/clock.ts'
import { idOf, type PaymentId, type RefundId } from '#lib/platform/ids.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aFawry } from '#lib/testing/payment-gateways.ts'
import { askAboutAllPayments } from '#lib/testing/payments.ts'
import { aClient, anAdmin } from '#lib/testing/people.ts'
import { withSettings } from '#lib/testing/with-settings.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase()
const fawry = aFawry()
const PRICE = 200_000
const AT_FAWRY = { gateway: 'Fawry' as const }

afterEach(async () => {
  setClockOffset(0)
  expect(await verifyLedger()).toEqual([])
})

const aHire = (paymentType: 'Escrow' | 'CashProtected' = 'Escrow') => aHiredJob({ paymentType, price: PRICE })

async function aBegunPayment(hire?: Awaited<ReturnType<typeof aHire>>) {
  const hired = hire ?? (await aHire())
  const begun = await initiatePayment({ jobId: hired.jobId, ...AT_FAWRY }, hired.client)
  return { ...hired, begun, paymentId: begun.payment.id as PaymentId, reference: begun.payment.reference }
}

const contractOf = async (contractId: string) => Contract.findById(contractId).lean().orFail()
const statusOf = async (paymentId: string) => (await Payment.findById(paymentId).lean().orFail()).status
const pass = (ms: number) => setClockOffset(clockOffset() + ms)

describe('initiating a payment', () => {
  it.each([
    ['Escrow', PRICE],
    ['CashProtected', 40_000],
  ] as const)('asks for the advance payment of %s, and shows how to pay it', async (paymentType, amount) => {
    const { begun } = await aBegunPayment(await aHire(paymentType))
    expect(begun.payment).toMatchObject({ amount, gateway: 'Fawry', status: 'Pending' })
    expect(begun.fawryReference).toMatch(/^\d+$/)
    expect(begun.payment.reference).toMatch(/^[0-9A-F]{20}$/)
  })

  it('again returns the same payment, also if several requests come at once', async () => {
    const hired = await aHire()
    const ask = () => initiatePayment({ jobId: hired.jobId, ...AT_FAWRY }, hired.client)
    const begun = await Promise.all(Array.from({ length: 5 }, ask))
    expect(new Set([...begun, await ask()].map(({ payment }) => payment.id)).size).toBe(1)
    expect(new Set(begun.map(({ fawryReference }) => fawryReference)).size).toBe(1)
  })

  it('is only for the client of a hired job that waits for its payment', async () => {
    const { jobId, client, craftsman } = await aHire()
    await expect(initiatePayment({ jobId, ...AT_FAWRY }, craftsman)).rejects.toThrow('JOB_NOT_YOURS')
    await expect(initiatePayment({ jobId, ...AT_FAWRY }, await aClient())).rejects.toThrow('JOB_NOT_FOUND')
    const cash = await aHiredJob({ paymentType: 'Cash' })
    await expect(initiatePayment({ jobId: cash.jobId, ...AT_FAWRY }, cash.client)).rejects.toThrow(
      'NOTHING_TO_PAY',
    )
    const notOffered = { jobId, gateway: 'Stripe' as const, method: 'reference' as const }
    await expect(initiatePayment(notOffered, client)).rejects.toThrow('METHOD_NOT_OFFERED')
  })

  it('by another method cancels the pending payment first', async () => {
    const first = await aBegunPayment()
    const request = { jobId: first.jobId, gateway: 'Fawry' as const, method: 'card' as const }
    const second = await initiatePayment(request, first.client)
    expect(second.payment.id).not.toBe(first.paymentId)
    expect(await statusOf(first.paymentId)).toBe('Expired')
  })

  it('leaves a Failed payment if the gateway refuses, and the next attempt is a new payment', async () => {
    const hired = await aHire()
    fawry.its.refuseNext(9901)
    await expect(aBegunPayment(hired)).rejects.toThrow('PAYMENT_REFUSED')
    expect((await aBegunPayment(hired)).begun.payment.status).toBe('Pending')
  })

  it('leaves an Unknown payment if the response is lost, and the next attempt returns the same payment', async () => {
    const hired = await aHire()
    fawry.its.loseNextAnswer()
    await expect(aBegunPayment(hired)).rejects.toThrow('GATEWAY_UNAVAILABLE')
    const [lost] = await Payment.find({ contract: hired.contractId }).lean()
    expect(lost?.status).toBe('Unknown')
    const { paymentId } = await aBegunPayment(hired)
    expect(paymentId).toBe(lost && idOf(lost._id))
  })
})

describe('a payment that is paid', () => {
  it('is held for its job, and its hire no longer expires', async () => {
    const { contractId, jobId, paymentId, reference, client } = await aBegunPayment()
    await fawry.its.pay(reference, 'paid')
    expect(await getPayment(paymentId, client)).toMatchObject({ status: 'Held', amount: PRICE })
    expect((await contractOf(contractId)).payment).toBe('Held')
    expect(await balanceOf(escrowOf(jobId))).toBe(PRICE)
    pass(2 * DAY)
    await runToEnd(applyDueTimers)
    expect((await contractOf(contractId)).status).toBe('Active')
  })

  it('is posted once, no matter how often the gateway reports it', async () => {
    const { jobId, paymentId, reference } = await aBegunPayment()
    await fawry.its.pay(reference, 'paid')
    for (let again = 0; again < 3; again += 1) await fawry.its.sendWebhook(reference, 'PAID')
    expect(await balanceOf(escrowOf(jobId))).toBe(PRICE)
    expect(await Journal.countDocuments({ key: `payment:${paymentId}` })).toBe(1)
  })

  it('stays Held, whatever the gateway reports later', async () => {
    const { paymentId, reference } = await aBegunPayment()
    await fawry.its.pay(reference, 'paid')
    for (const late of ['NEW', 'EXPIRED', 'CANCELED', 'FAILED', 'NOBODY_KNOWS'])
      await fawry.its.sendWebhook(reference, late)
    expect(await statusOf(paymentId)).toBe('Held')
  })

  it('is captured even after the gateway reported that it failed or expired', async () => {
    for (const first of ['FAILED', 'EXPIRED']) {
      const { paymentId, reference } = await aBegunPayment()
      await fawry.its.sendWebhook(reference, first)
      expect(await statusOf(paymentId)).toBe(first === 'FAILED' ? 'Failed' : 'Expired')
      await fawry.its.sendWebhook(reference, 'PAID')
      expect(await statusOf(paymentId)).toBe('Held')
    }
  })

  it('is refunded in full if its hire was voided before', async () => {
    const { contractId, jobId, paymentId, reference } = await aBegunPayment()
    pass(25 * HOUR)
    await fawry.its.pay(reference, 'paid') // no schedule has run yet: the deadline itself decides
    expect((await contractOf(contractId)).status).toBe('Void')
    expect(await balanceOf(escrowOf(jobId))).toBe(0)
    const [refund] = await Refund.find({ payment: paymentId }).lean()
    expect(refund).toMatchObject({ amount: PRICE, status: 'Requested' })
    await runToEnd(sendRefunds)
    expect(await statusOf(paymentId)).toBe('Refunded')
  })

  it('is refunded if the job is already paid', async () => {
    const first = await aBegunPayment()
    await fawry.its.sendWebhook(first.reference, 'FAILED')
    const second = await aBegunPayment(first)
    await fawry.its.pay(second.reference, 'paid')
    await fawry.its.sendWebhook(first.reference, 'PAID')
    expect(await balanceOf(escrowOf(first.jobId))).toBe(PRICE)
    expect(await Refund.countDocuments({ payment: first.paymentId, amount: PRICE })).toBe(1)
    expect(await statusOf(second.paymentId)).toBe('Held')
  })

  it('is found by a query in the days after it failed, if its webhook is lost', async () => {
    const { paymentId, reference } = await aBegunPayment()
    await fawry.its.pay(reference, 'failed')
    expect(await statusOf(paymentId)).toBe('Failed')
    const { url } = fawry.its.webhooks
    fawry.its.webhooks.url = ''
    await fawry.its.pay(reference, 'paid')
    fawry.its.webhooks.url = url
    await askAboutAllPayments()
    expect(await statusOf(paymentId)).toBe('Held')
  })

  it.each([503, 403])(
    'stays as it is while the gateway answers a query with %i, and is found later',
    async (status) => {
      const { paymentId, reference } = await aBegunPayment()
      fawry.its.webhooks.hold()
      await fawry.its.pay(reference, 'paid').catch(() => undefined)
      const outage = await serve(() => ({ status }))
      await withSettings({ FAWRY_BASE_URL: outage.url }, () => askAboutAllPayments())
      expect(await statusOf(paymentId)).toBe('Pending')
      await outage.stop()
      await askAboutAllPayments()
      expect(await statusOf(paymentId)).toBe('Held')
      await fawry.its.webhooks.release()
    },
  )

  it('is found by a query if its webhook is lost', async () => {
    const { paymentId, reference } = await aBegunPayment()
    fawry.its.webhooks.hold()
    await fawry.its.pay(reference, 'paid').catch(() => undefined)
    expect(await statusOf(paymentId)).toBe('Pending')
    await askAboutAllPayments()
    expect(await statusOf(paymentId)).toBe('Held')
    await fawry.its.webhooks.release()
    expect(await statusOf(paymentId)).toBe('Held')
  })
})

describe('a webhook', () => {
  it('without a valid signature changes nothing', async () => {
    const { paymentId, reference } = await aBegunPayment()
    await fawry.its.settled()
    const before = await ProcessedWebhook.countDocuments()
    const genuine = fawry.its.webhook(reference, 'PAID')
    for (const forged of [
      { ...genuine, messageSignature: 'a'.repeat(64) },
      { ...genuine, orderAmount: 1 },
      { ...genuine, merchantRefNumber: 'F'.repeat(20) },
    ]) {
      const raw = Buffer.from(JSON.stringify(forged))
      await expect(handleWebhook(raw, {})).rejects.toThrow('BAD_SIGNATURE')
    }
    expect(await statusOf(paymentId)).toBe('Pending')
    expect(await ProcessedWebhook.countDocuments()).toBe(before)
  })
})

describe('a payment that nobody pays', () => {
  it('is cancelled at the gateway when its time is over, and is Expired then', async () => {
    const { paymentId } = await aBegunPayment()
    await runToEnd(expirePayments)
    expect(await statusOf(paymentId)).toBe('Pending')
    pass(25 * HOUR)
    await runToEnd(expirePayments)
    expect(await statusOf(paymentId)).toBe('Expired')
  })

  it('is cancelled when its contract was cancelled', async () => {
    const { jobId, client, paymentId } = await aBegunPayment()
    await updateJobStatus(jobId, { status: 'Cancelled' }, client)
    await runToEnd(expirePayments)
    expect(await statusOf(paymentId)).toBe('Expired')
  })

  it('is captured instead if it was paid a moment before', async () => {
    const { paymentId, reference } = await aBegunPayment()
    fawry.its.webhooks.hold()
    await fawry.its.pay(reference, 'paid').catch(() => undefined)
    pass(25 * HOUR)
    await runToEnd(expirePayments)
    expect(['Held', 'Refunded']).toContain(await statusOf(paymentId))
    await fawry.its.webhooks.release()
    await runToEnd(sendRefunds)
    expect(await statusOf(paymentId)).toBe('Refunded') // its hire had expired
  })
})

describe('a refund', () => {
  async function aRefund() {
    const paid = await aBegunPayment()
    await fawry.its.pay(paid.reference, 'paid')
    await updateJobStatus(paid.jobId, { status: 'Cancelled' }, paid.client)
    const refund = await Refund.findOne({ payment: paid.paymentId }).lean().orFail()
    return { ...paid, refundId: idOf<'Refund'>(refund._id) }
  }
  const refundOf = (id: string) => Refund.findById(id).lean().orFail()

  it('is sent through the gateway once, and the gateway’s account is balanced then', async () => {
    const { paymentId, refundId } = await aRefund()
    await runToEnd(sendRefunds)
    await runToEnd(sendRefunds)
    expect(await refundOf(refundId)).toMatchObject({ status: 'Confirmed', amount: PRICE })
    expect(await statusOf(paymentId)).toBe('Refunded')
    expect(await Journal.countDocuments({ key: `refund-paid:${refundId}` })).toBe(1)
  })

  it('is queried if its response was lost, and not paid twice', async () => {
    const { paymentId, refundId, reference } = await aRefund()
    fawry.its.loseNextAnswer()
    await runToEnd(sendRefunds)
    expect((await refundOf(refundId)).status).toBe('Unknown')
    pass(HOUR)
    await runToEnd(sendRefunds)
    await fawry.its.settled()
    expect(await statusOf(paymentId)).toBe('Refunded')
    const order = fawry.its.orders().find((one) => JSON.stringify(one).includes(reference))
    expect(JSON.stringify(order)).toContain('REFUNDED')
  })

  it('is paid manually to an account that the client names, if the gateway refuses it', async () => {
    const { refundId, client, paymentId } = await aRefund()
    fawry.its.refuseRefunds()
    await runToEnd(sendRefunds)
    fawry.its.refuseRefunds(false)
    expect((await refundOf(refundId)).status).toBe('Refused')
    const account = { kind: 'mobileWallet' as const, phone: '+201001234567' }
    await expect(nameRefundAccount(refundId as RefundId, account, (await aClient()).id)).rejects.toThrow(
      'REFUND_NOT_FOUND',
    )
    expect(await nameRefundAccount(refundId as RefundId, account, client.id)).toMatchObject({
      status: 'ByHand',
    })
    await requestRefundPayouts()
    await gatherPayouts()
    const payout = await Payout.findOne({ refund: refundId }).lean().orFail()
    const bank = { outcome: 'paid' as const, reference: 'B-1' }
    await settleManually(idOf<'Payout'>(payout._id), bank, (await anAdmin()).id)
    expect(await statusOf(paymentId)).toBe('Refunded')
    expect((await listRefunds({ page: 1, limit: 10 }, client.id)).data).toMatchObject([
      { status: 'Confirmed' },
    ])
  })

  it('leaves the accounts balanced: a gateway holds nothing that is not owed to somebody', async () => {
    const sums = await Journal.aggregate<{ total: number }>([
      { $unwind: '$postings' },
      { $match: { 'postings.account': /^(gateway|escrow|refund):/ } },
      { $group: { _id: null, total: { $sum: '$postings.amount' } } },
    ])
    expect(sums[0]?.total ?? 0).toBe(0)
    expect(clearingAt('Fawry')).toBe('gateway:Fawry')
  })
})
