import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { saveResponse } from '#lib/idempotency/save-response.ts'
import { Strike } from '#lib/model/strike.model.ts'
import { clock } from '#lib/platform/clock.ts'
import type { StrikeId, UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import { recordStrikeEvent } from '#lib/strikes/record-strike-event.ts'
import type { strikeAppeal } from '#lib/strikes/strike.schemas.ts'
import { readStrike, toStrikeView } from '#lib/strikes/strike.view.ts'

/**
 * Appeal against one's own strike.
 * 1. it is one's own (STRIKE_NOT_FOUND), it still stands (STRIKE_LIFTED), and nobody appealed before (STRIKE_APPEALED)
 * 2. one transaction: the appeal, the log, and the event that tells staff
 * Of two appeals at once one is stored.
 */
export const appealStrike = (strikeId: StrikeId, { reason }: z.output<typeof strikeAppeal>, user: UserId) =>
  inTransaction(async (tx) => {
    const strike = await Strike.findOne({ _id: strikeId, user: objectId(user) })
      .session(tx)
      .lean()
    if (!strike) throw fail('STRIKE_NOT_FOUND')
    if (strike.status === 'Lifted') throw fail('STRIKE_LIFTED')
    const { matchedCount } = await Strike.updateOne(
      { _id: strike._id, status: 'Standing' },
      { $set: { status: 'Appealed', appeal: { reason, at: clock() } } },
      { session: tx },
    )
    if (matchedCount === 0) throw fail('STRIKE_APPEALED')
    const target = { kind: 'Strike', id: strikeId }
    await logActivity(tx, { actor: user, action: 'strike.appeal', target })
    await recordStrikeEvent(tx, 'strike.appealed', strike)
    const view = toStrikeView(await readStrike(strikeId, tx))
    await saveResponse(tx, view)
    return view
  })
