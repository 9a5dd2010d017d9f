import type { AnyBulkWriteOperation } from 'mongoose'
import mongoose from 'mongoose'
import type { Account } from '#lib/model/account.ts'
import { Balance, type BalanceRecord } from '#lib/model/balance.model.ts'
import {
  type Difference,
  LedgerCheckpoint,
  type LedgerCheckpointRecord,
} from '#lib/model/ledger-checkpoint.model.ts'
import { realTime } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'

/** An account that was verified up to a version. */
export interface CheckedAccount {
  readonly account: Account
  readonly version: number
  /** In piastres. */
  readonly posted: number
  readonly differences: readonly Difference[]
  /** Whether its whole history was read, and not only what was new. */
  readonly isWhole: boolean
  /** The checkpoint that was there, and the balance that was compared. */
  readonly checkpoint: LedgerCheckpointRecord | undefined
  readonly balance: BalanceRecord | undefined
}

/**
 * Keeps what was verified: the checkpoint moves forward, never back (unless all was read `anew`), and what differs is
 * noted. Only a history that was read as a whole clears a difference, as it may lie before the checkpoint. At last the
 * accounts are marked as checked, if no journal came since; a run that dies before that leaves them to the next one.
 */
export async function saveCheckpoints(checked: readonly CheckedAccount[], anew: boolean): Promise<void> {
  const at = realTime()
  const writes = checked
    .filter((account) => anew || isNews(account))
    .map((account) =>
      account.differences.length > 0 ? noteDifferences(account, at) : moveOn(account, anew, at),
    )
  if (writes.length > 0) await LedgerCheckpoint.bulkWrite(writes, { ordered: false }).catch(unlessOvertaken)
  const read = checked.flatMap(({ balance }) => (balance?.unchecked ? [balance] : []))
  if (read.length === 0) return
  await Balance.bulkWrite(
    read.map(({ _id, version }) => ({
      updateOne: { filter: { _id, version, unchecked: true }, update: { $unset: { unchecked: 1 } } },
    })),
    { ordered: false },
  )
}

const isNews = ({ differences, checkpoint, version }: CheckedAccount): boolean =>
  differences.length > 0 || checkpoint?.differences !== undefined || (checkpoint?.version ?? 0) !== version

type Write = AnyBulkWriteOperation<LedgerCheckpointRecord>

function moveOn({ account, version, posted, isWhole }: CheckedAccount, anew: boolean, at: Date): Write {
  const filter = { _id: account, ...(!anew && { version: trusted({ $lte: version }) }) }
  const $unset = isWhole ? { $unset: { differences: 1, differsSince: 1 } as const } : {}
  return {
    updateOne: { filter, update: { $set: { version, posted, checkedAt: at }, ...$unset }, upsert: true },
  }
}

function noteDifferences({ account, differences }: CheckedAccount, at: Date): Write {
  const update = {
    $set: {
      version: { $ifNull: ['$version', 0] },
      posted: { $ifNull: ['$posted', 0] },
      checkedAt: at,
      differences: { $literal: differences.slice(0, MAX_NOTED) },
      differsSince: { $ifNull: ['$differsSince', at] },
    },
  }
  // mongoose's types know no expressions of a pipeline
  return { updateOne: { filter: { _id: account }, update: [update] as never, upsert: true } }
}

const MAX_NOTED = 20

/** Another run was faster, and has verified more: its checkpoint stays. */
function unlessOvertaken(error: unknown): void {
  const isOvertaken =
    error instanceof mongoose.mongo.MongoBulkWriteError &&
    [error.writeErrors].flat().every(({ code }) => code === 11000)
  if (!isOvertaken) throw error
}
