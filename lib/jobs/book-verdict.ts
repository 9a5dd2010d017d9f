import type { ClientSession } from 'mongoose'
import type { ContractRecord } from '#lib/contracts/contract.model.ts'
import type { MoveMaking } from '#lib/jobs/make-move.ts'
import { payClient } from '#lib/jobs/pay-client.ts'
import type { Split } from '#lib/jobs/settlement.ts'
import { walletOf } from '#lib/money/accounts.ts'
import { asPiastres, type Piastres } from '#lib/money/piastres.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { idOf } from '#lib/platform/ids.ts'
import { collectDebt } from '#lib/wallet/collect-debt.ts'
import { recordTransaction } from '#lib/wallet/record-transaction.ts'

interface Verdict {
  readonly contract: ContractRecord
  readonly split: Split
  readonly making: MoveMaking
  /** What may be booked once: `decision:<dispute>`. */
  readonly key: string
}

/**
 * Books what staff decides of money that was released before the dispute, in the decision's own transaction:
 * 1. the client's part leaves the craftsman's frozen earnings and goes on its way back
 * 2. a fee that is waived now is given back to the craftsman at the platform's cost
 * 3. what he owes is taken from what he has again
 * The rest stays where it is.
 */
export async function bookVerdict(session: ClientSession, verdict: Verdict): Promise<void> {
  const { contract, split, key, making } = verdict
  const { at } = making
  const userId = idOf<'User'>(contract.craftsman)
  const line = {
    userId,
    status: 'Completed',
    at,
    jobId: idOf<'Job'>(contract.job),
    contractId: idOf<'Contract'>(contract._id),
  } as const
  if (split.client > 0) {
    await payClient(session, { contract, amount: split.client, from: walletOf(userId), key, making })
    await recordTransaction(session, { ...line, type: 'Refund', amount: -split.client })
  }
  const waived = asPiastres(-split.platform)
  if (waived > 0) {
    await giveBack(session, verdict, waived)
    await recordTransaction(session, { ...line, type: 'Fee', amount: waived })
  }
  await collectDebt(session, { userId, cause: key, at })
}

const giveBack = (session: ClientSession, { contract, making, key }: Verdict, fee: Piastres) =>
  postJournal(session, {
    key: `waiver:${key}`,
    kind: 'goodwill',
    lines: [
      { account: 'platform:goodwill', amount: -fee },
      { account: walletOf(idOf(contract.craftsman)), amount: fee },
    ],
    jobId: idOf(contract.job),
    at: making.at,
  })
