import { toCsv } from '#lib/platform/csv.ts'

/** One line of the bank's file: a payout that the bank has to make. */
export interface BankLine {
  readonly payoutId: string
  readonly holder: string
  /** An IBAN, or the number of a mobile wallet. */
  readonly number: string
  readonly kind: 'bank' | 'mobileWallet'
  readonly amount: number
}

/** The file that staff give to the bank. `Reference` is the payout's id, by which the bank's own list is matched. */
export const bankFile = (lines: readonly BankLine[]): string =>
  toCsv([
    ['Reference', 'Beneficiary', 'Method', 'Account', 'Amount', 'Currency'],
    ...lines.map(({ payoutId, holder, kind, number, amount }) => [
      payoutId,
      holder,
      kind === 'bank' ? 'Bank transfer' : 'Mobile wallet',
      // a leading plus becomes 00, because a spreadsheet would read the plus as a formula, or drop zeros
      number.replace(/^\+/, '00'),
      { piastres: amount },
      'EGP',
    ]),
  ])
