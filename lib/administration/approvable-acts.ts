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
import { newestSettings } from '#lib/settings/settings.ts'

/** Something that is written in the transaction of an act, first of all: the approval that allows it. */
export type Before = (tx: ClientSession) => Promise<void>

interface Act<I, A> {
  readonly execute: (target: Id<string>, input: I, admin: UserId, before?: Before) => Promise<A>
  /** What it moves, in piastres; null if it is about no amount. */
  readonly amountOf: (target: Id<string>, input: I) => Promise<number | null>
  /** Whether it needs a second admin whatever its amount is. */
  readonly isAlwaysApproved?: (input: I) => Promise<boolean>
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
    amountOf: async (_, { visitFee, deposit, feeDebt }) => {
      const now = await newestSettings()
      const changed = (to: number | undefined, from: number) => (to === from ? 0 : (to ?? 0))
      return Math.max(
        changed(visitFee?.most, now.visitFee.most),
        changed(deposit?.least, now.deposit.least),
        changed(feeDebt?.most, now.feeDebt.most),
      )
    },
    // else one admin could switch the second one off
    isAlwaysApproved: async ({ secondAdminFrom }) =>
      secondAdminFrom !== undefined && secondAdminFrom !== (await newestSettings()).secondAdminFrom,
  }),
} as const

export type InputOf<K extends keyof typeof ACTS> = Parameters<(typeof ACTS)[K]['execute']>[1]
export type AnswerOf<K extends keyof typeof ACTS> = Awaited<ReturnType<(typeof ACTS)[K]['execute']>>
