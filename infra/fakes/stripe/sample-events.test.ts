import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readSample } from '#infra/local/sample-event.ts'
import { stripeGateway } from '#lib/gateways/payments/stripe/stripe.ts'
import type { HttpEvent } from '#lib/lambda/http/http-event.ts'
import { handleWebhook } from '#lib/payments/handle-webhook.ts'
import { theDemoScene } from '#lib/testing/samples.ts'

theDemoScene()

const folder = new URL('../../../events/stripe/', import.meta.url)
const expected = {
  'account-updated.json': { kind: 'payoutAccount', accountId: 'acct_sample00000001', ready: true },
  'charged-back.json': { kind: 'chargedBack', amount: 58_055 },
  'chargeback-lost.json': { kind: 'chargebackLost', amount: 58_055 },
  'chargeback-reversed.json': { kind: 'chargebackReversed' },
  'paid.json': { kind: 'paid', amount: 58_055 },
  'payment-canceled.json': { kind: 'cancelled' },
  'payment-failed.json': { kind: 'failed' },
  'refund-failed.json': { kind: 'refundFailed' },
  'refunded.json': { kind: 'refunded' },
}

describe('the sample events of Stripe', () => {
  it.each(Object.entries(expected))('%s is signed when it is sent, and understood', async (file, content) => {
    // Prepare
    const event = (await readSample(readFileSync(new URL(file, folder), 'utf8'))) as HttpEvent
    const raw = Buffer.from(event.body ?? '')
    // Act
    const read = await stripeGateway.readEvent(raw, event.headers)
    // Assess
    expect(read.content).toMatchObject(content)
    expect(event.routeKey).toBe('POST /api/payments/webhook')
    expect(await handleWebhook(raw, event.headers)).toBe('')
  })

  it('are all tested', () => {
    // Assess
    expect(readdirSync(folder).toSorted()).toEqual(Object.keys(expected).toSorted())
  })
})
