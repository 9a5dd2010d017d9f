/** What `measureOperations` logs, each a metric of the deployment. Counts stop at `MAX_COUNTED`. */
export const OPERATION_GAUGES = [
  /** Payouts that are neither paid nor failed, and those of them whose two business days are over. */
  'payoutsOpen',
  'payoutsOverdue',
  /** Until the next payout has to be paid; below zero it is late. Absent if none is open. */
  'payoutHoursLeft',
  /** Of the latest payouts that were paid, how many percent were in time. */
  'payoutsInTimePercent',
  'disputesOpen',
  'disputesOverdue',
  /** Until the next dispute has to be decided. */
  'disputeHoursLeft',
  /** The median time to decide, of the latest disputes that were decided. */
  'disputeMedianHours',
  /** Accounts and journals that differ from each other. */
  'ledgerDifferences',
  /** Events that wait for longer than a minute to be sent. */
  'outboxWaiting',
  /** Of the connections that the database allows. Absent where its user may not ask. */
  'databaseConnections',
  'databaseConnectionsPercent',
] as const

/** What `checkUptime` logs: 1 or 0, and how long it took. */
export const UPTIME_GAUGES = ['healthUp', 'healthMs', 'loginUp', 'loginMs'] as const

export type OperationGauge = (typeof OPERATION_GAUGES)[number]
export type UptimeGauge = (typeof UPTIME_GAUGES)[number]

/** The messages of the two log lines, by which metrics find them. */
export const OPERATIONS_LINE = 'operations measured'
export const UPTIME_LINE = 'uptime checked'
