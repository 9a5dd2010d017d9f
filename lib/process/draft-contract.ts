import { Types } from 'mongoose'
import type { ContractRecord } from '#lib/model/contract.model.ts'
import type { JobRecord } from '#lib/model/job.model.ts'
import type { QuoteRecord } from '#lib/model/quote.model.ts'
import type { Settings } from '#lib/model/settings-version.model.ts'
import type { Terms } from '#lib/model/terms.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { PROCESS_VERSION } from '#lib/process/process.ts'
import { depositOf, feeOf } from '#lib/process/settlement.ts'

/** The contract for an accepted quote: its price, the fee, and the terms that hold today. */
export function draftContract(
  job: JobRecord,
  quote: QuoteRecord,
  settings: Settings,
  at: Date,
): ContractRecord {
  const terms = termsOf(settings)
  const price = asPiastres(quote.price)
  return {
    _id: new Types.ObjectId(),
    job: job._id,
    client: job.client,
    craftsman: quote.craftsman,
    quote: quote._id,
    price,
    platformFee: feeOf(price, terms),
    deposit: depositOf(price, job.paymentType, terms),
    paymentType: job.paymentType,
    payment: job.paymentType === 'Cash' ? 'Cash' : 'Unpaid',
    status: 'Active',
    terms,
    agreedAt: quote.availableAt ?? job.preferredAt ?? null,
    createdAt: at,
    updatedAt: at,
  }
}

/** The settings that a contract keeps for all its life. */
const termsOf = (settings: Settings): Terms => ({
  process: PROCESS_VERSION,
  settings: settings.version,
  feeRate: settings.feeRate,
  confirmHours: settings.confirmHours,
  unpaidHours: settings.unpaidHours,
  disputeDays: settings.disputeDays,
  reviewDays: settings.reviewDays,
  appealHours: settings.appealHours,
  noShowHours: settings.noShowHours,
  hireLapseDays: settings.hireLapseDays,
  hireLapseDaysUnagreed: settings.hireLapseDaysUnagreed,
  visitStallDays: settings.visitStallDays,
  visitFee: settings.visitFee,
  deposit: settings.deposit,
})
