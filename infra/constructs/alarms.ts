import { Duration } from 'aws-cdk-lib'
import {
  Alarm,
  ComparisonOperator,
  MathExpression,
  TreatMissingData,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { Function } from 'aws-cdk-lib/aws-lambda'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'

/** CloudWatch takes ten metrics in one alarm's arithmetic. */
const MOST_METRICS = 10

export interface AlarmProps {
  readonly metric: IMetric
  readonly threshold: number
  /** What is wrong, and which runbook says what to do. */
  readonly description: string
  readonly periods?: number
  readonly topic: ITopic
}

/** An alarm that goes off at `threshold`, tells the topic, and takes silence for health. */
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

/** One alarm for the crashes, time-outs and throttles of a group of functions (one more for every ten of them). */
export function alarmOfGroup(
  scope: Construct,
  group: string,
  functions: readonly Function[],
  topic: ITopic,
): void {
  for (let first = 0; first < functions.length; first += MOST_METRICS) {
    const some = functions.slice(first, first + MOST_METRICS)
    const errors = Object.fromEntries(some.map((fn, index) => [`e${index}`, fn.metricErrors()]))
    alarmAt(scope, first === 0 ? 'ErrorsAlarm' : `ErrorsAlarm${first / MOST_METRICS + 1}`, {
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
