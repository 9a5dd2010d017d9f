import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { Payout, type PayoutRecord } from '#lib/model/payout.model.ts'
import { PayoutAccount } from '#lib/model/payout-account.model.ts'
import { PayoutBatch } from '#lib/model/payout-batch.model.ts'
import { User } from '#lib/model/user.model.ts'
import { bankFile, type BankLine } from '#lib/payouts/bank-file.ts'
import { payable } from '#lib/payouts/check-payouts.ts'
import { unlessBanned } from '#lib/payouts/gather-payouts.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type PayoutBatchId, type UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId, trusted } from '#lib/platform/mongo.ts'
import { decryptNumber } from '#lib/wallet/payout-account-number.ts'

/** How many account numbers are decrypted concurrently: each may need a key from KMS. */
const CONCURRENCY = 20

/**
 * The file of a batch for the bank, with the whole account numbers (PAYOUT_BATCH_NOT_FOUND):
 * 1. at the first download, the payouts of users who were banned since, and those whose accounts differ in the ledger,
 *    are taken out and wait; after that no payout is taken out, because the bank has the file
 * 2. it has only what the bank still has to pay: no settled payouts, and none that Stripe pays
 * 3. each download is recorded in the activity log before anybody gets the file
 */
export async function downloadBatch(batchId: PayoutBatchId, admin: UserId): Promise<string> {
  const isFirst = await PayoutBatch.exists({ _id: batchId, downloadedAt: trusted({ $exists: false }) })
  const payableIds = isFirst ? await payable(await Payout.find(byBank(batchId)).lean()) : []
  const open = await inTransaction(async (tx) => {
    const batch = await PayoutBatch.findById(batchId).session(tx).lean()
    if (!batch) throw fail('PAYOUT_BATCH_NOT_FOUND')
    if (!batch.downloadedAt) await removeStopped(tx, batchId, payableIds)
    await PayoutBatch.updateOne(
      { _id: batchId },
      { $set: { downloadedAt: batch.downloadedAt ?? clock() } },
      { session: tx },
    )
    const lines = await Payout.find(byBank(batchId)).sort({ requestedAt: 1, _id: 1 }).session(tx).lean()
    await logActivity(tx, {
      actor: admin,
      action: 'payout.download',
      target: { kind: 'PayoutBatch', id: batchId },
      details: { lines: lines.length },
    })
    return lines
  })
  return bankFile(await linesOf(open))
}

const byBank = (batchId: PayoutBatchId) => ({
  batch: objectId(batchId),
  status: 'Batched' as const,
  kind: trusted({ $in: ['bank', 'mobileWallet'] as const }),
})

async function removeStopped(
  tx: ClientSession,
  batchId: PayoutBatchId,
  payableIds: readonly PayoutRecord['_id'][],
): Promise<void> {
  const lines = await Payout.find(byBank(batchId), { _id: 1 }).session(tx).lean()
  const allowed = await Payout.aggregate<{ _id: PayoutRecord['_id'] }>([
    { $match: { _id: { $in: payableIds } } },
    ...unlessBanned,
    { $project: { _id: 1 } },
  ]).session(tx)
  const allowedIds = new Set(allowed.map(({ _id }) => idOf(_id)))
  const stopped = lines.map(({ _id }) => _id).filter((_id) => !allowedIds.has(idOf(_id)))
  if (stopped.length === 0) return
  await Payout.updateMany(
    { _id: trusted({ $in: stopped }), status: 'Batched' },
    { $set: { status: 'Requested', updatedAt: clock() }, $unset: { batch: 1 } },
    { session: tx },
  )
}

async function linesOf(payouts: readonly PayoutRecord[]): Promise<readonly BankLine[]> {
  const lines: BankLine[] = []
  for (let i = 0; i < payouts.length; i += CONCURRENCY) {
    lines.push(...(await Promise.all(payouts.slice(i, i + CONCURRENCY).map(lineOf))))
  }
  return lines
}

async function lineOf({ _id, account: accountId, amount, payee }: PayoutRecord): Promise<BankLine> {
  const [account, person] = await Promise.all([
    PayoutAccount.findById(accountId).lean().orFail(),
    User.findById(payee, { firstName: 1, lastName: 1 }).lean().orFail(),
  ])
  const { holder, number } = await decryptNumber(account)
  return {
    payoutId: idOf<'Payout'>(_id),
    holder: holder ?? `${person.firstName} ${person.lastName}`.trim(),
    number,
    kind: account.kind === 'bank' ? 'bank' : 'mobileWallet',
    amount,
  }
}
