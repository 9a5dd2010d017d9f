import type { ClientSession } from 'mongoose'
import type * as z from 'zod'
import { changeSettings } from '#lib/administration/change-settings.ts'
import type { SettingsChange } from '#lib/administration/settings.schemas.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { payGoodwill } from '#lib/payments/pay-goodwill.ts'
import type { goodwill, refundOutcome } from '#lib/payments/refund.schemas.ts'
import { settleRefund } from '#lib/payments/settle-refund.ts'
import type { payoutOutcome } from '#lib/payouts/payout.schemas.ts'
import { settleManually } from '#lib/payouts/settle-manually.ts'
import type { ContractId, Id, PayoutId, RefundId, UserId } from '#lib/platform/ids.ts'

/** Something that is written in the transaction of an act, first of all: the approval that allows it. */
export type Before = (tx: ClientSession) => Promise<void>

interface Act<I, A> {
  readonly execute: (target: Id<string>, input: I, admin: UserId, before?: Before) => Promise<A>
  /** What it moves, in piastres; null if it is about no amount. */
  readonly amountOf: (target: Id<string>, input: I) => Promise<number | null>
  /** Whether it needs a second admin whatever its amount is. */
  readonly isAlwaysApproved?: (input: I) => boolean
}

const act = <I, A>(definition: Act<I, A>) => definition

/** What a second admin has to approve, from the amount on that the settings name. */
export const ACTS = {
  goodwill: act({
    execute: (target, input: z.output<typeof goodwill>, admin, before) =>
      payGoodwill(target as ContractId, input, admin, before),
    amountOf: async (_, { clientAmount }) => clientAmount,
  }),
  refund: act({
    execute: (target, input: z.output<typeof refundOutcome>, admin, before) =>
      settleRefund(target as RefundId, input, admin, before),
    amountOf: async (target) => (await Refund.findById(target, { amount: 1 }).lean())?.amount ?? null,
  }),
  payout: act({
    execute: (target, input: z.output<typeof payoutOutcome>, admin, before) =>
      settleManually(target as PayoutId, input, admin, before),
    amountOf: async (target) => (await Payout.findById(target, { amount: 1 }).lean())?.amount ?? null,
  }),
  settings: act({
    execute: (_, input: SettingsChange, admin, before) => changeSettings(input, { id: admin }, before),
    amountOf: async (_, { visitFee, deposit, feeDebt }) =>
      Math.max(visitFee?.most ?? 0, deposit?.least ?? 0, feeDebt?.most ?? 0),
    // else one admin could switch the second one off
    isAlwaysApproved: ({ secondAdminFrom }) => secondAdminFrom !== undefined,
  }),
} as const

export type InputOf<K extends keyof typeof ACTS> = Parameters<(typeof ACTS)[K]['execute']>[1]
export type AnswerOf<K extends keyof typeof ACTS> = Awaited<ReturnType<(typeof ACTS)[K]['execute']>>
