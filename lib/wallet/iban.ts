/**
 * Reads an Egyptian IBAN as people write one (spaces, dashes, small letters): EG, two check digits, 25 digits, 29
 * characters in all, and its remainder by 97 is 1 (ISO 13616). Null for anything else.
 */
export function readIban(written: string): string | null {
  const iban = written.replace(/[\s-]/g, '').toUpperCase()
  return /^EG\d{27}$/.test(iban) && remainderOf(iban) === 1 ? iban : null
}

/** The first four characters go last, letters count from A = 10; digit by digit, since it is no safe integer. */
function remainderOf(iban: string): number {
  const digits = `${iban.slice(4)}${iban.slice(0, 4)}`.replace(/[A-Z]/g, (letter) =>
    String(letter.charCodeAt(0) - 55),
  )
  return [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0)
}
