import { DEMO, contractId, jobId } from '#infra/local/demo/demo.ts'
import { Contract } from '#lib/contracts/contract.model.ts'
import { debtOf } from '#lib/money/accounts.ts'
import { Journal } from '#lib/money/journal.model.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import { collectDebt } from '#lib/wallet/collect-debt.ts'
import { recordTransaction } from '#lib/wallet/record-transaction.ts'

/** The fee of the confirmed Cash job: booked when its client confirmed, and taken from craftsman1's earnings. */
export async function seedFees(): Promise<void> {
  const [number, userId] = [7, DEMO.people.craftsman1.id]
  const contract = await Contract.findById(objectId(contractId(number))).lean()
  const key = `release:${contractId(number)}`
  if (!contract?.confirmedAt || (await Journal.exists({ key }))) return
  const { confirmedAt: at, platformFee: fee } = contract
  const of = { jobId: jobId(number), at } as const
  await inTransaction(async (session) => {
    const lines = [
      { account: debtOf(userId), amount: -fee },
      { account: 'platform:fees' as const, amount: fee },
    ]
    await postJournal(session, { key, kind: 'cashFee', lines, ...of })
    const line = { userId, type: 'Fee', status: 'Pending', amount: -fee, ...of } as const
    await recordTransaction(session, { ...line, contractId: contractId(number) })
    await collectDebt(session, { userId, cause: key, at })
  })
}
