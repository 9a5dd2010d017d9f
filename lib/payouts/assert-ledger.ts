import { createHash } from 'node:crypto'
import { recordEvent } from '#lib/events/record-event.ts'
import { type Difference, verifyLedger } from '#lib/money/verify-ledger.ts'
import { log } from '#lib/platform/logger.ts'
import { inTransaction } from '#lib/platform/mongo.ts'

/** The ledger differs from its journals. Nothing is paid out until the reason is known. */
export class LedgerMismatchError extends Error {
  constructor(count: number) {
    super(`${count} balances differ from their journals (npm run ledger:verify), so nothing is paid out`)
  }
}

/**
 * Throws LedgerMismatchError while the ledger differs from its journals. Staff are told, once a day for the same
 * differences.
 */
export async function assertLedgerMatches(): Promise<void> {
  const differences = await verifyLedger()
  if (differences.length === 0) return
  await tellStaff(differences).catch((error: unknown) => {
    log.error('staff could not be told that the ledger differs', { error })
  })
  throw new LedgerMismatchError(differences.length)
}

function tellStaff(differences: readonly Difference[]): Promise<void> {
  const once = createHash('sha256').update(JSON.stringify(differences)).digest('hex')
  const count = differences.length
  return inTransaction((tx) => recordEvent(tx, 'ledger.differs', { count }, { onceADay: once }))
}
