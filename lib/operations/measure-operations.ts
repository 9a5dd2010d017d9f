import mongoose from 'mongoose'
import { Dispute } from '#lib/model/dispute.model.ts'
import { UNRESOLVED_STATUSES } from '#lib/model/dispute-status.ts'
import { LedgerCheckpoint } from '#lib/model/ledger-checkpoint.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { OPEN_PAYOUTS } from '#lib/model/payout-status.ts'
import { type OperationGauge, OPERATIONS_LINE } from '#lib/operations/gauges.ts'
import { addMs, clock, HOUR, MINUTE } from '#lib/platform/clock.ts'
import { log } from '#lib/platform/logger.ts'
import { trusted } from '#lib/platform/mongo.ts'

type Gauges = Partial<Readonly<Record<OperationGauge, number>>>

/** The most that is counted of anything: an alarm has rung long before, and the run costs the same at any size. */
const MAX_COUNTED = 1_000

/** Where little is open, the database would rather sort. */
const BY_DUE_DATE = { status: 1, dueBy: 1 } as const

/** Of how many of the latest payouts and disputes it is said how fast they were. */
const LATEST = 100

/**
 * Measures how the promises of the platform are kept, for the dashboard and its alarms:
 * 1. payouts against their two business days, disputes against their 72 hours
 * 2. accounts that differ from their journals, and events that wait to be sent
 * 3. connections to the database, if its user may ask for them
 * Each is read along an index and counted up to a limit. The log line is what the metrics are made of.
 */
export async function measureOperations(): Promise<Readonly<Record<string, number>>> {
  const parts = await Promise.all([payouts(), disputes(), ledgerAndOutbox(), connections()])
  const gauges: Gauges = Object.assign({}, ...parts) as Gauges
  log.info(OPERATIONS_LINE, { gauges })
  return {}
}

async function payouts(): Promise<Gauges> {
  const open = { status: trusted({ $in: [...OPEN_PAYOUTS] }) }
  const now = clock()
  const [payoutsOpen, payoutsOverdue, next, paid] = await Promise.all([
    Payout.countDocuments(open).limit(MAX_COUNTED),
    Payout.countDocuments({ ...open, dueBy: trusted({ $lt: now }) }).limit(MAX_COUNTED),
    Payout.findOne(open, { dueBy: 1 }).sort({ dueBy: 1 }).hint(BY_DUE_DATE).lean(),
    Payout.find({ status: 'Paid' }, { _id: 0, settledAt: 1, dueBy: 1 })
      .sort({ settledAt: -1 })
      .limit(LATEST)
      .lean(),
  ])
  const inTime = paid.filter(({ settledAt, dueBy }) => settledAt && settledAt <= dueBy)
  return {
    payoutsOpen,
    payoutsOverdue,
    ...(next && { payoutHoursLeft: hoursBetween(now, next.dueBy) }),
    ...(paid.length > 0 && { payoutsInTimePercent: Math.round((100 * inTime.length) / paid.length) }),
  }
}

async function disputes(): Promise<Gauges> {
  const open = { status: trusted({ $in: [...UNRESOLVED_STATUSES] }) }
  const now = clock()
  const [disputesOpen, disputesOverdue, next, decided] = await Promise.all([
    Dispute.countDocuments(open).limit(MAX_COUNTED),
    Dispute.countDocuments({ ...open, dueBy: trusted({ $lt: now }) }).limit(MAX_COUNTED),
    Dispute.findOne(open, { dueBy: 1 })
      .sort({ dueBy: 1 })
      .hint({ ...BY_DUE_DATE, _id: 1 })
      .lean(),
    Dispute.find({ status: 'Resolved' }, { createdAt: 1, resolution: 1, appeal: 1 })
      .sort({ 'resolution.at': -1 })
      .limit(LATEST)
      .lean(),
  ])
  const hours = decided
    .filter(({ resolution }) => resolution?.decision !== 'Withdrawn')
    .map(({ createdAt, resolution, appeal }) =>
      hoursBetween(appeal?.at ?? createdAt, resolution?.at ?? createdAt),
    )
    .toSorted((a, b) => a - b)
  const median = hours[Math.floor(hours.length / 2)]
  return {
    disputesOpen,
    disputesOverdue,
    ...(next && { disputeHoursLeft: hoursBetween(now, next.dueBy) }),
    ...(median !== undefined && { disputeMedianHours: median }),
  }
}

async function ledgerAndOutbox(): Promise<Gauges> {
  const differing = { differsSince: trusted({ $exists: true }) }
  const waiting = { sentAt: null, at: trusted({ $lt: addMs(clock(), -MINUTE) }) }
  const [ledgerDifferences, outboxWaiting] = await Promise.all([
    LedgerCheckpoint.countDocuments(differing).hint({ checkedAt: 1 }).limit(MAX_COUNTED),
    Outbox.countDocuments(waiting).limit(MAX_COUNTED),
  ])
  return { ledgerDifferences, outboxWaiting }
}

/** Only a user with the action `serverStatus` may ask (docs/runbooks/database-connections.md). */
async function connections(): Promise<Gauges> {
  try {
    const { connections: counted } = (await mongoose.connection.db?.admin().command({
      serverStatus: 1,
      repl: 0,
      metrics: 0,
      locks: 0,
    })) as { connections: { current: number; available: number } }
    const { current, available } = counted
    return {
      databaseConnections: current,
      databaseConnectionsPercent: Math.round((100 * current) / (current + available)),
    }
  } catch (error) {
    log.debug('the database does not tell of its connections', { error })
    return {}
  }
}

/** With one decimal. */
const hoursBetween = (from: Date, to: Date): number =>
  Math.round((to.getTime() - from.getTime()) / (HOUR / 10)) / 10
