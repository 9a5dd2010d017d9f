import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAdult, readNationalId } from '#lib/verification/read-national-id.ts'

const GOVERNORATES = [...Array.from({ length: 35 }, (_, i) => i + 1), 88]
const numberOf = (date: string, governorate: number, rest = '12345') =>
  `${date.startsWith('19') ? '2' : '3'}${date.slice(2).replaceAll('-', '')}${String(governorate).padStart(2, '0')}${rest}`

const day = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10))

describe('a national ID number', () => {
  it('is read for every day of two centuries, in every governorate, in the digits of any script', () => {
    const zeros = [...'0٠۰०๐０']
    fc.assert(
      fc.property(
        day,
        fc.constantFrom(...GOVERNORATES),
        fc.constantFrom(...zeros),
        (bornOn, governorate, zero) => {
          const number = numberOf(bornOn, governorate)
          const written = number.replace(/\d/g, (digit) =>
            String.fromCodePoint((zero.codePointAt(0) ?? 0) + Number(digit)),
          )
          expect(readNationalId(written)).toEqual({ number, bornOn })
        },
      ),
      { seed: 20_261_126 },
    )
  })

  it.each(['2 900101 01 12345', '2-900101-01-12345', ' 29001010112345\u200f', '290.0101.01.12345'])(
    'is read as people write it (%j)',
    (written) => expect(readNationalId(written)?.number).toBe('29001010112345'),
  )

  it.each([0, 36, 40, 50, 87, 89, 99])('is refused with the governorate %i', (governorate) => {
    expect(readNationalId(numberOf('1990-01-01', governorate))).toBeNull()
  })

  it.each([
    '1990-02-30',
    '1990-02-29',
    '1900-02-29', // no leap year
    '1990-04-31',
    '1990-13-01',
    '1990-00-10',
    '1990-01-00',
    '1990-01-32',
  ])('is refused for %s, which no calendar has', (bornOn) => {
    expect(readNationalId(numberOf(bornOn, 1))).toBeNull()
  })

  it('is read for 29 February of a leap year', () => {
    expect(readNationalId(numberOf('2000-02-29', 1))?.bornOn).toBe('2000-02-29')
    expect(readNationalId(numberOf('1996-02-29', 1))?.bornOn).toBe('1996-02-29')
  })

  it.each([
    '19001010112345', // century 1
    '49001010112345',
    '2900101011234',
    '290010101123456',
    '2900101011234x',
    '２９００１０１０１１２３４',
    '',
    'not a number',
    '2900101/0112345',
  ])('is refused as %j', (written) => expect(readNationalId(written)).toBeNull())
})

describe('18 years', () => {
  it.each([
    ['2008-11-26', '2026-11-25', false],
    ['2008-11-26', '2026-11-26', true],
    ['2008-02-29', '2026-02-28', false],
    ['2008-02-29', '2026-03-01', true],
    ['2099-01-01', '2026-11-26', false],
    ['1900-01-01', '2026-11-26', true],
  ])('somebody born on %s has on %s: %s', (bornOn, today, adult) => {
    expect(isAdult(bornOn, today)).toBe(adult)
  })
})
