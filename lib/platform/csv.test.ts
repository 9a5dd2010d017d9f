import { describe, expect, it } from 'vitest'
import { type Cell, toCsv } from '#lib/platform/csv.ts'

const cell = (value: Cell): string => toCsv([[value]]).slice(1, -2)

describe('a table for spreadsheets', () => {
  it('begins with a byte order mark, so that Arabic is read correctly, and ends its lines as RFC 4180 says', () => {
    expect(
      toCsv([
        ['اسم', 'b'],
        [1, null],
      ]),
    ).toBe('\uFEFF"اسم","b"\r\n1,\r\n')
  })

  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    ' =1',
    '\t=1',
    '\r\n=1',
    '|calc',
    '%0',
    '＝1',
    '＋1',
    '－1',
    '＠x',
  ])('does not let text run as a formula: %j', (text) => {
    expect(cell(text)).toMatch(/^"'/)
  })

  it.each([
    ['say "hi"', '"say ""hi"""'],
    ['a,b;c', '"a,b;c"'],
    ['two\nlines', '"two lines"'],
    ['', '""'],
    ['حسن', '"حسن"'],
  ])('quotes %j', (text, written) => {
    expect(cell(text)).toBe(written)
  })

  it.each([
    [0, '0.00'],
    [5, '0.05'],
    [-5, '-0.05'],
    [100, '1.00'],
    [-123_45, '-123.45'],
    [100_000_000, '1000000.00'],
  ])('writes %i piastres as %s pounds', (piastres, pounds) => {
    expect(cell({ piastres })).toBe(pounds)
  })
})
