import type { ClientSession } from 'mongoose'
import type * as z from 'zod'
import { fail } from '#lib/errors/app-error.ts'
import { saveResponse } from '#lib/idempotency/save-response.ts'
import { Payout, type PayoutRecord } from '#lib/model/payout.model.ts'
import { User } from '#lib/model/user.model.ts'
import type { payoutOutcome } from '#lib/payouts/payout.schemas.ts'
import { readPayout } from '#lib/payouts/payout.view.ts'
import { type Settlement, settlePayout } from '#lib/payouts/settle-payout.ts'
import { MINUTE, realTime } from '#lib/platform/clock.ts'
import type { PayoutId, UserId } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'

/** As long as a call to the provider may be on its way, nobody decides what became of it. */
const AWAITING_BANK = 5 * MINUTE

/**
 * Staff say what became of a payout, line by line of the bank's answer (PAYOUT_NOT_FOUND):
 * 1. it is under way, that is Batched or later, and not settled (PAYOUT_NOT_UNDER_WAY). The withdrawal of somebody who is
 *    banned is in no batch and waits for staff: it can be settled from the begin
 * 2. one that the provider was told of or asked about minutes ago is not decided by hand (PAYOUT_NOT_UNDER_WAY)
 * 3. `failed` needs a reason, which its craftsman reads (REASON_REQUIRED)
 * Two at once: one settles it, the other is refused.
 */
export async function settleManually(
  payoutId: PayoutId,
  { outcome, reference, reason }: z.output<typeof payoutOutcome>,
  admin: UserId,
  /** What has to be stored with it, first of all. */
  before?: (tx: ClientSession) => Promise<void>,
) {
  if (outcome === 'failed' && !reason) throw fail('REASON_REQUIRED')
  const settlement: Settlement = {
    payoutId,
    outcome,
    ...(reference && { reference }),
    ...(reason && { reason }),
    actor: admin,
  }
  return inTransaction(async (tx) => {
    await before?.(tx)
    const payout = await Payout.findById(payoutId).session(tx).lean()
    if (!payout) throw fail('PAYOUT_NOT_FOUND')
    const isOnItsWay = payout.status === 'Unknown' || payout.status === 'Sent'
    const lately = realTime().getTime() - AWAITING_BANK
    if (isOnItsWay && (payout.triedAt?.getTime() ?? 0) > lately) throw fail('PAYOUT_NOT_UNDER_WAY')
    const isHeldBack = payout.purpose === 'Withdrawal' && (await isBanned(tx, payout.payee))
    if (!(await settlePayout(tx, { ...settlement, isHeldBack }))) throw fail('PAYOUT_NOT_UNDER_WAY')
    const answer = await readPayout(tx, payoutId)
    await saveResponse(tx, answer)
    return answer
  })
}

const isBanned = async (tx: ClientSession, _id: PayoutRecord['payee']): Promise<boolean> =>
  (await User.exists({ _id, isBanned: true }).session(tx)) !== null
