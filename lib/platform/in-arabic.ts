interface Decimals {
  readonly least?: number
  readonly most?: number
}

/** A number in Arabic digits, with at least and at most so many decimals: by default none, and as many as at least. */
export const inArabic = (number: number | bigint, { least = 0, most = least }: Decimals = {}): string =>
  new Intl.NumberFormat('ar-EG', { minimumFractionDigits: least, maximumFractionDigits: most }).format(number)
