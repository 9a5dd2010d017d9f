import { escapeHtml } from '#lib/mail/escape-html.ts'
import type { Receipt } from '#lib/payments/get-receipt.ts'
import { toCairoWallClock } from '#lib/platform/cairo-time.ts'
import type { Locale } from '#lib/platform/locale.ts'

const WORDS = {
  en: {
    title: 'Receipt',
    number: 'Number',
    paidAt: 'Paid on (Cairo)',
    payer: 'Paid by',
    purpose: 'For',
    topUp: 'Wallet top-up',
    craftsman: 'Craftsman',
    through: 'Paid through',
    card: 'card',
    wallet: 'mobile wallet',
    reference: 'Fawry outlet',
    amount: 'Amount',
    refund: 'Refund of',
    underWay: 'on its way',
    total: 'Total after refunds',
  },
  ar: {
    title: 'إيصال دفع',
    number: 'رقم الإيصال',
    paidAt: 'تاريخ الدفع (القاهرة)',
    payer: 'الدافع',
    purpose: 'مقابل',
    topUp: 'شحن رصيد المحفظة',
    craftsman: 'الصنايعي',
    through: 'طريقة الدفع',
    card: 'بطاقة',
    wallet: 'محفظة موبايل',
    reference: 'منفذ فوري',
    amount: 'المبلغ',
    refund: 'مسترد بتاريخ',
    underWay: 'قيد التنفيذ',
    total: 'الإجمالي بعد الاسترداد',
  },
} as const

const NUMBERS = { en: 'en-EG', ar: 'ar-EG' } as const

const STYLE =
  'body{font-family:Tahoma,Arial,sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem;line-height:1.6;color:#1c2430}' +
  'table{width:100%;border-collapse:collapse}th,td{padding:.45rem 0;border-bottom:1px solid #d8dde3;vertical-align:top}' +
  'th{text-align:start;font-weight:400;color:#556}td{text-align:end}tr:last-child *{font-weight:700;border:0}'

/** A receipt as a page to print, in its payer's language. Whatever people wrote is text and never markup. */
export function receiptPage(receipt: Receipt, locale: Locale): string {
  const { title } = WORDS[locale]
  const rows = rowsOf(receipt, locale).map(
    ([name, value]) =>
      `<tr><th scope="row">${escapeHtml(name)}</th><td><bdi>${escapeHtml(value)}</bdi></td></tr>`,
  )
  return (
    `<!doctype html><html lang="${locale}" dir="${locale === 'ar' ? 'rtl' : 'ltr'}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width, initial-scale=1"><title>Craftworks · ${title}</title>` +
    `<style>${STYLE}</style></head><body><h1>Craftworks</h1><h2>${title}</h2><table>${rows.join('')}</table></body></html>`
  )
}

type Row = readonly [name: string, value: string]

function rowsOf(receipt: Receipt, locale: Locale): readonly Row[] {
  const words = WORDS[locale]
  const { job, refunds } = receipt
  const money = new Intl.NumberFormat(NUMBERS[locale], { style: 'currency', currency: 'EGP' })
  const egp = (piastres: number): string => money.format(piastres / 100)
  const refundRows = refunds.map(({ amount, status, at }): Row => {
    const isUnderWay = status !== 'Confirmed'
    return [`${words.refund} ${dayOf(at)}${isUnderWay ? ` (${words.underWay})` : ''}`, egp(-amount)]
  })
  return [
    [words.number, receipt.number],
    [words.paidAt, toCairoWallClock(new Date(receipt.paidAt)).toISOString().slice(0, 16).replace('T', ' ')],
    [words.payer, receipt.payer],
    [words.purpose, job ? job.title : words.topUp],
    ...(job?.craftsman ? [[words.craftsman, job.craftsman] as const] : []),
    [words.through, `${receipt.gateway}, ${words[receipt.method]}`],
    [words.amount, egp(receipt.amount)],
    ...refundRows,
    [words.total, egp(receipt.total)],
  ]
}

const dayOf = (at: string): string => toCairoWallClock(new Date(at)).toISOString().slice(0, 10)
