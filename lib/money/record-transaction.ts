import { type ClientSession, Types } from 'mongoose'
import { markTouched } from '#lib/events/touched.ts'
import type { GatewayName } from '#lib/model/gateway-names.ts'
import { Transaction, type TransactionRecord } from '#lib/model/transaction.model.ts'
import type { TransactionStatus, TransactionType } from '#lib/model/transaction-status.ts'
import { User } from '#lib/model/user.model.ts'
import {
  type ContractId,
  idOf,
  type JobId,
  type PaymentId,
  type PayoutId,
  type TransactionId,
  type UserId,
} from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

interface NewTransaction {
  readonly userId: UserId
  readonly type: TransactionType
  /** Piastres, negative for debits. */
  readonly amount: number
  readonly status: TransactionStatus
  readonly gateway?: GatewayName
  readonly at: Date
  readonly clearsAt?: Date
  readonly jobId?: JobId
  readonly contractId?: ContractId
  readonly paymentId?: PaymentId
  readonly payoutId?: PayoutId
}

/**
 * Adds a line to a craftsman's statement, in the transaction of its journal. A Completed line also changes
 * `users.wallet.balance`: the balance is always the sum of the Completed lines.
 */
export async function recordTransaction(tx: ClientSession, entry: NewTransaction): Promise<TransactionId> {
  const { userId, type, amount, status, gateway = 'System', at, clearsAt } = entry
  const _id = new Types.ObjectId()
  const line: TransactionRecord = {
    _id,
    user: objectId(userId),
    type,
    amount,
    status,
    gateway,
    createdAt: at,
    updatedAt: at,
    ...(clearsAt && { clearsAt }),
    ...(entry.jobId && { job: objectId(entry.jobId) }),
    ...(entry.contractId && { contract: objectId(entry.contractId) }),
    ...(entry.paymentId && { payment: objectId(entry.paymentId) }),
    ...(entry.payoutId && { payout: objectId(entry.payoutId) }),
  }
  await Transaction.create([line], { session: tx })
  if (type === 'Fee' && status === 'Pending') {
    await User.updateOne({ _id: userId }, { $set: { owesFees: true } }, { session: tx })
    if (!entry.jobId) await markTouched(tx, `debt:${userId}`) // else an event names the job
  }
  if (status === 'Completed') await changeWalletBalance(tx, userId, amount)
  return idOf<'Transaction'>(_id)
}

/**
 * Changes the balance that a craftsman sees, by an amount in piastres. Always together with a line that becomes
 * Completed.
 */
export async function changeWalletBalance(tx: ClientSession, userId: UserId, amount: number): Promise<void> {
  await User.updateOne({ _id: userId }, { $inc: { 'wallet.balance': amount } }, { session: tx })
}
