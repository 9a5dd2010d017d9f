import { describe, expect, it } from 'vitest'
import { isForbidden } from '#lib/realtime/address-parameter.ts'
import { randomOf } from '#lib/testing/random.ts'

/** What a JSON Web Token looks like, in a pattern whose time grows with the square of the length. */
const SLOW = /[\w-]{4,}\.[\w-]{4,}\.[\w-]{4,}/

describe('a parameter in the address of a handshake', () => {
  it('is forbidden where three parts with dots between them look like a token, and only there', () => {
    const random = randomOf(20_261_126)
    const letters = ['a', 'abcd', '.', '-', '_', ' ', '%', 'ق']
    for (let i = 0; i < 20_000; i += 1) {
      const parts = Array.from({ length: Math.floor(random() * 14) }, () => letters[Math.floor(random() * 8)])
      const text = parts.join('')
      expect(isForbidden(text), text).toBe(SLOW.test(text))
    }
  })

  it('is forbidden unread where it is longer than anything that belongs there', () => {
    expect(isForbidden('a'.repeat(200))).toBe(false)
    expect(isForbidden('a'.repeat(201))).toBe(true)
    const start = process.cpuUsage()
    for (let i = 0; i < 1_000; i += 1) expect(isForbidden('a'.repeat(7_900))).toBe(true)
    expect(process.cpuUsage(start).user).toBeLessThan(1_000_000) // the slow pattern takes 100 s
  })
})
