import { asPiastres, type Piastres } from '#lib/platform/piastres.ts'

/** Formats piastres as Fawry signs them: "580.55". No float is involved. */
export function toEgp(amount: Piastres): string {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError(`${amount} is not an amount of money`)
  return `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`
}

const AMOUNT = /^(\d{1,12})(?:\.(\d{1,2})0*)?$/

/** Converts Fawry's amounts (840, 840.5, "840.50") to piastres; null if it is none or has a fraction of a piastre. */
export function fromEgp(amount: unknown): Piastres | null {
  if (typeof amount !== 'number' && typeof amount !== 'string') return null
  const [, pounds, piastres = ''] = AMOUNT.exec(String(amount).trim()) ?? []
  return pounds === undefined ? null : asPiastres(Number(pounds) * 100 + Number(piastres.padEnd(2, '0')))
}
