import { describe, expect, it } from 'vitest'
import { coverContacts } from '#lib/contact-masking/cover-contacts.ts'

const TRIES = 3_000

/** The same texts at every run: chosen by a generator with a fixed beginning. */
function chooser(beginning: number) {
  let state = beginning
  const below = (limit: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * limit)
  }
  const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T
  return { below, pick }
}

const { below, pick } = chooser(7)
const many = (make: () => string): string[] => Array.from({ length: TRIES }, make)
const some = (count: number, make: () => number | string): string =>
  Array.from({ length: count }, make).join(pick([' ', ', ', ' و ', '/', '-', ' - ', ' x ', '*', '،', ' + ']))

const SIZES = [
  [16, 20, 25, 32, 40, 50, 63, 75, 90, 110, 125, 160],
  [6, 10, 16, 20, 25, 32, 40, 50, 63, 80, 100, 125],
  [10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 70, 80, 90, 100, 120],
  [2008, 2009, 2010, 2011, 2012, 2013, 2014, 2015, 2016, 2018, 2019, 2020, 2021, 2022, 2023, 2024],
]
const PRICES = [50, 100, 120, 150, 200, 250, 300, 450, 500, 750, 1000, 1100, 1250, 1500, 2500, 10_000, 12_500]
const EDGES = [60, 75, 80, 90, 100, 110, 120, 150, 180, 200, 210, 220, 240, '0.90', '1.20', '2.10']

/** Sizes or years of one list in their order, some of them left out, with a zero before them now and then. */
function listed(): string {
  const list = pick(SIZES).filter(() => below(10) < 6)
  if (below(10) < 3) list.reverse()
  if (below(10) < 2) list.unshift(0)
  return `${pick(['', 'مقاس ', 'sizes '])}${some(list.length, () => list.shift() ?? '')}${pick(['', ' مم', ' cm', ' جاهز'])}`
}

function date(): string {
  const [day, month, sign] = [1 + below(28), 1 + below(12), pick(['/', '.', '-'])]
  const padded = [day, month].map((part) => String(part).padStart(2, '0'))
  const year = pick([2025, 2026])
  return pick([
    [day, month, year],
    [...padded, year],
    [year, ...padded.toReversed()],
  ]).join(sign)
}

function mobile(groups: readonly number[]): string[] {
  const digits = `01${pick([0, 1, 2, 5])}${String(below(100_000_000)).padStart(8, '0')}`
  let at = 0
  return groups.map((length) => digits.slice(at, (at += length)))
}
const GROUPS = [[11], [3, 4, 4], [4, 3, 4], [3, 8], [5, 6], [3, 2, 2, 2, 2], [1, 2, 4, 4], [3, 3, 3, 2]]

const changed = (texts: readonly string[]): string[] =>
  texts.filter((text) => coverContacts(text).text !== text)

describe('figures that are listed', () => {
  it.each([
    ['sizes and years', listed],
    ['prices', () => `${some(2 + below(5), () => pick(PRICES))} ${pick(['جنيه', 'egp', ''])}`],
    ['edges', () => `مقاس ${some(2 + below(3), () => pick(EDGES))} سم`],
    ['dates', () => date() + pick([' - ', '-', ' الى ', ', ']) + date()],
    ['dates with a time', () => `${date()}${pick([' ', '-'])}${below(24)}:${pick(['00', '30'])}`],
  ])('stay as they are: %s', (_, make) => {
    expect(changed(many(make))).toEqual([])
  })

  it('are told from the groups of mobile numbers, whatever stands between these', () => {
    const written = many(() =>
      mobile(pick(GROUPS)).join(pick([' ', '-', '.', '/', '_', ' و ', '\n', '*', '|'])),
    )
    const leaks = written.filter((text) => coverContacts(text).text !== '•••')
    expect(leaks.length / TRIES, leaks.join('\n')).toBeLessThan(0.005)
  })

  it('are told from numbers with a country code', () => {
    const written = many(() => {
      const [first = '', ...rest] = mobile(pick(GROUPS))
      return pick(['+20 ', '+2 ', '0020-', '20 ']) + [first, ...rest].join(pick([' ', '-']))
    })
    const leaks = written.filter((text) => coverContacts(text).text !== '•••')
    expect(leaks.length / TRIES, leaks.join('\n')).toBeLessThan(0.005)
  })
})
