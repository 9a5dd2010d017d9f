import type { ClientSession } from 'mongoose'
import { recordEvent } from '#lib/events/outbox.ts'
import { debtOf } from '#lib/money/accounts.ts'
import { asPiastres, minus, NOTHING, shareOf, type Piastres } from '#lib/money/piastres.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { currentSettings } from '#lib/settings/settings.ts'

/**
 * Warns a craftsman once his debt has come to 70 % of the limit, in the transaction that books the fee: `added` is
 * by how much the debt has just grown. He is warned when he passes the mark, again only after he was below it.
 */
export async function warnOfDebt(session: ClientSession, userId: UserId, added: Piastres): Promise<void> {
  if (added <= 0) return
  const { feeDebt } = await currentSettings()
  const mark = shareOf(asPiastres(feeDebt.most), feeDebt.warnAt)
  const owed = minus(NOTHING, await balanceOf(debtOf(userId), session))
  if (owed < mark || owed - added >= mark) return
  await recordEvent(session, 'fee.warning', { craftsmanId: userId, owed, limit: feeDebt.most })
}
