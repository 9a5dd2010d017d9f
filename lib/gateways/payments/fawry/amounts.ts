import { asPiastres, type Piastres } from '#lib/money/piastres.ts'

/** Piastres as Fawry signs them: "580.55". No float is ever in between. */
export function toEgp(amount: Piastres): string {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError(`${amount} is no amount of money`)
  return `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`
}

const AMOUNT = /^(\d{1,12})(?:\.(\d{1,2})0*)?$/

/** An amount in Fawry's messages (840, 840.5, "840.50") in piastres; null for what is none, or has fractions of one. */
export function fromEgp(amount: unknown): Piastres | null {
  if (typeof amount !== 'number' && typeof amount !== 'string') return null
  const [, pounds, piastres = ''] = AMOUNT.exec(String(amount).trim()) ?? []
  return pounds === undefined ? null : asPiastres(Number(pounds) * 100 + Number(piastres.padEnd(2, '0')))
}
