import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { realTime, SECOND } from '#lib/platform/clock.ts'

const STEP_MS = 30 * SECOND
const DIGITS = 6

/** How many steps a clock may be off, before and after. */
const TOLERANCE = 1

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A new secret of 160 bits, in base32 as authenticator apps read it. */
export function newTotpSecret(): string {
  const bits = [...randomBytes(20)].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five, 2)]).join('')
}

function bytesOf(secret: string): Buffer {
  const bits = [...secret].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)))
}

/** The time step of RFC 6238 at an instant of real time. */
export const stepAt = (at: Date = realTime()): number => Math.floor(at.getTime() / STEP_MS)

/** The code of a time step (RFC 6238 with HMAC-SHA-1 and six digits, as every authenticator app has it). */
export function totpAt(secret: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const hash = createHmac('sha1', bytesOf(secret)).update(counter).digest()
  const offset = (hash.at(-1) ?? 0) & 0xf
  const number = (hash.readUInt32BE(offset) & 0x7f_ff_ff_ff) % 10 ** DIGITS
  return String(number).padStart(DIGITS, '0')
}

/** The time step that a code belongs to, if it is of now or one step off; else null. */
export function stepOfCode(secret: string, code: string, now: number = stepAt()): number | null {
  const given = Buffer.from(code)
  for (let step = now - TOLERANCE; step <= now + TOLERANCE; step += 1) {
    const expected = Buffer.from(totpAt(secret, step))
    if (given.length === expected.length && timingSafeEqual(given, expected)) return step
  }
  return null
}

/** The address that authenticator apps read from a QR code. */
export function otpauthUrlOf(secret: string, email: string): string {
  const query = new URLSearchParams({
    secret,
    issuer: 'Craftworks',
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  })
  return `otpauth://totp/${encodeURIComponent(`Craftworks:${email}`)}?${query.toString()}`
}
