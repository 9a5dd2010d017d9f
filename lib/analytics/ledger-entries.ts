import type { ClientSession } from 'mongoose'
import { dayOf } from '#lib/analytics/calendar.ts'
import { withoutZeros } from '#lib/analytics/entry.ts'
import type { Fact } from '#lib/analytics/job-entries.ts'
import type { Counts } from '#lib/model/analytics-kinds.ts'
import { Journal, type JournalRecord } from '#lib/model/journal.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { FIGURES } from '#lib/money/accounts.ts'
import type { Id } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'

/** What a journal says of the platform's own money, and of what goes back to payers. Costs count above zero. */
export function ledgerCounts(journal: Pick<JournalRecord, 'kind' | 'postings'>): Counts {
  const counts: Counts = {}
  for (const { account, amount } of journal.postings) {
    const own = Object.hasOwn(FIGURES, account) ? FIGURES[account as keyof typeof FIGURES] : null
    if (own) counts[own] = (counts[own] ?? 0) + (own === 'fees' ? amount : -amount)
    if (isRefund(journal, account)) counts.refunded = (counts.refunded ?? 0) + amount
  }
  return withoutZeros(counts)
}

/** What was set aside for a client; that it arrived with them later, or came back, is not another refund. */
const isRefund = ({ kind }: Pick<JournalRecord, 'kind'>, account: string): boolean =>
  account.startsWith('refund:') && kind !== 'refundPaid' && kind !== 'reversal'

/** Where a journal names nobody, all such count as one person: that hides more from moderators, and never less. */
const NOBODY = '0'.repeat(24)

/**
 * What journals add that belong to no job: of top-ups, and of what erased accounts gave up. They never change. Each is
 * about the person whose account or refund it names.
 */
export async function readJournals(
  ids: readonly string[],
  tx: ClientSession | null,
): Promise<ReadonlyMap<string, Fact>> {
  const journals = await Journal.find(
    {
      _id: trusted({ $in: ids.map((id) => objectId(id as Id<string>)) }),
      job: trusted({ $exists: false }),
    },
    { kind: 1, postings: 1, at: 1 },
  )
    .session(tx)
    .lean<JournalRecord[]>()
  const payers = await payersOf(journals, tx)
  return new Map(
    journals.map((journal) => {
      const counts = ledgerCounts(journal)
      const of = {
        day: dayOf(journal.at),
        category: null,
        governorate: null,
        person: personOf(journal, payers),
      }
      const entries = Object.keys(counts).length > 0 ? [{ kind: 'ledger' as const, ...of, counts }] : []
      return [journal._id.toHexString(), { entries }]
    }),
  )
}

const idIn = (account: string): string => account.slice(account.indexOf(':') + 1)

async function payersOf(
  journals: readonly JournalRecord[],
  tx: ClientSession | null,
): Promise<ReadonlyMap<string, string>> {
  const ids = journals.flatMap(({ postings }) =>
    postings.flatMap(({ account }) =>
      account.startsWith('refund:') ? [objectId(idIn(account) as Id<string>)] : [],
    ),
  )
  const refunds = await Refund.find({ _id: trusted({ $in: ids }) }, { payer: 1 })
    .session(tx)
    .lean()
  return new Map(refunds.map(({ _id, payer }) => [_id.toHexString(), payer.toHexString()]))
}

function personOf({ postings }: JournalRecord, payers: ReadonlyMap<string, string>): string {
  const named = postings.flatMap(({ account }) =>
    /^(wallet|prepaid|debt):/.test(account) ? [idIn(account)] : (payers.get(idIn(account)) ?? []),
  )
  return named[0] ?? NOBODY
}
