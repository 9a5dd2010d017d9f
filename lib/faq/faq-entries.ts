import type { DeliveredEntry } from '#lib/faq/delivered-entry.ts'
import { ACCOUNT_ENTRIES } from '#lib/faq/entries/account.ts'
import { CONTACT_ENTRIES } from '#lib/faq/entries/contact.ts'
import { CRAFTSMAN_ENTRIES } from '#lib/faq/entries/craftsmen.ts'
import { JOB_ENTRIES } from '#lib/faq/entries/jobs.ts'
import { PAYMENT_ENTRIES } from '#lib/faq/entries/payment.ts'
import { TRUST_ENTRIES } from '#lib/faq/entries/trust.ts'
import { FaqEntry } from '#lib/model/faq-entry.model.ts'

/** When the delivered entries were last changed. */
const STOCK_SINCE = new Date('2026-11-26T00:00:00.000Z')

/** An entry as it is now. */
export interface CurrentEntry extends DeliveredEntry {
  readonly examples: readonly string[]
  readonly hidden: boolean
  /** Whether it is delivered, whatever staff changed in it. */
  readonly isDelivered: boolean
  readonly updatedAt: Date
}

const DELIVERED: readonly DeliveredEntry[] = [
  ...ACCOUNT_ENTRIES,
  ...CONTACT_ENTRIES,
  ...JOB_ENTRIES,
  ...PAYMENT_ENTRIES,
  ...TRUST_ENTRIES,
  ...CRAFTSMAN_ENTRIES,
]

const toCurrent = (entry: DeliveredEntry): CurrentEntry => ({
  ...entry,
  examples: [],
  hidden: false,
  isDelivered: true,
  updatedAt: STOCK_SINCE,
})

export const deliveredEntry = (id: string): CurrentEntry | undefined => {
  const found = DELIVERED.find((entry) => entry.id === id)
  return found && toCurrent(found)
}

/** Every entry, hidden ones too: the delivered ones as staff changed them, then those that staff added. */
export async function allEntries(): Promise<readonly CurrentEntry[]> {
  const records = await FaqEntry.find().sort({ key: 1 }).lean()
  const changed = new Map(
    records.map(({ key, _id: _, createdAt: __, ...rest }) => [
      key,
      { ...rest, id: key, isDelivered: DELIVERED.some(({ id }) => id === key) },
    ]),
  )
  const delivered = DELIVERED.map((entry): CurrentEntry => changed.get(entry.id) ?? toCurrent(entry))
  return [...delivered, ...[...changed.values()].filter(({ isDelivered }) => !isDelivered)]
}

/** Every entry as it is delivered. */
export const deliveredEntries = (): readonly CurrentEntry[] => DELIVERED.map(toCurrent)
