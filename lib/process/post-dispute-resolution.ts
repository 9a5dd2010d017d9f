import type { ClientSession } from 'mongoose'
import type { ContractRecord } from '#lib/model/contract.model.ts'
import { walletOf } from '#lib/money/accounts.ts'
import { collectDebt } from '#lib/money/collect-debt.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { recordTransaction } from '#lib/money/record-transaction.ts'
import { idOf } from '#lib/platform/ids.ts'
import { asPiastres, type Piastres } from '#lib/platform/piastres.ts'
import type { TransitionContext } from '#lib/process/apply-transition.ts'
import { appealDeadline } from '#lib/process/decided-changes.ts'
import { refundClient } from '#lib/process/refund-client.ts'
import type { Split } from '#lib/process/settlement.ts'
import { currentSettings } from '#lib/settings/settings.ts'

interface DisputeSettlement {
  readonly contract: ContractRecord
  readonly split: Split
  readonly context: TransitionContext
  /** The journal's key, `decision:<dispute>`: a dispute is resolved once. */
  readonly key: string
}

/**
 * Posts the resolution of a dispute about money that was released before it, in the transaction of the resolution:
 * 1. the client's part leaves the craftsman's frozen earnings as a refund
 * 2. a waived fee goes back to the craftsman, at the platform's cost
 * 3. the craftsman's debt is collected from what they have again
 * The rest stays in the wallet, and clears when the time to appeal is over.
 */
export async function postDisputeResolution(tx: ClientSession, settlement: DisputeSettlement): Promise<void> {
  const { contract, split, key, context } = settlement
  const { at } = context
  const userId = idOf<'User'>(contract.craftsman)
  const clearsAt = appealDeadline(at, contract, await currentSettings())
  const entry = {
    userId,
    status: 'Completed',
    at,
    clearsAt,
    jobId: idOf<'Job'>(contract.job),
    contractId: idOf<'Contract'>(contract._id),
  } as const
  if (split.client > 0) {
    await refundClient(tx, { contract, amount: split.client, from: walletOf(userId), key, context })
    await recordTransaction(tx, { ...entry, type: 'Refund', amount: -split.client })
  }
  const waived = asPiastres(-split.platform)
  if (waived > 0) {
    await postFeeWaiver(tx, settlement, waived)
    await recordTransaction(tx, { ...entry, type: 'Fee', amount: waived })
  }
  await collectDebt(tx, { userId, cause: key, at })
}

const postFeeWaiver = (tx: ClientSession, { contract, context, key }: DisputeSettlement, fee: Piastres) =>
  postJournal(tx, {
    key: `waiver:${key}`,
    kind: 'goodwill',
    postings: [
      { account: 'platform:goodwill', amount: -fee },
      { account: walletOf(idOf(contract.craftsman)), amount: fee },
    ],
    jobId: idOf(contract.job),
    at: context.at,
  })
