import { describe, expect, it } from 'vitest'
import { paymentRoutes } from '#functions/payments/payments.routes.ts'
import type { HttpResult } from '#lib/lambda/http/http-event.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { confirmRefund } from '#lib/payments/confirm-refund.ts'
import { payGoodwill } from '#lib/payments/pay-goodwill.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { call, handlerOf } from '#lib/testing/call.ts'
import { aConfirmedJob, aHiredJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aPendingPayment } from '#lib/testing/payments.ts'
import { aClient, aCraftsman, anAdmin, type Somebody } from '#lib/testing/people.ts'

aDatabase()

const get = (as: Somebody, paymentId: string) => call(paymentRoutes.getReceipt, { as, params: { paymentId } })

/** The receipt as a browser asks for it. */
async function pageFor({ token }: Somebody, paymentId: string, language?: string): Promise<HttpResult> {
  const handler = await handlerOf(paymentRoutes.getReceipt)
  const headers = { accept: 'text/html', authorization: `Bearer ${token}` }
  const event = {
    headers: { ...headers, ...(language && { 'accept-language': language }) },
    pathParameters: { paymentId },
    requestContext: { requestId: 'r', http: { sourceIp: '127.0.0.1' } },
  }
  return handler(event as never, { awsRequestId: 'r' })
}

async function aPaidPayment(title = 'A leaking tap') {
  const client = await aClient({ firstName: 'منى', lastName: 'عادل', locale: 'ar' })
  const craftsman = await aCraftsman({ firstName: 'Karim', lastName: 'Said' })
  const done = await aConfirmedJob({ paymentType: 'Escrow', price: 58_055, client, craftsman, title })
  const payment = await Payment.findOne({ contract: objectId(done.contractId) })
    .lean()
    .orFail()
  return { ...done, paymentId: payment._id.toHexString(), reference: payment.reference }
}

describe('a receipt', () => {
  it('says what was paid, for what, and what came back since', async () => {
    // Prepare
    const { client, contractId, jobId, paymentId, reference } = await aPaidPayment()
    const { id: admin } = await anAdmin()
    for (const clientAmount of [5_000, 8_055].map(asPiastres)) {
      await payGoodwill(contractId, { clientAmount, note: 'It was late' }, admin)
    }
    const first = await Refund.findOne({ amount: 5_000 }).lean().orFail()
    await inTransaction(async (tx) => void (await confirmRefund(tx, first)))
    // Act
    const { body } = await get(client, paymentId)
    // Assess
    expect(body).toMatchObject({
      number: reference,
      payer: 'منى عادل',
      purpose: 'Job',
      job: { id: jobId, title: 'A leaking tap', craftsman: 'Karim Said' },
      amount: 58_055,
      refunds: [
        { amount: 5_000, status: 'Confirmed' },
        { amount: 8_055, status: 'Requested' },
      ],
      refunded: 5_000,
      total: 53_055,
    })
  })

  it('counts what arrived, and what the gateway gave back without our order', async () => {
    // Prepare
    const { client, paymentId } = await aPaidPayment()
    const refundsElsewhere = [
      { id: 're_1', amount: 60_000 },
      { id: 're_2', amount: 0 }, // it failed
    ]
    const arrived = { received: 100_000, takenBack: 60_000, refundsElsewhere }
    await Payment.updateOne({ _id: paymentId }, { $set: arrived })
    // Act
    const { body } = await get(client, paymentId)
    // Assess
    expect(body).toMatchObject({ amount: 100_000, refunded: 60_000, total: 40_000 })
    expect(body.refunds).toMatchObject([{ amount: 60_000, status: 'Confirmed' }])
  })

  it('is a page to print in the language of its payer, or in the one that is asked for', async () => {
    // Prepare
    const { client, paymentId, reference } = await aPaidPayment('<b>Tap</b> & "more"')
    // Act
    const [own, english] = [await pageFor(client, paymentId), await pageFor(client, paymentId, 'en')]
    // Assess
    expect(own.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': /^default-src 'none'; style-src 'unsafe-inline'/,
    })
    expect(own.body).toMatch(/<html lang="ar" dir="rtl">.*إيصال دفع.*منى عادل.*٥٨٠٫٥٥/s)
    expect(own.body).toContain(reference)
    expect(english.body).toMatch(/<html lang="en" dir="ltr">.*Receipt.*EGP\s?580\.55/s)
    for (const { body = '' } of [own, english]) {
      expect(body).not.toContain('<b>')
      expect(body).toContain('&#60;b&#62;Tap')
    }
  })

  it('shows on the page what came back as less, and the rest as the total', async () => {
    // Prepare
    const { client, contractId, paymentId } = await aPaidPayment()
    await payGoodwill(contractId, { clientAmount: asPiastres(5_000), note: 'Late' }, (await anAdmin()).id)
    const refund = await Refund.findOne({ payment: objectId(paymentId as never) })
      .lean()
      .orFail()
    await inTransaction(async (tx) => void (await confirmRefund(tx, refund)))
    // Act
    const { body = '' } = await pageFor(client, paymentId, 'en')
    // Assess
    expect(body).toMatch(/Refund[^<]*<.*-EGP\s?50\.00.*EGP\s?530\.55/s)
  })

  it('of a top-up has no job', async () => {
    const craftsman = await aCraftsman({ locale: 'en' })
    const at = clock()
    const { _id } = await Payment.create({
      purpose: 'TopUp',
      payer: objectId(craftsman.id),
      amount: 10_000,
      gateway: 'Fawry',
      method: 'reference',
      reference: 'B'.repeat(20),
      status: 'Released',
      expiresAt: at,
      capturedAt: at,
      createdAt: at,
      updatedAt: at,
    })
    const id = _id.toHexString()
    expect((await get(craftsman, id)).body).toMatchObject({ purpose: 'TopUp', job: null, total: 10_000 })
    expect((await pageFor(craftsman, id)).body).toMatch(/Wallet top-up.*Fawry, Fawry outlet/s)
  })

  it('is only for the payer, and only once the payment was received', async () => {
    const { paymentId, craftsman } = await aPaidPayment()
    expect((await get(await aClient(), paymentId)).status).toBe(404)
    expect((await get(craftsman, paymentId)).status).toBe(404)
    expect((await get(await anAdmin(), paymentId)).status).toBe(403)
    const { contractId, client } = await aHiredJob({ paymentType: 'Escrow' })
    const pending = await aPendingPayment(contractId)
    expect((await get(client, pending)).body.code).toBe('PAYMENT_NOT_RECEIVED')
    expect((await get(client, newId<'Payment'>())).status).toBe(404)
  })
})
