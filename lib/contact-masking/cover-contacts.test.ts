import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { COVER, coverContacts } from '#lib/contact-masking/cover-contacts.ts'

/** The labelled texts of a file: one a line, `\u` escapes for what is invisible, braces around each contact. */
const linesOf = (file: string): string[] =>
  readFileSync(new URL(`./texts/${file}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) =>
      line.replace(/\\u([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    )

const written = (line: string): string => line.replace(/[{}]/g, '')
const expected = (line: string): string => line.replace(/\{[^}]*\}/g, COVER)

/** Labelled contacts of which something can still be read. */
const leaks = (lines: readonly string[]): string[] =>
  lines.filter((line) => {
    const shown = coverContacts(written(line)).text
    const contacts = Array.from(line.matchAll(/\{([^}]*)\}/g), ([, contact = '']) => contact)
    return !shown.includes(COVER) || contacts.some((contact) => shown.includes(contact))
  })

const changed = (lines: readonly string[]): string[] =>
  lines.filter((line) => coverContacts(line).text !== line)

const COVERED = linesOf('covered.txt')
const COVERED_HELD_OUT = linesOf('covered-held-out.txt')
const KEPT = linesOf('kept.txt')
const KEPT_HELD_OUT = linesOf('kept-held-out.txt')

describe('labelled texts', () => {
  it('are enough, and none stands there twice', () => {
    const all = [COVERED, COVERED_HELD_OUT, KEPT, KEPT_HELD_OUT].flat()
    expect(COVERED.length + COVERED_HELD_OUT.length).toBeGreaterThanOrEqual(300)
    expect(KEPT.length + KEPT_HELD_OUT.length).toBeGreaterThanOrEqual(300)
    expect(new Set(all).size).toBe(all.length)
  })

  it.each(COVERED)('has exactly its contacts covered: %s', (line) => {
    expect(coverContacts(written(line))).toEqual({ text: expected(line), covered: true })
  })

  it.each(KEPT)('stays as it is: %s', (line) => {
    expect(coverContacts(line)).toEqual({ text: line, covered: false })
  })

  it('that the rules were not made by have 95 % of their contacts covered', () => {
    const missed = leaks(COVERED_HELD_OUT)
    expect(1 - missed.length / COVERED_HELD_OUT.length, missed.join('\n')).toBeGreaterThanOrEqual(0.95)
  })

  it('that the rules were not made by, without a contact, stay as they are but for 2 %', () => {
    const wrong = changed(KEPT_HELD_OUT)
    expect(wrong.length / KEPT_HELD_OUT.length, wrong.join('\n')).toBeLessThanOrEqual(0.02)
  })
})

describe('a covered text', () => {
  it('keeps everything around a contact byte for byte', () => {
    // Prepare
    const around = ['  Ａｈｍｅｄ, é e\u0301 \u200f«', '» ﷺ ½\n\t٣٫٥ م\u00b2\u200b ', ' 👩‍🔧 End.']
    // Act
    const { text } = coverContacts(`${around[0]}010 1234 5678${around[1]}a@b.de${around[2]}`)
    // Assess
    expect(text).toBe(around.join(COVER))
  })

  it.each([...COVERED, ...COVERED_HELD_OUT])('is not changed by being covered again: %s', (line) => {
    const { text } = coverContacts(written(line))
    expect(coverContacts(text)).toEqual({ text, covered: false })
  })
})

describe('the time that covering takes', () => {
  const UNITS = `a|1|0 |1 2 |zero one |@|a@|.|a.|at |a at b dot |صفر |واحد و|whatsapp |insta a|010 x |+|(|-|0-|a-a|://
|http://|\u200b|é|0\u0301|gmail com |call 12 |12/|1:|1,000,|dot com |واتس @a|lo|twenty |مية |x9|o1o1a|a_|0 1 0 |01 |[at]|<a>`
  /** CPU time of this process in ms: other work on the machine does not count. */
  const timeFor = (text: string): number => {
    const start = process.cpuUsage()
    coverContacts(text)
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1000
  }
  const best = (text: string): number => Math.min(...Array.from({ length: 7 }, () => timeFor(text)))

  it.each(UNITS.split('|'))('grows with the length, not with its square: %j', (unit) => {
    // Prepare
    const [short, long] = [unit.repeat(4_000 / unit.length), unit.repeat(32_000 / unit.length)]
    timeFor(short)
    // Act
    const [forShort, forLong] = [best(short), best(long)]
    // Assess: 8 times the text; 64 would be the square
    expect(forLong).toBeLessThan(32 * forShort + 5)
  })
})
