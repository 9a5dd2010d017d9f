import { expect, it } from 'vitest'
import { hasRightDigits, readIban } from '#lib/wallet/iban.ts'

const IBAN = 'EG380019000500000000263180002'

it('an Egyptian IBAN is accepted in any notation', () => {
  for (const written of [
    IBAN,
    'eg38 0019 0005 0000 0000 2631 8000 2',
    'EG38-0019-0005-0000-0000-2631-8000-2',
    'EG٣٨٠٠١٩٠٠٠٥٠٠٠٠٠٠٠٠٢٦٣١٨٠٠٠٢',
    '\u200eEG38\u00a00019 0005 0000 0000 2631 8000 2\u200f',
  ]) {
    expect(readIban(written)).toBe(IBAN)
  }
  expect(hasRightDigits(IBAN)).toBe(true)
})

it('an IBAN with one wrong digit, or with two digits swapped, does not have the right digits', () => {
  for (let i = 2; i < IBAN.length; i += 1) {
    const digit = (Number(IBAN[i]) + 1) % 10
    expect(hasRightDigits(`${IBAN.slice(0, i)}${digit}${IBAN.slice(i + 1)}`)).toBe(false)
    const [a, b] = [IBAN[i], IBAN[i + 1]]
    if (b !== undefined && a !== b)
      expect(hasRightDigits(`${IBAN.slice(0, i)}${b}${a}${IBAN.slice(i + 2)}`)).toBe(false)
  }
})

it.each(['', 'EG', 'DE89370400440532013000', `${IBAN}0`, IBAN.slice(0, -1)])(
  'anything else is refused: "%s"',
  (written) => {
    expect(readIban(written)).toBeNull()
  },
)
