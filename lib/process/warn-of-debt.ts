import type { ClientSession } from 'mongoose'
import { recordEvent } from '#lib/events/record-event.ts'
import { debtOf } from '#lib/money/accounts.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { asPiastres, type Piastres, shareOf, subtract, ZERO } from '#lib/platform/piastres.ts'
import { currentSettings } from '#lib/settings/settings.ts'

/**
 * Warns a craftsman when their debt reaches a share of the limit (the setting `feeDebt.warnAt`), in the transaction
 * that books the fee. `added` is how much the debt has just grown. They are warned when the debt passes that mark, and
 * again only after it was below it.
 */
export async function warnOfDebt(tx: ClientSession, userId: UserId, added: Piastres): Promise<void> {
  if (added <= 0) return
  const { feeDebt } = await currentSettings()
  const mark = shareOf(asPiastres(feeDebt.most), feeDebt.warnAt)
  const owed = subtract(ZERO, await balanceOf(debtOf(userId), tx))
  if (owed < mark || owed - added >= mark) return
  await recordEvent(tx, 'fee.warning', { craftsmanId: userId, owed, limit: feeDebt.most })
}
