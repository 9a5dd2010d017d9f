import { Types, type ClientSession } from 'mongoose'
import type { GatewayName } from '#lib/money/gateways.ts'
import {
  idOf,
  type ContractId,
  type JobId,
  type PaymentId,
  type PayoutId,
  type TransactionId,
  type UserId,
} from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { Transaction, type TransactionRecord } from '#lib/wallet/transaction.model.ts'
import type { TransactionStatus, TransactionType } from '#lib/wallet/transaction-status.ts'
import { User } from '#lib/users/user.model.ts'

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
 * Writes one line of a craftsman's statement, in the transaction of the journal that it tells of. A Completed
 * one moves `users.wallet.balance` with it: the balance is the sum of the Completed lines, always.
 */
export async function recordTransaction(
  session: ClientSession,
  entry: NewTransaction,
): Promise<TransactionId> {
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
  await Transaction.create([line], { session })
  if (status === 'Completed') await moveWallet(session, userId, amount)
  return idOf<'Transaction'>(_id)
}

/** Moves the balance that a craftsman sees, by piastres; always together with a line that became Completed. */
export async function moveWallet(session: ClientSession, userId: UserId, amount: number): Promise<void> {
  await User.updateOne({ _id: userId }, { $inc: { 'wallet.balance': amount } }, { session })
}
