import { csvOf } from '#lib/platform/csv.ts'

/** One line that a bank is to pay. */
export interface BankLine {
  readonly payoutId: string
  readonly holder: string
  /** An IBAN, or the number of a mobile wallet. */
  readonly number: string
  readonly kind: 'bank' | 'mobileWallet'
  readonly amount: number
}

/** The file that staff hand to the bank. `Reference` is the payout's id: the bank's own list is matched by it. */
export const bankFile = (lines: readonly BankLine[]): string =>
  csvOf([
    ['Reference', 'Beneficiary', 'Method', 'Account', 'Amount', 'Currency'],
    ...lines.map(({ payoutId, holder, kind, number, amount }) => [
      payoutId,
      holder,
      kind === 'bank' ? 'Bank transfer' : 'Mobile wallet',
      // without its plus a spreadsheet would take the number for a formula, or drop its zeros
      number.replace(/^\+/, '00'),
      { piastres: amount },
      'EGP',
    ]),
  ])
