import { Duration } from 'aws-cdk-lib'
import {
  Alarm,
  ComparisonOperator,
  Metric,
  type MetricOptions,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import { alarmAt } from '#infra/constructs/alarms.ts'
import { pascal } from '#infra/constructs/area.ts'
import {
  OPERATION_GAUGES,
  type OperationGauge,
  OPERATIONS_LINE,
  UPTIME_GAUGES,
  UPTIME_LINE,
  type UptimeGauge,
} from '#lib/operations/gauges.ts'

export type GaugeName = OperationGauge | UptimeGauge

/** The metric of a gauge. It has a value every five minutes. */
export const gaugeMetric = (stage: string, name: GaugeName, options: MetricOptions = {}): Metric =>
  new Metric({
    namespace: `Craftworks/${stage}`,
    metricName: pascal(name),
    statistic: 'Maximum',
    period: Duration.minutes(5),
    ...options,
  })

/** How long the start of a function took, for each cold start. */
export const coldStartMetric = (stage: string, options: MetricOptions): Metric =>
  new Metric({
    namespace: `Craftworks/${stage}`,
    metricName: 'ColdStarts',
    period: Duration.minutes(5),
    ...options,
  })

/** Makes metrics of what schedules measure and log, and of the cold starts that Lambda reports. */
export function createGaugeMetrics(scope: Construct, stage: string, logGroup: ILogGroup): void {
  const shared = { logGroup, metricNamespace: `Craftworks/${stage}` }
  const lines = [
    [OPERATIONS_LINE, OPERATION_GAUGES],
    [UPTIME_LINE, UPTIME_GAUGES],
  ] as const
  for (const [line, gauges] of lines) {
    for (const name of gauges) {
      new MetricFilter(scope, pascal(name), {
        ...shared,
        filterPattern: FilterPattern.all(
          FilterPattern.stringValue('$.message', '=', line),
          FilterPattern.exists(`$.gauges.${name}`),
        ),
        metricName: pascal(name),
        metricValue: `$.gauges.${name}`,
      })
    }
  }
  new MetricFilter(scope, 'ColdStarts', {
    ...shared,
    filterPattern: FilterPattern.all(
      FilterPattern.stringValue('$.type', '=', 'platform.report'),
      FilterPattern.exists('$.record.metrics.initDurationMs'),
    ),
    metricName: 'ColdStarts',
    metricValue: '$.record.metrics.initDurationMs',
  })
}

/** From this share of its connections on, somebody has to look before the database refuses more. */
const CONNECTIONS_PERCENT = 80

/** So many events that wait for a minute are more than a hiccup of the queue. */
const WAITING_EVENTS = 100

/** Two periods: a measurement that comes a minute late leaves one of them empty. */
const PERIODS = 2

/**
 * The alarms on what was promised, each with the page that says what to do. They ring too when nothing was measured for
 * ten minutes: whoever does not look does not know.
 */
export function alarmsOfGauges(scope: Construct, stage: string, topic: ITopic): void {
  const alarm = (name: GaugeName, threshold: number, what: string, page: string) =>
    alarmAt(scope, `${pascal(name)}Alarm`, {
      metric: gaugeMetric(stage, name),
      threshold,
      description: `${what}, or it was not measured. docs/runbooks/${page}`,
      periods: PERIODS,
      missing: TreatMissingData.BREACHING,
      topic,
    })
  alarm('payoutsOverdue', 1, 'A payout is later than two business days', 'payouts.md')
  alarm('disputesOverdue', 1, 'A dispute was not decided within 72 hours', 'disputes.md')
  alarm('ledgerDifferences', 1, 'The ledger differs from its journals', 'money-events.md')
  alarm('outboxWaiting', WAITING_EVENTS, 'Events wait to be sent', 'queues.md')
  alarmAt(scope, 'DatabaseConnectionsPercentAlarm', {
    metric: gaugeMetric(stage, 'databaseConnectionsPercent'),
    threshold: CONNECTIONS_PERCENT,
    description: `${CONNECTIONS_PERCENT} % of the connections to the database are in use. docs/runbooks/database-connections.md`,
    topic, // where the database's user may not ask, it has no values while all is well
  })
  uptimeAlarm(scope, { stage, name: 'healthUp', missing: TreatMissingData.BREACHING, topic })
  uptimeAlarm(scope, { stage, name: 'loginUp', missing: TreatMissingData.NOT_BREACHING, topic })
}

interface UptimeAlarm {
  readonly stage: string
  readonly name: UptimeGauge
  readonly missing: TreatMissingData
  readonly topic: ITopic
}

/** Rings when a check failed twice in a row within itself; for health, also when no check came for ten minutes. */
function uptimeAlarm(scope: Construct, { stage, name, missing, topic }: UptimeAlarm): void {
  const what = name === 'healthUp' ? 'The API is not healthy, or was not checked' : 'Nobody can log in'
  new Alarm(scope, `${pascal(name)}Alarm`, {
    alarmDescription: `${what}. docs/runbooks/uptime.md`,
    metric: gaugeMetric(stage, name, { statistic: 'Minimum', period: Duration.minutes(10) }),
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: missing,
  }).addAlarmAction(new SnsAction(topic))
}
