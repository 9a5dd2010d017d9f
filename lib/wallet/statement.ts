import type { Types } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { Job } from '#lib/model/job.model.ts'
import { STATEMENT_INDEX, Transaction, type TransactionRecord } from '#lib/model/transaction.model.ts'
import { BRAND } from '#lib/platform/brand.ts'
import { toCairoWallClock } from '#lib/platform/cairo-time.ts'
import { type Cell, toCsv } from '#lib/platform/csv.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { transactionFilter, type TransactionSearch } from '#lib/wallet/list-transactions.ts'

/** About 5 MB: what a function reads and writes within its time. Over 4 MB the answer is a link to it. */
const MAX_LINES = 50_000

const WORDS = {
  en: {
    headings: ['Date (Cairo)', 'Type', 'Status', 'Amount (EGP)', 'Job', 'Through', 'Number'],
    Deposit: 'Top-up',
    Withdrawal: 'Withdrawal',
    Payout: 'Earnings',
    Fee: 'Fee',
    Refund: 'Refund',
    Pending: 'Pending',
    Completed: 'Completed',
    Failed: 'Failed',
    System: BRAND.en,
  },
  ar: {
    headings: ['التاريخ (القاهرة)', 'النوع', 'الحالة', 'المبلغ (جنيه)', 'الطلب', 'عن طريق', 'رقم العملية'],
    Deposit: 'شحن رصيد',
    Withdrawal: 'سحب',
    Payout: 'أرباح',
    Fee: 'عمولة',
    Refund: 'رد مبلغ',
    Pending: 'قيد التنفيذ',
    Completed: 'تمت',
    Failed: 'لم تتم',
    System: BRAND.ar,
  },
} as const

/**
 * The transactions of one's own wallet as a CSV table, newest first, with the same filters as the list and without
 * pages. Throws STATEMENT_TOO_LONG for more than 50,000 lines.
 */
export async function writeStatement(
  userId: UserId,
  search: TransactionSearch,
  locale: Locale,
): Promise<string> {
  const lines = await Transaction.find(transactionFilter(userId, search))
    .sort({ createdAt: -1, _id: -1 })
    .limit(MAX_LINES + 1)
    .hint({ ...STATEMENT_INDEX })
    .lean()
  if (lines.length > MAX_LINES) throw fail('STATEMENT_TOO_LONG')
  const titles = await titlesOf(lines.flatMap(({ job }) => job ?? []))
  const rows = lines.map((line) => rowOf(line, titles, locale))
  return toCsv([WORDS[locale].headings, ...rows])
}

async function titlesOf(jobs: readonly Types.ObjectId[]): Promise<ReadonlyMap<string, string>> {
  const found = await Job.find({ _id: trusted({ $in: jobs }) }, { title: 1 }).lean()
  return new Map(found.map(({ _id, title }) => [idOf(_id), title]))
}

function rowOf(
  line: TransactionRecord,
  titles: ReadonlyMap<string, string>,
  locale: Locale,
): readonly Cell[] {
  const { createdAt, type, status, amount, job, gateway, _id } = line
  const words = WORDS[locale]
  return [
    toCairoWallClock(createdAt).toISOString().slice(0, 16).replace('T', ' '),
    words[type],
    words[status],
    { piastres: amount },
    job ? (titles.get(idOf(job)) ?? null) : null,
    gateway === 'System' ? words.System : gateway,
    idOf(_id),
  ]
}
