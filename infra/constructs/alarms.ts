import { Duration } from 'aws-cdk-lib'
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
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
  readonly topic: ITopic
}

/** An alarm that goes off at `threshold` and notifies the topic. Missing data count as healthy. */
export function alarmAt(scope: Construct, id: string, props: AlarmProps): Alarm {
  const alarm = new Alarm(scope, id, {
    alarmDescription: props.description,
    metric: props.metric,
    threshold: props.threshold,
    evaluationPeriods: props.periods ?? 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  })
  alarm.addAlarmAction(new SnsAction(props.topic))
  return alarm
}

/** One alarm for crashes, timeouts and throttles in a group of functions; another one for each ten further functions. */
export function alarmOfGroup(
  scope: Construct,
  group: string,
  functions: readonly Function[],
  topic: ITopic,
): void {
  for (let first = 0; first < functions.length; first += MAX_METRICS) {
    const batch = functions.slice(first, first + MAX_METRICS)
    const errors = Object.fromEntries(batch.map((fn, index) => [`e${index}`, fn.metricErrors()]))
    alarmAt(scope, first === 0 ? 'ErrorsAlarm' : `ErrorsAlarm${first / MAX_METRICS + 1}`, {
      metric: new MathExpression({
        label: `Errors of ${group}`,
        expression: Object.keys(errors).join(' + '),
        usingMetrics: errors,
        period: Duration.minutes(5),
      }),
      threshold: 1,
      description: `Functions of ${group} crashed or ran out of time. docs/runbooks/function-errors.md`,
      topic,
    })
  }
}
