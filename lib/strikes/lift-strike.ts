import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { saveResponse } from '#lib/idempotency/save-response.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Strike } from '#lib/model/strike.model.ts'
import { clock } from '#lib/platform/clock.ts'
import type { StrikeId, UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId, trusted } from '#lib/platform/mongo.ts'
import { recordStrikeEvent } from '#lib/strikes/record-strike-event.ts'
import type { strikeLift } from '#lib/strikes/strike.schemas.ts'
import { readStrike, toStaffStrikeView } from '#lib/strikes/strike.view.ts'

/**
 * Lift a strike: staff uphold an appeal, or see a mistake of their own.
 * 1. the strike exists (STRIKE_NOT_FOUND) and was not lifted before (STRIKE_LIFTED)
 * 2. one transaction: it counts nowhere any more, and neither does the cancellation that it was for count against the
 *    craftsman's reliability; the log, and the event that tells its user
 * Of two at once one wins. An appeal that comes at the same time is upheld with it, or finds the strike lifted.
 */
export const liftStrike = (strikeId: StrikeId, { note = '' }: z.output<typeof strikeLift>, staff: UserId) =>
  inTransaction(async (tx) => {
    const lifted = { by: objectId(staff), note, at: clock() }
    const strike = await Strike.findOneAndUpdate(
      { _id: strikeId, status: trusted({ $ne: 'Lifted' }) },
      { $set: { status: 'Lifted', lifted } },
      { session: tx },
    ).lean()
    if (!strike)
      throw fail((await Strike.exists({ _id: strikeId }).session(tx)) ? 'STRIKE_LIFTED' : 'STRIKE_NOT_FOUND')
    await Contract.updateMany(
      { job: strike.job, craftsman: strike.user, 'cancellation.fault': 'craftsman' },
      { $set: { 'cancellation.isLifted': true, updatedAt: lifted.at } },
      { session: tx },
    )
    const target = { kind: 'Strike', id: strikeId }
    await logActivity(tx, { actor: staff, action: 'strike.lift', target })
    await recordStrikeEvent(tx, 'strike.lifted', strike)
    const view = toStaffStrikeView(await readStrike(strikeId, tx))
    await saveResponse(tx, view)
    return view
  })
