import { Types } from 'mongoose'
import type { ContractRecord } from '#lib/contracts/contract.model.ts'
import type { Terms } from '#lib/contracts/terms.ts'
import type { JobRecord } from '#lib/jobs/job.model.ts'
import { PROCESS_VERSION } from '#lib/jobs/process.ts'
import { depositOf, feeOf } from '#lib/jobs/settlement.ts'
import { asPiastres } from '#lib/money/piastres.ts'
import type { QuoteRecord } from '#lib/quotes/quote.model.ts'
import type { Settings } from '#lib/settings/settings.ts'

/** The contract that accepting a quote makes: its price, the fee of it, and the terms of today. */
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

/** The part of the settings that a contract keeps. */
const termsOf = (settings: Settings): Terms => ({
  process: PROCESS_VERSION,
  settings: settings.version,
  feeRate: settings.feeRate,
  confirmHours: settings.confirmHours,
  unpaidHours: settings.unpaidHours,
  disputeDays: settings.disputeDays,
  noShowHours: settings.noShowHours,
  hireLapseDays: settings.hireLapseDays,
  hireLapseDaysUnagreed: settings.hireLapseDaysUnagreed,
  visitStallDays: settings.visitStallDays,
  visitFee: settings.visitFee,
  deposit: settings.deposit,
})
