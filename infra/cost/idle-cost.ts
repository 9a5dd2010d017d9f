import type { Resource } from '#infra/testing/synthesize.ts'

/** Prices of CloudWatch, KMS and Secrets Manager a month, of us-east-1, as they were seen in 2025. */
const USD = { alarmMetric: 0.1, logMetric: 0.3, key: 1, secret: 0.4, secretRead: 0.05 / 10_000 } as const
const PER_MILLION = { queueRequests: 0.4, traces: 5 } as const
const FREE = { queueRequests: 1_000_000, traces: 100_000 } as const
const USD_A_GIGABYTE_OF_LOGS = 0.62

const MINUTES_A_MONTH = 30 * 24 * 60
/** Lambda keeps five connections to each queue, and asks again when 20 s brought nothing. */
const QUEUE_REQUESTS_A_MONTH = 5 * 3 * MINUTES_A_MONTH
/** What stays warm without people, some twelve functions, reads the secret every five minutes. */
const SECRET_READS_A_MONTH = 100_000
/** What a run of a schedule logs, with the lines of Lambda itself. */
const BYTES_LOGGED_BY_A_RUN = 1_000

/** What a stage has that costs while nobody uses it, counted in its templates. */
export interface Deployed {
  readonly functions: number
  readonly queues: number
  readonly schedules: number
  readonly alarmMetrics: number
  readonly logMetrics: number
  readonly keys: number
  readonly secrets: number
  readonly runsAMonth: number
}

export interface IdleLine {
  readonly what: string
  readonly usd: number
}

type OfType = (type: string) => readonly Resource[]

/** Counts what a stage has. Dead letters wait in queues that nobody asks, so they are not counted. */
export function deployedIn(ofType: OfType): Deployed {
  const expressions = ofType('AWS::Scheduler::Schedule').map(
    ({ Properties }) => Properties.ScheduleExpression as string,
  )
  return {
    functions: ofType('AWS::Lambda::Function').length,
    queues: ofType('AWS::Lambda::EventSourceMapping').length,
    schedules: expressions.length,
    alarmMetrics: ofType('AWS::CloudWatch::Alarm').reduce((sum, alarm) => sum + metricsOf(alarm), 0),
    logMetrics: ofType('AWS::Logs::MetricFilter').length,
    keys: ofType('AWS::KMS::Key').length,
    secrets: ofType('AWS::SecretsManager::Secret').length,
    runsAMonth: expressions.reduce((sum, expression) => sum + runsAMonth(expression), 0),
  }
}

/** An expression over metrics costs as much as these; without one it is a single metric. */
function metricsOf({ Properties }: Resource): number {
  const metrics = (Properties.Metrics ?? []) as { MetricStat?: unknown }[]
  return Math.max(1, metrics.filter(({ MetricStat }) => MetricStat).length)
}

const MINUTES = { minute: 1, hour: 60, day: 24 * 60 } as const

/** How often it runs in 30 days. What runs at hours of some days is a handful, whichever days they are. */
export function runsAMonth(expression: string): number {
  const [, count = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? []
  const minutes = Number(count) * (MINUTES[unit as keyof typeof MINUTES] ?? 0)
  return minutes > 0 ? MINUTES_A_MONTH / minutes : 30
}

/** The lines of "What it costs" in docs/deploying.md. */
export function idleLines(deployed: Deployed): readonly IdleLine[] {
  const { functions, queues, schedules, alarmMetrics, logMetrics, keys, secrets } = deployed
  const asked = queues * QUEUE_REQUESTS_A_MONTH
  return [
    {
      what: `alarms, 0.10 for each of the ${alarmMetrics} metrics that they watch (${functions} functions, ${queues} queues, ${schedules} schedules)`,
      usd: alarmMetrics * USD.alarmMetric,
    },
    {
      what: `${logMetrics} metrics from logs, 0.30 each; the dashboard is one of an account's three free ones`,
      usd: logMetrics * USD.logMetric,
    },
    { what: 'the KMS key of encrypted fields', usd: keys * USD.key },
    {
      what: 'the secret 0.40, and reading it every five minutes by what stays warm 0.50',
      usd: secrets * USD.secret + SECRET_READS_A_MONTH * USD.secretRead,
    },
    {
      what: `SQS: Lambda asks ${queues} queues all the time, ${(asked / 1e6).toFixed(1)} million requests, one million of them free`,
      usd: costBeyondFree('queueRequests', asked),
    },
    {
      what: `${Math.round(deployed.runsAMonth / 1_000)},000 runs of schedules: within Lambda's and the scheduler's free tier; logs and traces of them`,
      usd: usdOfRuns(deployed.runsAMonth),
    },
  ]
}

const costBeyondFree = (what: keyof typeof FREE, amount: number): number =>
  (Math.max(0, amount - FREE[what]) * PER_MILLION[what]) / 1e6

const usdOfRuns = (runs: number): number =>
  costBeyondFree('traces', runs) + (runs * BYTES_LOGGED_BY_A_RUN * USD_A_GIGABYTE_OF_LOGS) / 1e9

export const idleUsd = (lines: readonly IdleLine[]): number => lines.reduce((sum, { usd }) => sum + usd, 0)

/** The table as Markdown, with the sum above it. */
export function idleTable(lines: readonly IdleLine[]): string {
  const rows = lines.map(({ what, usd }) => `| ${what} | ${usd.toFixed(2)} |`)
  return [
    `Idle, a month, at the prices of 2025, about **USD ${Math.round(idleUsd(lines))}** for a protected stage without its database:`,
    '',
    '| what | USD |',
    '| --- | --- |',
    ...rows,
  ].join('\n')
}
