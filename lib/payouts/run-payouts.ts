import { stripePayouts } from '#lib/gateways/payouts/stripe.ts'
import type { PayoutProvider } from '#lib/gateways/payouts/payouts.ts'
import { verifyLedger } from '#lib/wallet/verify-ledger.ts'
import { isBankHoliday } from '#lib/payouts/business-days.ts'
import { gatherPayouts } from '#lib/payouts/gather-payouts.ts'
import { payThroughProvider } from '#lib/payouts/pay-through-provider.ts'
import { requestRefundPayouts } from '#lib/payouts/request-refund-payouts.ts'
import { UNDER_WAY } from '#lib/payouts/payout-status.ts'
import { Payout } from '#lib/payouts/payout.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { currentSettings } from '#lib/settings/settings.ts'

/** The ledger is not what its journals say: nothing is paid out until somebody knows why. */
export class LedgerDiffers extends Error {
  constructor(count: number) {
    super(`${count} balances differ from their journals (npm run ledger:verify): nothing is paid out`)
  }
}

/**
 * The payout run, on business days (its cron knows weekends, the table knows holidays):
 * 1. it pays nothing while the ledger differs from its journals (LedgerDiffers, which raises the alarm)
 * 2. refunds that only a bank can pay back, and whose payer named an account, become payouts
 * 3. what is Requested is gathered into batches
 * 4. the provider pays the accounts it has; the rest waits for staff, who take the batch's file to the bank
 * Each step is stored before the next begins, so that a run may end anywhere, and the next one goes on.
 */
export async function runPayouts(provider: PayoutProvider = stripePayouts) {
  const { bankHolidays } = await currentSettings()
  if (isBankHoliday(clock(), bankHolidays)) return { gathered: 0, settled: 0 }
  const differences = await verifyLedger()
  if (differences.length > 0) throw new LedgerDiffers(differences.length)
  await requestRefundPayouts()
  let gathered = 0
  for (let more = await gatherPayouts(); more > 0; more = await gatherPayouts()) gathered += more
  return { gathered, settled: await payThroughProvider(provider) }
}

/** Asks the provider about what it has not told yet, between two runs. */
export async function followPayouts(provider: PayoutProvider = stripePayouts) {
  const waiting = await Payout.exists({ kind: 'stripe', status: trusted({ $in: UNDER_WAY }) })
  if (!waiting) return { settled: 0 }
  const differences = await verifyLedger()
  if (differences.length > 0) throw new LedgerDiffers(differences.length)
  return { settled: await payThroughProvider(provider) }
}
