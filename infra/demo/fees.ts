import { contractId, DEMO, jobId } from '#infra/demo/demo-ids.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Journal } from '#lib/model/journal.model.ts'
import { debtOf } from '#lib/money/accounts.ts'
import { collectDebt } from '#lib/money/collect-debt.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { recordTransaction } from '#lib/money/record-transaction.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'

/** Posts the fees of the confirmed Cash jobs at the time of their confirmation, and collects them from craftsman1's earnings. */
export async function seedFees(): Promise<void> {
  for (const number of [15, 7, 14]) await seedFee(number)
}

async function seedFee(number: number): Promise<void> {
  const userId = DEMO.people.craftsman1.id
  const contract = await Contract.findById(objectId(contractId(number))).lean()
  const key = `release:${contractId(number)}`
  if (!contract?.confirmedAt || (await Journal.exists({ key }))) return
  const { confirmedAt: at, platformFee: fee } = contract
  const of = { jobId: jobId(number), at } as const
  await inTransaction(async (tx) => {
    const postings = [
      { account: debtOf(userId), amount: -fee },
      { account: 'platform:fees' as const, amount: fee },
    ]
    await postJournal(tx, { key, kind: 'cashFee', postings, ...of })
    const transaction = { userId, type: 'Fee', status: 'Pending', amount: -fee, ...of } as const
    await recordTransaction(tx, { ...transaction, contractId: contractId(number) })
    await collectDebt(tx, { userId, cause: key, at })
  })
}
