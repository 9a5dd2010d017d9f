import { createHash } from 'node:crypto'
import { recordEvent } from '#lib/events/record-event.ts'
import type { LedgerCheckpointRecord } from '#lib/model/ledger-checkpoint.model.ts'
import { checkLedger as check, differingNow, type LedgerCheck } from '#lib/money/check-ledger.ts'
import { addMs, realTime, SECOND } from '#lib/platform/clock.ts'
import { log } from '#lib/platform/logger.ts'
import { inTransaction } from '#lib/platform/mongo.ts'

/** How long a run of the schedule reads new journals, and until when it goes on with the audit. */
const NEW_FOR = 60 * SECOND
const AUDIT_UNTIL = 80 * SECOND

/** How long new journals are read before a payout run: the schedule has read all but the last minutes. */
const BEFORE_PAYOUTS = 20 * SECOND

/** A few pages: the schedule goes on with the rest. A small ledger is verified as a whole each time. */
const PAGES_BEFORE_PAYOUTS = 4

/** How many accounts the event names, as it is read on locked screens, and how many the log does. */
const NAMED = { event: 2, log: 20 }

/**
 * The schedule: checks what is new in the ledger since the last run, and goes on with the rolling audit of all that is
 * old. Staff are told of what differs, once a day for the same differences.
 */
export async function checkLedger(): Promise<{ readonly checked: number; readonly differing: number }> {
  const now = realTime()
  return checkAndTell({
    until: addMs(now, NEW_FOR),
    auditPages: Number.POSITIVE_INFINITY,
    auditUntil: addMs(now, AUDIT_UNTIL),
  })
}

/**
 * Before payouts: checks what came since the schedule's last run. It stops no run. A payout waits only for its own
 * accounts, which `mayPay` compares right before the money leaves, also where this check did not come so far.
 */
export async function checkBeforePayouts(): Promise<void> {
  await checkAndTell({ until: addMs(realTime(), BEFORE_PAYOUTS), auditPages: PAGES_BEFORE_PAYOUTS })
}

async function checkAndTell(scope: LedgerCheck) {
  const checked = await check(scope)
  const differing = await differingNow(MAX_TOLD)
  if (differing.length > 0) {
    const message = 'accounts differ from their journals, so nothing is paid out of them'
    log.error(message, { count: differing.length, event: namesOf(differing, NAMED.log) })
    await tellStaff(differing).catch((error: unknown) => {
      log.error('staff could not be told that the ledger differs', { error })
    })
  }
  return { checked, differing: differing.length }
}

const MAX_TOLD = 1_000

const namesOf = (differing: readonly LedgerCheckpointRecord[], most: number): string =>
  differing
    .slice(0, most)
    .map(({ _id }) => _id)
    .join(', ')

function tellStaff(differing: readonly LedgerCheckpointRecord[]): Promise<void> {
  const sorted = differing.toSorted((a, b) => (a._id < b._id ? -1 : 1))
  const found = sorted.map(({ _id, differences }) => [_id, differences])
  const once = createHash('sha256').update(JSON.stringify(found)).digest('hex')
  const told = { count: differing.length, accounts: namesOf(sorted, NAMED.event) }
  return inTransaction((tx) => recordEvent(tx, 'ledger.differs', told, { onceADay: once }))
}
