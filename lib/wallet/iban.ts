import { readAsNumber } from '#lib/platform/invisible-characters.ts'

/**
 * Reads an Egyptian IBAN in any notation (with spaces, dashes, small or wide letters, digits of any script, and marks of
 * direction, which Arabic keyboards and mail programs put around it): EG, two check digits and 25 digits, 29
 * characters in all. Returns null for anything else; hasRightDigits says whether it is one.
 */
export function readIban(written: string): string | null {
  const iban = readAsNumber(written.normalize('NFKC'))
    .replace(/[\s\p{Pd}]/gu, '')
    .toUpperCase()
  return /^EG\d{27}$/.test(iban) ? iban : null
}

/** Whether the check digits of an IBAN are right: its remainder modulo 97 is 1 (ISO 13616). */
export const hasRightDigits = (iban: string): boolean => remainderOf(iban) === 1

/**
 * The first four characters move to the end, and letters become numbers from A = 10. The number is too large for a
 * safe integer, so this goes digit by digit.
 */
function remainderOf(iban: string): number {
  const digits = `${iban.slice(4)}${iban.slice(0, 4)}`.replace(/[A-Z]/g, (letter) =>
    String(letter.charCodeAt(0) - 55),
  )
  return [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0)
}
