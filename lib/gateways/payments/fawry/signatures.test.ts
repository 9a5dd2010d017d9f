import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { fromEgp, toEgp } from '#lib/gateways/payments/fawry/amounts.ts'
import {
  isSignature,
  signCancel,
  signCharge,
  signChargeAnswer,
  signInit,
  signOrder,
  signRefund,
  signStatus,
} from '#lib/gateways/payments/fawry/signatures.ts'
import { asPiastres } from '#lib/platform/piastres.ts'

const merchant = { code: 'merchant_code', key: 'fawry_secure_key' }
const reference = '23124654641'
const profile = '777777'
const returnUrl = 'https://example.com/pay/return'
const amount = asPiastres(58_055)
const theOrder = {
  fawryReference: '970177',
  reference: '9708f1cea8b5426cb57922df51b7f790',
  paidAmount: asPiastres(15_200),
  orderAmount: asPiastres(15_000),
  method: 'PAYATFAWRY',
}

describe('the signature of a call', () => {
  const published = {
    reference: 'io5jxf3jp27kfh8m719arcqgw7izo7db',
    profile: 'ocvsydvbu2gcp528wvl64i9z5srdalg5',
  }

  it.each([
    // published by an SDK for Fawry
    [
      'a charge by reference',
      signCharge(merchant, { ...published, method: 'PAYATFAWRY', amount: asPiastres(2_050) }),
      '68a1ff1e7189137f1b3c98784399b3adc49bd644d159593a8ed2fc70a810bd7b',
    ],
    [
      'a status query',
      signStatus(merchant, published.reference),
      '7ce8b004c8f18391c273d94c7b3adde7bfa85466104d61c238a27d64fed0d99a',
    ],
    [
      'a refund without a reason',
      signRefund(merchant, { fawryReference: '931337410', amount: asPiastres(2_050) }),
      '3ddbaf9457ed9b5f6e048e1775ff7eaccd477070e31cf28a90d879e8f9689323',
    ],
    // computed from the documented formulas
    [
      'the hosted page',
      signInit(merchant, {
        reference,
        profile,
        returnUrl,
        items: [{ itemId: 'JOB-1', quantity: 1, price: amount }],
      }),
      '13736b0f64405c6fae1ef56661dfd5bbe7d7495862627275ee3015270cd69a43',
    ],
    [
      'the hosted page with two items, in the order of their ids',
      signInit(merchant, {
        reference,
        returnUrl,
        items: [
          { itemId: 'b2', quantity: 3, price: asPiastres(7_525) },
          { itemId: 'a1', quantity: 2, price: asPiastres(5_000) },
        ],
      }),
      '317577e4fcad7d749bb8b2267ecb8b3503ead27cacad5d4cff6b58681cba2086',
    ],
    [
      'a charge by reference of a known payer',
      signCharge(merchant, { reference, profile, method: 'PAYATFAWRY', amount }),
      '56f71c931a8ec850c09c2a2a2d53cc81a6c9659e317d2d19fa6966ccfaa075f1',
    ],
    [
      'a charge that signs more values: number, year, month and code of a card, the return URL',
      signCharge(merchant, {
        reference,
        profile,
        method: 'PayUsingCC',
        amount,
        more: ['4242424242424242', '29', '05', '123', returnUrl],
      }),
      '51bd37553f57e9e9ba10aed0c3fda9a78385c46d39860926ff23025cf1fbd021',
    ],
    [
      'a charge of a wallet',
      signCharge(merchant, { reference, profile, method: 'MWALLET', amount, more: ['01012345678'] }),
      '08af9343d74bdcbe06aa4687a3b21492476f3b3f105b2b4821476decc5ad976c',
    ],
    [
      'a refund with a reason',
      signRefund(merchant, {
        fawryReference: '970177',
        amount: asPiastres(36_250),
        reason: 'Item not as described',
      }),
      '0bef9072410ac13dfd84310d729ce66273392343916822bd78627e01608372b2',
    ],
    [
      'a cancellation',
      signCancel(merchant, '970177', 'en-gb'),
      '1b5b14136a45f03ce3ac30a496d4b39c3a419b5c4cdbb887ceebd30a234fe3aa',
    ],
    [
      'a message about a new order',
      signOrder(merchant.key, { ...theOrder, status: 'NEW', paymentReference: '' }),
      'b8a6a2c80a4af71d531df07177a83cad18e0f7570bfd7351f5f56388d0bfe4e8',
    ],
    [
      'a message about a paid order',
      signOrder(merchant.key, { ...theOrder, status: 'PAID', paymentReference: '24480' }),
      '5e53ff2f27e54635a469102ed06d63bd87dc86102b60b412991a830fcafb142f',
    ],
  ])('matches the known value for %s', (_, signature, expected) => {
    // Assess
    expect(signature).toBe(expected)
  })

  it('matches the formula for the answer to a charge', () => {
    // Act
    const signature = signChargeAnswer(merchant.key, {
      ...theOrder,
      status: 'NEW',
      fees: asPiastres(200),
      shipping: null,
      authNumber: '',
      email: 'mona@example.com',
      phone: '01012345678',
    })
    // Assess
    expect(signature).toBe(
      sha256(
        '9701779708f1cea8b5426cb57922df51b7f790152.00150.00NEWPAYATFAWRY2.00mona@example.com01012345678fawry_secure_key',
      ),
    )
  })
})

describe('a given signature', () => {
  const right = signStatus(merchant, reference)

  it('is accepted in capitals too', () => {
    // Assess
    expect(isSignature(right.toUpperCase(), right)).toBe(true)
  })

  it.each([
    undefined,
    null,
    7,
    '',
    right.slice(1),
    `${right}0`,
    right.replace(/^./, 'g'),
    { toString: () => right },
  ])('is refused as %s', (given) => {
    // Assess
    expect(isSignature(given, right)).toBe(false)
  })
})

describe('an amount', () => {
  it.each([
    [0, '0.00'],
    [5, '0.05'],
    [58_055, '580.55'],
    [100_000_000, '1000000.00'],
  ])('of %i piastres is written as %s and read again', (piastres, egp) => {
    // Assess
    expect(toEgp(asPiastres(piastres))).toBe(egp)
    expect(fromEgp(egp)).toBe(piastres)
    expect(fromEgp(Number(egp))).toBe(piastres)
  })

  it('up to EGP 2,000 is read as it was written, as a number in JSON too', () => {
    // Act
    const wrong = Array.from({ length: 200_000 }, (_, i) => asPiastres(i)).filter(
      (i) => fromEgp(JSON.parse(JSON.stringify(Number(toEgp(i))))) !== i,
    )
    // Assess
    expect(wrong).toEqual([])
  })

  it.each([840, 840.0, '840', '840.0', '840.00', '840.000', ' 840 '])('of %s is read as EGP 840', (text) => {
    // Assess
    expect(fromEgp(text)).toBe(84_000)
  })

  it.each([
    1.005,
    '1.005',
    '1e3',
    '-5',
    -5,
    '1,000',
    '',
    '.5',
    '5.',
    NaN,
    null,
    undefined,
    true,
    {},
    ['5'],
    '٥',
  ])('is not read from %s', (text) => {
    // Assess
    expect(fromEgp(text)).toBe(null)
  })

  it('below zero or with a fraction of a piastre is never written', () => {
    // Assess
    expect(() => toEgp(asPiastres(-1))).toThrow(RangeError)
    expect(() => asPiastres(0.5)).toThrow(RangeError)
  })
})

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
