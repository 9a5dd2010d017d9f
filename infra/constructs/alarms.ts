import { Duration } from 'aws-cdk-lib'
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { Function } from 'aws-cdk-lib/aws-lambda'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'

/** CloudWatch allows ten metrics in the expression of one alarm. */
const MAX_METRICS = 10

export interface AlarmProps {
  readonly metric: IMetric
  readonly threshold: number
  /** What is wrong, and the runbook that says what to do. */
  readonly description: string
  readonly periods?: number
  /** What a period without data counts as. Healthy, unless something reports in each period while all is well. */
  readonly missing?: TreatMissingData
  readonly topic: ITopic
}

/** An alarm that goes off at `threshold` and notifies the topic. */
export function alarmAt(scope: Construct, id: string, props: AlarmProps): Alarm {
  const alarm = new Alarm(scope, id, {
    alarmDescription: props.description,
    metric: props.metric,
    threshold: props.threshold,
    evaluationPeriods: props.periods ?? 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: props.missing ?? TreatMissingData.NOT_BREACHING,
  })
  alarm.addAlarmAction(new SnsAction(props.topic))
  return alarm
}

/**
 * One alarm for crashes and timeouts in a group of functions; another one for each ten further functions. With
 * `withThrottles` it counts calls too that Lambda refused: these have no alarm of the API behind them. Those of all
 * functions together are in the alarm of the account.
 */
export function alarmOfGroup(
  scope: Construct,
  group: string,
  functions: readonly Function[],
  topic: ITopic,
  { withThrottles = false } = {},
): readonly Alarm[] {
  const alarms: Alarm[] = []
  const perAlarm = withThrottles ? MAX_METRICS / 2 : MAX_METRICS
  for (let first = 0; first < functions.length; first += perAlarm) {
    const batch = functions.slice(first, first + perAlarm)
    const metrics = Object.fromEntries([
      ...batch.map((fn, index) => [`e${index}`, fn.metricErrors()]),
      ...(withThrottles ? batch.map((fn, index) => [`t${index}`, fn.metricThrottles()]) : []),
    ]) as Record<string, IMetric>
    const what = withThrottles ? 'crashed, ran out of time or were throttled' : 'crashed or ran out of time'
    const alarm = alarmAt(scope, first === 0 ? 'ErrorsAlarm' : `ErrorsAlarm${first / perAlarm + 1}`, {
      metric: new MathExpression({
        label: `Errors of ${group}`,
        expression: Object.keys(metrics).join(' + '),
        usingMetrics: metrics,
        period: Duration.minutes(5),
      }),
      threshold: 1,
      description: `Functions of ${group} ${what}. docs/runbooks/function-errors.md`,
      topic,
    })
    alarms.push(alarm)
  }
  return alarms
}

/** From this share of the account's concurrency on, somebody has to look before calls are refused. */
const CONCURRENCY_SHARE = 0.8

/** The alarms on what all functions of the account and region share: room for calls, and calls that found none. */
export function alarmsOfAccount(scope: Construct, concurrency: number, topic: ITopic): void {
  const ofAccount = (metricName: string, statistic: string) =>
    new Metric({ namespace: 'AWS/Lambda', metricName, statistic, period: Duration.minutes(1) })
  alarmAt(scope, 'ConcurrencyAlarm', {
    metric: ofAccount('ConcurrentExecutions', 'Maximum'),
    threshold: Math.floor(concurrency * CONCURRENCY_SHARE),
    description: `Functions use ${CONCURRENCY_SHARE * 100} % of the account's concurrency. docs/runbooks/concurrency.md`,
    topic,
  })
  alarmAt(scope, 'ThrottlesAlarm', {
    metric: ofAccount('Throttles', 'Sum'),
    threshold: 1,
    periods: 2,
    description: 'Lambda refused calls of functions of this account. docs/runbooks/concurrency.md',
    topic,
  })
}
