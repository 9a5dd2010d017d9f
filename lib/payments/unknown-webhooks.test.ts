import Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import { paymentRoutes } from '#functions/payments/payments.routes.ts'
import { ProcessedWebhook } from '#lib/model/processed-webhook.model.ts'
import { config } from '#lib/platform/config.ts'
import { call } from '#lib/testing/call.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aStripe } from '#lib/testing/payment-gateways.ts'

aDatabase()
aStripe()

const THIN = {
  id: 'evt_test_65Sthin',
  object: 'v2.core.event',
  type: 'v1.billing.meter.error_report_triggered',
  livemode: false,
  created: '2026-11-26T03:00:00.000Z',
  related_object: { id: 'mtr_test_1', type: 'billing.meter', url: '/v1/billing/meters/mtr_test_1' },
}

async function deliver(payload: string, secret?: string) {
  const { STRIPE_WEBHOOK_SECRET = '' } = await config('stripe')
  const header = Stripe.webhooks.generateTestHeaderString({
    payload,
    secret: secret ?? STRIPE_WEBHOOK_SECRET,
  })
  const { status, text } = await call(paymentRoutes.paymentWebhook, {
    body: payload,
    headers: { 'stripe-signature': header },
  })
  return { status, text }
}

describe('a message that Stripe signed and that is not about anything of ours', () => {
  it.each([
    ['an event of version 2', THIN],
    ['an event of version 2 of a live account', { ...THIN, id: 'evt_2', livemode: true }],
    ['a notification of an account of version 2', { ...THIN, id: 'evt_3', type: 'v2.core.account.updated' }],
    ['an event without data', { id: 'evt_4', object: 'event', type: 'ping', livemode: false }],
    ['an object without an id', { object: 'v2.core.event', type: 'v2.money_management.adjustment.created' }],
    ['a list', []],
  ])('is acknowledged, once and again: %s', async (_what, message) => {
    // Prepare
    const before = await ProcessedWebhook.countDocuments()
    const payload = JSON.stringify(message)
    // Act
    const answers = [await deliver(payload), await deliver(payload)]
    // Assess
    expect(answers).toEqual([
      { status: 200, text: '' },
      { status: 200, text: '' },
    ])
    expect(await ProcessedWebhook.countDocuments()).toBe(before + 1)
  })

  it('is refused all the same without a right signature', async () => {
    const before = await ProcessedWebhook.countDocuments()
    const { status } = await deliver(JSON.stringify({ ...THIN, id: 'evt_5' }), 'whsec_another')
    expect(status).toBe(400)
    expect(await ProcessedWebhook.countDocuments()).toBe(before)
  })
})
