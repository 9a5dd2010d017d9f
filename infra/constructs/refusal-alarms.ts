import { Duration } from 'aws-cdk-lib'
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch'
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import { alarmAt } from '#infra/constructs/alarms.ts'
import { apiGatewayMetric } from '#infra/constructs/api-gateway-metric.ts'

const PERIOD = Duration.minutes(5)
/** A quarter of an hour, or ten minutes: longer than an app that tries again, or a person who mistypes. */
const [PERIODS_OF_REFUSALS, PERIODS_OF_THROTTLES] = [3, 2]

/** Tokens that ran out and what is not there are a tenth of all answers; half of them is an attack or a broken app. */
const REFUSED_PERCENT = 50
/** Of fewer requests in a period a share says nothing. */
const ENOUGH_REQUESTS = 100
/** So many 429 in five minutes are somebody who tries passwords or numbers, or a limit that has become too small. */
const THROTTLED = 100

export interface RefusalAlarmsProps {
  readonly stage: string
  readonly apiId: string
  readonly accessLogs: ILogGroup
  readonly topic: ITopic
}

/**
 * The alarms on what the API refuses. API Gateway has one metric for all answers of 400 to 499; those with 429 are
 * counted from the access logs, of both APIs, whoever answered them.
 */
export function alarmsOfRefusals(
  scope: Construct,
  { stage, apiId, accessLogs, topic }: RefusalAlarmsProps,
): void {
  const ofApi = (metricName: string) =>
    apiGatewayMetric(metricName, { ApiId: apiId }, { statistic: 'Sum', period: PERIOD })
  alarmAt(scope, 'RefusedAlarm', {
    metric: new MathExpression({
      label: 'Answers of 400 to 499, %',
      expression: `IF(all >= ${ENOUGH_REQUESTS}, 100 * refused / all, 0)`,
      usingMetrics: { all: ofApi('Count'), refused: ofApi('4xx') },
      period: PERIOD,
    }),
    threshold: REFUSED_PERCENT,
    periods: PERIODS_OF_REFUSALS,
    description: `${REFUSED_PERCENT} % of the requests were refused. docs/runbooks/refused-requests.md`,
    topic,
  })
  const throttled = new MetricFilter(scope, 'Throttled', {
    logGroup: accessLogs,
    filterPattern: FilterPattern.stringValue('$.status', '=', '429'),
    metricNamespace: `Craftworks/${stage}`,
    metricName: 'Throttled',
  })
  alarmAt(scope, 'ThrottledAlarm', {
    metric: throttled.metric({ statistic: 'Sum', period: PERIOD }),
    threshold: THROTTLED,
    periods: PERIODS_OF_THROTTLES,
    description: 'Many requests were too many: answered 429. docs/runbooks/refused-requests.md',
    topic,
  })
}
