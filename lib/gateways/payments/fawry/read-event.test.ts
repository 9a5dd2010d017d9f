import { createHash, createHmac } from 'node:crypto'
import * as fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { startFawryFake } from '#infra/fakes/fawry/fawry.ts'
import { orderSignature } from '#infra/fakes/fawry/signatures.ts'
import { fawryGateway } from '#lib/gateways/payments/fawry/fawry.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { type LogLine, sendLogsTo } from '#lib/platform/logger.ts'
import { aFake } from '#lib/testing/fakes.ts'

const KEY = 'fawry_secure_key'
aFake(() => startFawryFake({ secureKey: KEY }))

let lines: LogLine[] = []
sendLogsTo((line) => void lines.push(line))
afterEach(() => {
  lines = []
})

type Message = Readonly<Record<string, unknown>>

const paid = {
  requestId: 'c72827d084ea4b88949d91dd2db4996e',
  fawryRefNumber: '970177',
  merchantRefNumber: '9708F1CEA8B5426CB579',
  customerMobile: '01012345678',
  paymentAmount: 152.0,
  orderAmount: 150.0,
  fawryFees: 2.0,
  orderStatus: 'PAID',
  paymentMethod: 'PAYATFAWRY',
  paymentRefrenceNumber: '24480',
}

const signed = (message: Message, key = KEY): Message => ({
  ...message,
  messageSignature: orderSignature(message, key),
})
const read = (message: Message | string) =>
  fawryGateway.readEvent(Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)), {})

describe('a webhook of Fawry', () => {
  it('has our reference and the requested amount, without the payer’s fees', async () => {
    // Act
    const event = await read(signed(paid))
    // Assess
    expect(event).toEqual({
      gateway: 'Fawry',
      key: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      reference: paid.merchantRefNumber,
      gatewayPaymentId: '970177',
      content: { kind: 'paid', amount: 15_000 },
    })
  })

  it('has the amount that was received if it is less than requested', async () => {
    // Act
    const { content } = await read(signed({ ...paid, paymentAmount: 149.99 }))
    // Assess
    expect(content).toEqual({ kind: 'paid', amount: 14_999 })
  })

  it.each([
    ['NEW', { kind: 'other', type: 'NEW' }],
    ['UNPAID', { kind: 'other', type: 'UNPAID' }],
    ['DELIVERED', { kind: 'paid', amount: 15_000 }],
    ['EXPIRED', { kind: 'expired' }],
    ['CANCELED', { kind: 'cancelled' }],
    ['CANCELLED', { kind: 'cancelled' }],
    ['FAILED', { kind: 'failed' }],
    ['FAILD', { kind: 'failed' }],
    ['REFUNDED', { kind: 'refunded', refundId: null, whole: true }],
    ['PARTIAL_REFUNDED', { kind: 'refunded', refundId: null, whole: false }],
    ['ON_HOLD', { kind: 'other', type: 'ON_HOLD' }],
    ['constructor', { kind: 'other', type: 'constructor' }],
  ])('with the status %s is read as %o', async (orderStatus, content) => {
    // Act
    const event = await read(signed({ ...paid, orderStatus }))
    // Assess
    expect(event.content).toEqual(content)
  })

  it('with an unknown status is logged as an error, and with a known one is not', async () => {
    // Act
    await read(signed(paid))
    await read(signed({ ...paid, orderStatus: 'ON_HOLD' }))
    // Assess
    expect(lines).toMatchObject([{ level: 'error', event: 'ON_HOLD' }])
    expect(JSON.stringify(lines)).not.toContain(paid.customerMobile)
  })

  it('has the same key when it comes again, whatever its unsigned fields are', async () => {
    // Act
    const [one, two, other] = await Promise.all([
      read(signed(paid)),
      read(
        signed({ ...paid, requestId: 'another', customerMobile: '0', fawryFees: 99, orderAmount: '150.0' }),
      ),
      read(signed({ ...paid, orderStatus: 'REFUNDED' })),
    ])
    // Assess
    expect(two).toEqual(one)
    expect(other.key).not.toBe(one.key)
  })
})

describe('a webhook in a form that public code gets wrong', () => {
  it('is refused: a published example whose signature covers an empty merchant reference', async () => {
    // Prepare
    const message = {
      fawryRefNumber: '970177',
      merchantRefNum: '9708f1cea8b5426cb57922df51b7f790',
      merchantRefNumber: '9708f1cea8b5426cb57922df51b7f790',
      paymentAmount: 152.0,
      orderAmount: 150.0,
      orderStatus: 'NEW',
      paymentMethod: 'PAYATFAWRY',
      messageSignature: 'b0175565323e464b01dc9407160368af5568196997fb6e379374a4f4fbbcf587',
    }
    const { merchantRefNumber: _, ...without } = message
    // Assess
    await expect(read(message)).rejects.toThrow('BAD_SIGNATURE')
    await expect(read(without)).rejects.toThrow('BAD_SIGNATURE')
    await expect(read({ ...message, merchantRefNumber: '' })).rejects.toThrow('BAD_SIGNATURE')
  })

  it.each(['paymentRefrenceNumber', 'paymentReferenceNumber'])(
    'is accepted: the payment’s number is read as %s',
    async (name) => {
      // Prepare
      const { paymentRefrenceNumber, ...rest } = signed(paid)
      // Act
      const { key } = await read({ ...rest, [name]: paymentRefrenceNumber })
      // Assess
      expect(key).toBe((await read(signed(paid))).key)
    },
  )

  it('is accepted: if both spellings are present, Fawry’s own counts', async () => {
    // Assess
    expect(await read({ ...signed(paid), paymentReferenceNumber: '1' })).toMatchObject({
      content: { kind: 'paid' },
    })
    await expect(
      read({ ...signed(paid), paymentRefrenceNumber: '1', paymentReferenceNumber: '24480' }),
    ).rejects.toThrow('BAD_SIGNATURE')
  })

  it.each([
    [840, '840.00'],
    ['840.0', '840.00'],
    [840.5, '840.50'],
    [19.9, '19.90'],
  ])('is accepted: an amount of %s is signed as %s', async (orderAmount, text) => {
    // Prepare
    const message = { ...paid, orderAmount, paymentAmount: orderAmount }
    expect(orderSignature({ ...message, orderAmount: text, paymentAmount: text }, KEY)).toBe(
      orderSignature(message, KEY),
    )
    // Assess
    expect(await read(signed(message))).toMatchObject({
      content: { amount: Math.round(Number(orderAmount) * 100) },
    })
  })

  it.each([1.005, '1.005', '1e2', -1, null, [], '152,00'])(
    'is refused: an amount of %j',
    async (orderAmount) => {
      // Assess
      await expect(read(signed({ ...paid, orderAmount }))).rejects.toThrow('BAD_SIGNATURE')
    },
  )

  it('is accepted: a method that we did not request, and no payment number on PAID', async () => {
    // Prepare
    const { paymentRefrenceNumber: _, ...rest } = paid
    // Act
    const event = await read(
      signed({ ...rest, paymentMethod: 'Mobile Wallet', merchantRefNumber: '952897339548.1' }),
    )
    // Assess
    expect(event).toMatchObject({ content: { kind: 'paid' }, reference: '952897339548.1' })
  })

  it('is refused: an HMAC, sorted values, the merchant code or the key in front', async () => {
    // Prepare
    const values = [
      paid.fawryRefNumber,
      paid.merchantRefNumber,
      '152.00',
      '150.00',
      paid.orderStatus,
      paid.paymentMethod,
      paid.paymentRefrenceNumber,
    ]
    const sha256 = (...parts: string[]) => createHash('sha256').update(parts.join('')).digest('hex')
    const right = sha256(...values, KEY)
    const wrong = [
      createHmac('sha256', KEY).update(values.join('')).digest('hex'),
      sha256(...values.toSorted(), KEY),
      sha256('merchant_code', ...values, KEY),
      sha256(KEY, ...values),
    ]
    // Assess
    expect(await read({ ...paid, messageSignature: right })).toMatchObject({ content: { kind: 'paid' } })
    for (const messageSignature of wrong) {
      await expect(read({ ...paid, messageSignature })).rejects.toThrow('BAD_SIGNATURE')
    }
  })

  it('is refused: version 1, with its MD5, in a query or in a body', async () => {
    // Prepare
    const first = 'MerchantRefNo=1&FawryRefNo=2&OrderStatus=PAID&Amount=150.00&MessageSignature=0'
    // Assess
    await expect(read(first)).rejects.toThrow('BAD_SIGNATURE')
    await expect(read(Object.fromEntries(new URLSearchParams(first)))).rejects.toThrow('BAD_SIGNATURE')
    await expect(read('')).rejects.toThrow('BAD_SIGNATURE')
  })

  it('does not share its key with messages in which characters moved from one value to the next', async () => {
    // Prepare: the signed values have no separators, so these messages have the same signature
    const { messageSignature } = signed(paid)
    const moved = [
      { fawryRefNumber: '9701779', merchantRefNumber: '708F1CEA8B5426CB579' },
      { fawryRefNumber: '97017', merchantRefNumber: '79708F1CEA8B5426CB579' },
      { orderStatus: 'PAIDP', paymentMethod: 'AYATFAWRY' },
      { orderStatus: 'PAI', paymentMethod: 'DPAYATFAWRY' },
    ].map((change) => ({ ...paid, ...change, messageSignature }))
    // Act
    const original = await read(signed(paid))
    const events = await Promise.all(moved.map(read))
    const movedAtTheEnd = await read({
      ...paid,
      paymentMethod: 'PAYATFAWRY2',
      paymentRefrenceNumber: '4480',
      messageSignature,
    })
    // Assess
    for (const { key, reference, content } of events) {
      expect(key).not.toBe(original.key)
      expect(reference === original.reference && content.kind === 'paid').toBe(false)
    }
    expect(movedAtTheEnd).toEqual(original)
  })
})

const text = fc.stringMatching(/^[0-9A-Z]{20}$/)
const digits = fc.stringMatching(/^[1-9]\d{4,9}$/)
const amount = fc.integer({ min: 100, max: 100_000_000 })
const messages = fc
  .record({
    fawryRefNumber: digits,
    merchantRefNumber: text,
    orderAmount: amount,
    fees: fc.integer({ min: 0, max: 5_000 }),
    orderStatus: fc.constantFrom(
      'NEW',
      'PAID',
      'EXPIRED',
      'CANCELED',
      'FAILED',
      'REFUNDED',
      'PARTIAL_REFUNDED',
    ),
    paymentMethod: fc.constantFrom('PAYATFAWRY', 'CARD', 'Mobile Wallet'),
    paymentRefrenceNumber: digits,
  })
  .map(({ fees, orderAmount, ...rest }) => ({
    ...rest,
    orderAmount: orderAmount / 100,
    paymentAmount: (orderAmount + fees) / 100,
  }))
const FIELDS = [
  'fawryRefNumber',
  'merchantRefNumber',
  'paymentAmount',
  'orderAmount',
  'orderStatus',
  'paymentMethod',
  'paymentRefrenceNumber',
  'messageSignature',
] as const
const field = fc.constantFrom(...FIELDS)

type Tamper = (message: Message) => Message | string
const tampers: fc.Arbitrary<Tamper> = fc.oneof(
  fc
    .tuple(field, fc.oneof(text, digits, fc.constantFrom('PAID', 'REFUNDED', '', null), amount))
    .map(([name, value]) => (message: Message) => ({ ...message, [name]: value })),
  field.map(
    (name): Tamper =>
      (message) =>
        Object.fromEntries(Object.entries(message).filter(([each]) => each !== name)),
  ),
  fc.integer({ min: 1, max: 300 }).map(
    (count): Tamper =>
      (message) =>
        JSON.stringify(message).slice(0, -count),
  ),
  fc
    .tuple(field, field)
    .map(([one, two]): Tamper => (message) => ({ ...message, [one]: message[two], [two]: message[one] })),
  fc
    .tuple(field, fc.nat(), fc.stringMatching(/^[0-9A-Za-z]$/))
    .map(([name, at, letter]): Tamper => (message) => {
      const value = String(message[name])
      const place = at % value.length
      return { ...message, [name]: value.slice(0, place) + letter + value.slice(place + 1) }
    }),
  fc.stringMatching(/^[a-z]{5,20}$/).map(
    (key): Tamper =>
      (message) =>
        signed(message, key),
  ),
)

describe('a thousand random webhooks', () => {
  const seed = Number(process.env.FAWRY_SEED ?? 20_261_123)

  it(`are read as they were signed, and refused once anything was changed (seed ${seed})`, async () => {
    const signedPart = (message: Message | string) =>
      typeof message === 'string'
        ? message
        : JSON.stringify([orderSignature(message, ''), String(message.messageSignature).toLowerCase()])
    let refused = 0
    await fc.assert(
      fc.asyncProperty(messages, tampers, async (message, tamper) => {
        // Prepare
        const good = signed(message)
        const bad = tamper(good)
        fc.pre(signedPart(bad) !== signedPart(good)) // at least one signed value changed
        // Act
        const event = await read(good)
        // Assess
        expect(event.reference).toBe(message.merchantRefNumber)
        if (event.content.kind === 'paid') {
          expect(event.content.amount).toBe(Math.round(message.orderAmount * 100))
        }
        await expect(read(bad)).rejects.toThrow('BAD_SIGNATURE')
        refused++
      }),
      { seed, numRuns: 1_000 },
    )
    expect(refused).toBe(1_000)
  })

  it('are refused with a wrong key', async () => {
    // Prepare
    const { FAWRY_SECURE_KEY } = process.env
    process.env.FAWRY_SECURE_KEY = 'another_key'
    forgetConfig()
    // Act
    const event = read(signed(paid))
    // Assess
    await expect(event).rejects.toThrow('BAD_SIGNATURE')
    process.env.FAWRY_SECURE_KEY = FAWRY_SECURE_KEY
    forgetConfig()
  })
})
