import { Payout } from '#lib/model/payout.model.ts'
import { IN_FLIGHT } from '#lib/model/payout-status.ts'
import { checkBeforePayouts } from '#lib/payouts/check-ledger.ts'
import { gatherPayouts } from '#lib/payouts/gather-payouts.ts'
import { handOutPayouts } from '#lib/payouts/pay-through-provider.ts'
import { requestRefundPayouts } from '#lib/payouts/request-refund-payouts.ts'
import { isBankHoliday } from '#lib/platform/business-days.ts'
import { clock } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { type Run, UNLIMITED } from '#lib/platform/run.ts'
import { currentSettings } from '#lib/settings/settings.ts'
import type { HandedOut } from '#lib/work/hand-out.ts'

/**
 * The payout run, on business days (the schedule skips weekends, this function skips holidays):
 * 1. what is new in the ledger is checked; of an account that differs from its journals nothing is paid, and staff are
 *    told; all others are paid
 * 2. refunds that a gateway refused and for which the payer named an account become payouts
 * 3. the Requested payouts are gathered into batches
 * 4. those that the provider is to pay are handed out, and beside them those that it has not confirmed yet; the others
 *    wait for staff, who give the batch's file to the bank
 * Each step is stored before the next begins, so a run can be interrupted at any point, and the next run continues.
 */
export async function runPayouts(run: Run = UNLIMITED) {
  const { bankHolidays } = await currentSettings()
  if (isBankHoliday(clock(), bankHolidays)) return { gathered: 0, handedOut: 0, more: false }
  await checkBeforePayouts()
  await requestRefundPayouts(run)
  let gathered = 0
  while (!run.isOver()) {
    const more = await gatherPayouts()
    if (more === 0) break
    gathered += more
  }
  return { gathered, ...(await handOutPayouts(run)) }
}

/** Asks the provider, between two runs, about the payouts that it has not confirmed yet. */
export async function followPayouts(run: Run = UNLIMITED): Promise<HandedOut> {
  const waiting = await Payout.exists({ kind: 'stripe', status: trusted({ $in: IN_FLIGHT }) })
  if (!waiting) return { handedOut: 0, more: false }
  await checkBeforePayouts()
  return handOutPayouts(run)
}
