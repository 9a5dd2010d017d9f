import { Duration } from 'aws-cdk-lib'
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import { alarmAt } from '#infra/constructs/alarms.ts'
import { apiGatewayMetric } from '#infra/constructs/api-gateway-metric.ts'

const PERIOD = Duration.minutes(5)
/** As for the HTTP API's 5xx. */
const ERRORS = 5
/** What API Gateway itself refuses, throttled frames among it: apps that go wrong send it by the hundred. */
const REFUSALS = 500

export interface SocketAlarmsProps {
  readonly apiId: string
  readonly stage: string
  readonly topic: ITopic
}

/** The alarms on the WebSocket API: what failed behind it or in it, and what it refused before any function. */
export function alarmsOfSockets(scope: Construct, { apiId, stage, topic }: SocketAlarmsProps): void {
  const ofSockets = (metricName: string) =>
    apiGatewayMetric(metricName, { ApiId: apiId, Stage: stage }, { statistic: 'Sum', period: PERIOD })
  alarmAt(scope, 'SocketErrorsAlarm', {
    metric: new MathExpression({
      label: 'Errors of sockets',
      expression: 'integration + execution',
      usingMetrics: { integration: ofSockets('IntegrationError'), execution: ofSockets('ExecutionError') },
      period: PERIOD,
    }),
    threshold: ERRORS,
    description: 'Frames of sockets failed. docs/runbooks/sockets.md',
    topic,
  })
  alarmAt(scope, 'SocketRefusalsAlarm', {
    metric: ofSockets('ClientError'),
    threshold: REFUSALS,
    description: 'The WebSocket API refused frames, or got more than it takes. docs/runbooks/sockets.md',
    topic,
  })
}
