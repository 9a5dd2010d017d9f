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

/** How many accounts the event and the log name. */
const MAX_NAMED = 20

/**
 * The schedule: checks what is new in the ledger since the last run, and goes on with the rolling audit of all that is
 * old. Staff are told of what differs, once a day for the same differences.
 */
export async function checkLedger(): Promise<{ readonly checked: number; readonly differing: number }> {
  const now = realTime()
  const checked = await checkAndTell({
    until: addMs(now, NEW_FOR),
    auditPages: Number.POSITIVE_INFINITY,
    auditUntil: addMs(now, AUDIT_UNTIL),
  })
  return checked
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
    log.error('accounts differ from their journals, so nothing is paid out of them', { count: differing.length })
    await tellStaff(differing).catch((error: unknown) => {
      log.error('staff could not be told that the ledger differs', { error })
    })
  }
  return { checked, differing: differing.length }
}

const MAX_TOLD = 1_000

function tellStaff(differing: readonly LedgerCheckpointRecord[]): Promise<void> {
  const found = differing.map(({ _id, differences = [] }) => [_id, differences] as const)
  const sorted = found.toSorted(([a], [b]) => (a < b ? -1 : 1))
  const once = createHash('sha256').update(JSON.stringify(sorted)).digest('hex')
  const accounts = sorted.slice(0, MAX_NAMED).map(([account]) => account)
  return inTransaction((tx) =>
    recordEvent(tx, 'ledger.differs', { count: differing.length, accounts }, { onceADay: once }),
  )
}
