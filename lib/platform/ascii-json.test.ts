import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toAsciiJson } from '#lib/platform/ascii-json.ts'

describe('JSON for queues and the bus', () => {
  it('is ASCII alone, and reads back as the same text, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = toAsciiJson({ text, list: [text] })
        expect(json).toMatch(/^[ -~]*$/)
        expect(JSON.parse(json)).toEqual({ text, list: [text] })
      }),
      { seed: 8, numRuns: 500 },
    )
  })

  it.each([
    ['an emoji', 'تمام 👍', 'تمام 👍'],
    ['a family of emoji', '👨‍👩‍👧‍👦', '👨‍👩‍👧‍👦'],
    ['a rare letter', '𠮷', '𠮷'],
    ['a quote, a backslash and a control character', '"\\\u0000\u007f', '"\\\u0000\u007f'],
    ['the first half of a pair', 'cut \ud83d', 'cut \ufffd'],
    ['the second half of a pair', '\udc4d cut', '\ufffd cut'],
    ['halves the wrong way round', '\udc4d\ud83d', '\ufffd\ufffd'],
    ['half a pair beside a whole one', '👍\ud83d', '👍\ufffd'],
    ['what only looks like half a pair', '\\ud83d', '\\ud83d'],
  ])('carries %s', (_what, text, read) => {
    expect(JSON.parse(toAsciiJson({ text }))).toEqual({ text: read })
  })
})
