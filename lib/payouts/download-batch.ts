import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/activity-log.ts'
import { fail } from '#lib/errors/app-error.ts'
import { bankFile, type BankLine } from '#lib/payouts/bank-file.ts'
import { unlessBanned } from '#lib/payouts/gather-payouts.ts'
import { PayoutBatch } from '#lib/payouts/payout-batch.model.ts'
import { Payout, type PayoutRecord } from '#lib/payouts/payout.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type PayoutBatchId, type UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId, trusted } from '#lib/platform/mongo.ts'
import { PayoutAccount } from '#lib/wallet/payout-account.model.ts'
import { numberOf } from '#lib/wallet/payout-account-number.ts'
import { User } from '#lib/users/user.model.ts'

/** How many numbers are decrypted side by side: each may ask KMS for a key. */
const AT_ONCE = 20

/**
 * The file of a batch for the bank, with the whole account numbers (PAYOUT_BATCH_NOT_FOUND):
 * 1. the first time, whoever was banned since is taken out and waits; later its lines stay as the bank has them
 * 2. it has what is still to be paid: a line that was settled, or that Stripe pays, is not in it
 * 3. each download is in the activity log before anybody has the file
 */
export async function downloadBatch(batchId: PayoutBatchId, admin: UserId): Promise<string> {
  const open = await inTransaction(async (session) => {
    const batch = await PayoutBatch.findById(batchId).session(session).lean()
    if (!batch) throw fail('PAYOUT_BATCH_NOT_FOUND')
    if (!batch.downloadedAt) await takeOutBanned(session, batchId)
    await PayoutBatch.updateOne(
      { _id: batchId },
      { $set: { downloadedAt: batch.downloadedAt ?? clock() } },
      { session },
    )
    const lines = await Payout.find(byBank(batchId)).sort({ requestedAt: 1, _id: 1 }).session(session).lean()
    await logActivity(session, {
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

async function takeOutBanned(session: ClientSession, batchId: PayoutBatchId): Promise<void> {
  const lines = await Payout.find(byBank(batchId), { _id: 1 }).session(session).lean()
  const allowed = await Payout.aggregate<{ _id: PayoutRecord['_id'] }>([
    { $match: { _id: { $in: lines.map(({ _id }) => _id) } } },
    ...unlessBanned,
    { $project: { _id: 1 } },
  ]).session(session)
  const keep = new Set(allowed.map(({ _id }) => idOf(_id)))
  const out = lines.map(({ _id }) => _id).filter((_id) => !keep.has(idOf(_id)))
  if (out.length === 0) return
  await Payout.updateMany(
    { _id: trusted({ $in: out }), status: 'Batched' },
    { $set: { status: 'Requested', updatedAt: clock() }, $unset: { batch: 1 } },
    { session },
  )
}

async function linesOf(payouts: readonly PayoutRecord[]): Promise<readonly BankLine[]> {
  const lines: BankLine[] = []
  for (let i = 0; i < payouts.length; i += AT_ONCE) {
    lines.push(...(await Promise.all(payouts.slice(i, i + AT_ONCE).map(lineOf))))
  }
  return lines
}

async function lineOf({ _id, account: accountId, amount, payee }: PayoutRecord): Promise<BankLine> {
  const [account, person] = await Promise.all([
    PayoutAccount.findById(accountId).lean().orFail(),
    User.findById(payee, { firstName: 1, lastName: 1 }).lean().orFail(),
  ])
  const { holder, number } = await numberOf(account)
  return {
    payoutId: idOf<'Payout'>(_id),
    holder: holder ?? `${person.firstName} ${person.lastName}`.trim(),
    number,
    kind: account.kind === 'bank' ? 'bank' : 'mobileWallet',
    amount,
  }
}
