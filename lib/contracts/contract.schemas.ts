import * as z from 'zod'
import { jobBriefView } from '#lib/embedded/job-brief.schemas.ts'
import { personView } from '#lib/embedded/person.schemas.ts'
import { CANCELLED_BY, CONTRACT_PAYMENTS, CONTRACT_STATUSES, FAULTS } from '#lib/model/contract-status.ts'
import { PAYMENT_TYPES } from '#lib/model/job-status.ts'
import { amountOrNothing, id, idView, instantView, piastresView } from '#lib/platform/api-schemas.ts'
import type { ContractId } from '#lib/platform/ids.ts'
import { listQuery } from '#lib/platform/paging.ts'

export const contractParams = z.object({ contractId: id<ContractId>() })

export const contractSearch = listQuery({ status: z.enum(CONTRACT_STATUSES).optional() })

/** `cashPaid`: what the client paid in cash (CashProtected), in piastres. */
export const confirmation = z.strictObject({ cashPaid: amountOrNothing.optional() })

const termsView = z
  .strictObject({
    process: z.int(),
    settings: z.int(),
    feeRate: z.int().describe('Basis points: 1000 is 10 %'),
    confirmHours: z.number(),
    unpaidHours: z.number(),
    disputeDays: z.number(),
    reviewDays: z.number(),
    appealHours: z.number(),
    noShowHours: z.number(),
    hireLapseDays: z.number(),
    hireLapseDaysUnagreed: z.number(),
    visitStallDays: z.number(),
    visitFee: z.strictObject({ rate: z.int(), most: piastresView }),
    deposit: z.strictObject({ rate: z.int(), least: piastresView }),
  })
  .meta({ id: 'Terms' })

export const contractView = z
  .strictObject({
    id: idView,
    job: jobBriefView,
    client: personView,
    craftsman: personView,
    quoteId: idView,
    price: piastresView,
    platformFee: piastresView,
    /** What is paid ahead: the full price for Escrow, the deposit for CashProtected, 0 for Cash. */
    payAhead: piastresView,
    paymentType: z.enum(PAYMENT_TYPES),
    payment: z.enum(CONTRACT_PAYMENTS),
    status: z.enum(CONTRACT_STATUSES),
    terms: termsView,
    agreedAt: instantView.nullable(),
    confirmBy: instantView.nullable(),
    confirmedAt: instantView.nullable(),
    reviewBy: instantView.nullable(),
    cashPaid: z
      .strictObject({ client: piastresView.nullable(), craftsman: piastresView.nullable() })
      .nullable(),
    cancellation: z
      .strictObject({
        by: z.enum(CANCELLED_BY),
        fault: z.enum(FAULTS),
        clientAmount: piastresView.describe('What went back to the client'),
        craftsmanAmount: piastresView.describe('What the craftsman got; below zero: a fee that they owe'),
        platformAmount: piastresView,
        at: instantView,
      })
      .nullable()
      .describe('The receipt of a cancellation: who cancelled, whose fault it was, and where the money went'),
    createdAt: instantView,
  })
  .meta({ id: 'Contract' })
