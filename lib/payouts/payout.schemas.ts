import * as z from 'zod'
import { personView } from '#lib/embedded/person.schemas.ts'
import { PAYOUT_PURPOSES, PAYOUT_STATUSES } from '#lib/model/payout-status.ts'
import { flagInQuery, id, idView, instant, instantView, piastresView } from '#lib/platform/api-schemas.ts'
import type { PayoutBatchId, PayoutId, UserId } from '#lib/platform/ids.ts'
import { listOf, listQuery } from '#lib/platform/paging.ts'
import { line, text } from '#lib/platform/text.ts'
import { payoutAccountView } from '#lib/wallet/payout-account.schemas.ts'

export const payoutView = z
  .strictObject({
    id: idView,
    craftsman: personView.describe('Who is paid; for a refund, the payer'),
    amount: piastresView,
    status: z.enum(PAYOUT_STATUSES),
    purpose: z.enum(PAYOUT_PURPOSES),
    account: payoutAccountView,
    batchId: idView.nullable(),
    requestedAt: instantView,
    dueBy: instantView,
    settledAt: instantView.nullable(),
    returnedAt: instantView.nullable().describe('When the bank sent back what it had paid'),
    late: z.boolean().describe('It was not settled by its due date'),
    reference: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'Payout' })

/**
 * The promise of two business days, measured over the payouts that were settled in the last 30 days, the latest 10,000
 * of each outcome at most.
 */
const promiseView = z.strictObject({
  businessDays: z.int(),
  kept: z.int().describe('Settled by their due date'),
  missed: z.int().describe('Settled after their due date'),
  late: z.int().describe('Open and past their due date'),
  capped: z.literal(true).optional().describe('More were settled, or are late, than were counted (10,000)'),
})

export const payoutList = listOf(payoutView).extend({ promise: promiseView })

export const payoutSearch = listQuery({
  status: z.enum(PAYOUT_STATUSES).optional(),
  craftsmanId: id<UserId>().optional(),
  batchId: id<PayoutBatchId>().optional(),
  from: instant.optional().describe('Requested not before this instant'),
  to: instant.optional().describe('Requested before this instant'),
  late: flagInQuery.optional().describe('Whether they are open and past their due date'),
})

export const batchParams = z.object({ batchId: id<PayoutBatchId>() })

export const payoutParams = z.object({ payoutId: id<PayoutId>() })

/** `reference`: the bank's reference. */
export const payoutOutcome = z.strictObject({
  outcome: z.enum(['paid', 'failed']),
  reference: line(100).optional(),
  reason: text(500).optional(),
})

/** `reason`: why the bank sent it back. The payee reads it. */
export const payoutReturn = z.strictObject({ reason: text(500) })
