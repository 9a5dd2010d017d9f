import { expect, it } from 'vitest'
import { Payment } from '#lib/model/payment.model.ts'
import { handleWebhook } from '#lib/payments/handle-webhook.ts'
import { initiatePayment } from '#lib/payments/initiate-payment.ts'
import { realTime } from '#lib/platform/clock.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aFawry, aStripe } from '#lib/testing/payment-gateways.ts'
import { randomOf } from '#lib/testing/random.ts'
import { fingerprint } from '#lib/testing/samples.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

aDatabase()
const fawry = aFawry()
const stripe = aStripe()
const SEED = Number(process.env.FORGERY_SEED ?? 20_261_123)
const EACH = 2_500
const random = randomOf(SEED)
const oneOf = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T

/** The fields that Fawry signs (server notifications, version 2), and the signature itself. */
const SIGNED = [
  'fawryRefNumber',
  'merchantRefNumber',
  'paymentAmount',
  'orderAmount',
  'orderStatus',
  'paymentMethod',
  'messageSignature',
]

const changed = (value: unknown): unknown => {
  if (typeof value === 'number') return value + oneOf([1, -1, 0.01, 1_000_000])
  const text = String(value)
  const at = Math.floor(random() * text.length)
  return oneOf([
    text.slice(0, at) + text.slice(at + 1),
    `${text.slice(0, at)}7x${text.slice(at + 1)}`,
    '',
    null,
  ])
}

/** A genuine message with one field changed or removed. */
function tampered(genuine: Readonly<Record<string, unknown>>): Buffer {
  const field = oneOf(SIGNED)
  const { [field]: was, ...rest } = genuine
  return Buffer.from(JSON.stringify(random() < 0.2 ? rest : { ...genuine, [field]: changed(was) }))
}

/** The bytes of a message with one byte changed, each in turn. A signature over the raw bytes detects it. */
function withOneByteChanged(body: string, turn: number): Buffer {
  const bytes = Buffer.from(body)
  const at = turn % bytes.length
  bytes[at] = (bytes[at] ?? 0) ^ (1 + Math.floor(random() * 127))
  return bytes
}

it(
  `${2 * EACH} tampered messages, FORGERY_SEED=${SEED}, are refused and change nothing`,
  async () => {
    // Prepare
    const [byFawry, byStripe] = [
      await aHiredJob({ paymentType: 'Escrow' }),
      await aHiredJob({ paymentType: 'Escrow' }),
    ]
    const { payment } = await initiatePayment({ jobId: byFawry.jobId, gateway: 'Fawry' }, byFawry.client)
    const begun = await initiatePayment({ jobId: byStripe.jobId, gateway: 'Stripe' }, byStripe.client)
    const { gatewayPaymentId } = await Payment.findById(begun.payment.id).lean().orFail()
    await Promise.all([fawry.its.settled(), stripe.its.settled()])
    const intent = stripe.its.records.intents.get(gatewayPaymentId ?? '')
    const paid = { ...intent, status: 'succeeded', amount_received: intent?.amount }
    const before = await fingerprint()
    // Act
    const outcomes: string[] = []
    // ends in 7: a time of which `7x` became the end is read as the true one by the SDK
    const signedAt = Math.floor(realTime().getTime() / 10_000) * 10 - 3
    const send = async (raw: Buffer, headers: Readonly<Record<string, string>>) =>
      outcomes.push(await handleWebhook(raw, headers).catch((error: Error) => error.message))
    for (let n = 0; n < EACH; n += 1) {
      await send(tampered(fawry.its.webhook(payment.reference, 'PAID')), {})
      const { body, header } = stripe.its.sign('payment_intent.succeeded', paid, signedAt)
      const isHeaderTampered = random() < 0.3
      await send(isHeaderTampered ? Buffer.from(body) : withOneByteChanged(body, n), {
        'stripe-signature': isHeaderTampered ? String(changed(header)) : header,
      })
    }
    // Assess
    expect(outcomes.filter((outcome) => outcome !== 'BAD_SIGNATURE')).toEqual([])
    expect(await fingerprint()).toBe(before)
    // the genuine ones are applied
    await stripe.its.pay(gatewayPaymentId ?? '', 'paid')
    await fawry.its.pay(payment.reference, 'paid')
    expect(await Payment.countDocuments({ status: 'Held' })).toBe(2)
  },
  timeLimit(5_000),
)
