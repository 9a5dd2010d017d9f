import { Duration } from 'aws-cdk-lib'
import {
  Dashboard,
  GraphWidget,
  type HorizontalAnnotation,
  type IMetric,
  type IWidget,
  LogQueryWidget,
  MathExpression,
  Metric,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import { queues } from '#functions/consumers.ts'
import { apiGatewayMetric } from '#infra/constructs/api-gateway-metric.ts'
import { coldStartMetric, gaugeMetric, type GaugeName } from '#infra/constructs/gauge-metrics.ts'
import { type LogGroups, queryNamed, type SavedQueryName } from '#infra/constructs/saved-queries.ts'
import { functionNameOf } from '#infra/function-name.ts'
import { type DeployedFunction, deployedFunctions } from '#infra/functions.ts'
import { deadLettersOf } from '#lib/lambda/queue/define-queue.ts'

export interface DashboardProps {
  readonly stage: string
  readonly apiId: string
  readonly groups: LogGroups
}

const PERIOD = Duration.minutes(5)
/** A row of the dashboard has 24 columns. */
const ROW = 24

/** One page with what matters, from what people feel down to what causes it. */
export function createDashboard(scope: Construct, { stage, apiId, groups }: DashboardProps): Dashboard {
  const rows: IWidget[][] = [
    [heading('Is it up, and how fast does it answer?')],
    inOneRow([uptime(stage), requests(apiId), latency(apiId)]),
    inOneRow([callsByArea(stage), errorsByArea(stage), p95ByArea(stage)]),
    inOneRow([table('requests-by-area', groups), table('slow-routes', groups)]),
    inOneRow([coldStarts(stage), concurrency(), gauges(stage, 'Connections to the database, %', ['databaseConnectionsPercent'], [{ value: 80 }])]),
    [heading('Does what runs later run in time?')],
    inOneRow([queueGraph(stage, 'Oldest message, s', AGE), queueGraph(stage, 'Messages that wait', DEPTH), deadLetters(stage)]),
    inOneRow([pushLatency(stage), gauges(stage, 'Events that wait for the relay', ['outboxWaiting'])]),
    [heading('Are the promises kept?')],
    inOneRow([
      gauges(stage, 'Payouts: hours left (two business days)', ['payoutHoursLeft'], [{ value: 0, label: 'late' }]),
      gauges(stage, 'Payouts open, overdue, % in time', ['payoutsOpen', 'payoutsOverdue', 'payoutsInTimePercent']),
    ]),
    inOneRow([
      gauges(stage, 'Disputes: median hours to decide', ['disputeMedianHours'], [{ value: 72, label: 'promised' }]),
      gauges(stage, 'Disputes open, overdue, hours left', ['disputesOpen', 'disputesOverdue', 'disputeHoursLeft']),
      gauges(stage, 'Accounts that differ from their journals', ['ledgerDifferences']),
    ]),
  ] // prettier-ignore
  return new Dashboard(scope, 'Dashboard', {
    dashboardName: `craftworks-${stage}`,
    defaultInterval: Duration.hours(12),
    widgets: rows,
  })
}

const heading = (text: string): IWidget => new TextWidget({ markdown: `## ${text}`, width: ROW, height: 1 })

type Sized = (width: number) => IWidget

const inOneRow = (widgets: readonly Sized[]): IWidget[] =>
  widgets.map((widget) => widget(Math.floor(ROW / widgets.length)))

const graph =
  (title: string, left: IMetric[], leftAnnotations: HorizontalAnnotation[] = []): Sized =>
  (width) =>
    new GraphWidget({ title, left, leftAnnotations, width, height: 6, period: PERIOD })

const uptime = (stage: string): Sized =>
  graph('Up (1) or down (0), as an app sees it', [
    gaugeMetric(stage, 'healthUp', { statistic: 'Minimum', label: 'health' }),
    gaugeMetric(stage, 'loginUp', { statistic: 'Minimum', label: 'login' }),
  ])

const ofApi = (apiId: string, metricName: string, statistic: string): Metric =>
  apiGatewayMetric(metricName, { ApiId: apiId }, { statistic, label: `${metricName} ${statistic}` })

const requests = (apiId: string): Sized =>
  graph('Requests and errors', [
    ofApi(apiId, 'Count', 'Sum'),
    ofApi(apiId, '4xx', 'Sum'),
    ofApi(apiId, '5xx', 'Sum'),
  ])

const latency = (apiId: string): Sized =>
  graph(
    'Time to answer, ms',
    ['p50', 'p95', 'p99'].map((statistic) => ofApi(apiId, 'Latency', statistic)),
    [{ value: 3_000, label: 'alarm at p95' }],
  )

const AREAS = [...Map.groupBy(deployedFunctions, ({ area }) => area)]

/** One line for each area, from the metrics of its functions, which Lambda keeps anyway. */
function byArea(stage: string, title: string, metricName: string, statistic: string, fold: string): Sized {
  const ofFunction = ({ id }: DeployedFunction) =>
    new Metric({
      namespace: 'AWS/Lambda',
      metricName,
      statistic,
      dimensionsMap: { FunctionName: functionNameOf(stage, id) },
    })
  const lines = AREAS.map(([area, functions]) => {
    const usingMetrics = Object.fromEntries(
      functions.map((fn) => [`f_${fn.id.replaceAll(/\W/g, '_')}`, ofFunction(fn)]),
    )
    const expression = `${fold}([${Object.keys(usingMetrics).join(',')}])`
    return new MathExpression({ label: area, expression, usingMetrics, period: PERIOD })
  })
  return graph(title, lines)
}

const callsByArea = (stage: string) => byArea(stage, 'Calls by area', 'Invocations', 'Sum', 'SUM')
const errorsByArea = (stage: string) => byArea(stage, 'Crashes and time-outs by area', 'Errors', 'Sum', 'SUM')
const p95ByArea = (stage: string) =>
  byArea(stage, 'p95 of the slowest function of an area, ms', 'Duration', 'p95', 'MAX')

const table =
  (name: SavedQueryName, groups: LogGroups): Sized =>
  (width) => {
    const { of, query } = queryNamed(name)
    return new LogQueryWidget({
      title: `${name} (from the logs)`,
      logGroupNames: [groups[of].logGroupName],
      queryLines: [...query],
      width,
      height: 8,
    })
  }

const coldStarts = (stage: string): Sized =>
  graph('Cold starts: how many, and how long (ms)', [
    coldStartMetric(stage, { statistic: 'SampleCount', label: 'cold starts' }),
    coldStartMetric(stage, { statistic: 'p95', label: 'p95' }),
  ])

const concurrency = (): Sized =>
  graph('Functions at once, and calls that Lambda refused', [
    new Metric({ namespace: 'AWS/Lambda', metricName: 'ConcurrentExecutions', statistic: 'Maximum' }),
    new Metric({ namespace: 'AWS/Lambda', metricName: 'Throttles', statistic: 'Sum' }),
  ])

const AGE = 'ApproximateAgeOfOldestMessage'
const DEPTH = 'ApproximateNumberOfMessagesVisible'

const ofQueue = (queueName: string, metricName: string, label: string): Metric =>
  new Metric({
    namespace: 'AWS/SQS',
    metricName,
    dimensionsMap: { QueueName: queueName },
    statistic: 'Maximum',
    label,
  })

const queueGraph = (stage: string, title: string, metricName: string): Sized =>
  graph(
    title,
    queues.map(({ name }) => ofQueue(`craftworks-${stage}-${name}`, metricName, name)),
  )

const deadLetters = (stage: string): Sized =>
  graph(
    'Dead letters',
    queues.map(({ name }) => ofQueue(deadLettersOf(`craftworks-${stage}-${name}`), DEPTH, name)),
    [{ value: 1, label: 'alarm' }],
  )

const pushLatency = (stage: string): Sized =>
  graph(
    'From the queue to FCM, ms',
    ['p50', 'p95', 'p99'].map(
      (statistic) =>
        new Metric({
          namespace: `Craftworks/${stage}`,
          metricName: 'PushLatency',
          statistic,
          label: statistic,
        }),
    ),
    [{ value: 5_000, label: 'promised' }],
  )

const gauges = (
  stage: string,
  title: string,
  names: readonly GaugeName[],
  annotations: HorizontalAnnotation[] = [],
): Sized =>
  graph(
    title,
    names.map((name) => gaugeMetric(stage, name, { label: name })),
    annotations,
  )
