import { CfnQueryDefinition, type ILogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'

interface SavedQuery {
  readonly id: string
  /** Its name in CloudWatch is `craftworks/<stage>/<name>`. */
  readonly name: string
  readonly of: 'functions' | 'access'
  readonly query: readonly string[]
}

/** What people look for in logs: the dashboard and the runbooks use the same ones. */
const SAVED_QUERIES = [
  {
    id: 'RequestsByArea',
    name: 'requests-by-area',
    of: 'functions',
    query: [
      "filter message = 'request'",
      'fields floor(status / 500) as isError',
      'stats count(*) as requests, sum(isError) as errors, pct(ms, 95) as p95 by area',
      'sort requests desc',
    ],
  },
  {
    id: 'SlowRoutes',
    name: 'slow-routes',
    of: 'access',
    query: [
      'filter ispresent(ms)',
      'stats count(*) as requests, pct(ms, 95) as p95, pct(functionMs, 95) as functionP95 by route',
      'sort p95 desc',
      'limit 20',
    ],
  },
  {
    id: 'ServerErrors',
    name: 'server-errors',
    of: 'access',
    query: [
      'filter status >= 500',
      'stats count(*) as answers by route, status, functionError',
      'sort answers desc',
    ],
  },
  {
    id: 'Refusals',
    name: 'refusals',
    of: 'access',
    query: [
      'filter status >= 400 and status < 500',
      'stats count(*) as answers by route, status, functionStatus',
      'sort answers desc',
    ],
  },
  {
    id: 'OneRequest',
    name: 'one-request',
    of: 'functions',
    query: [
      'fields @timestamp, level, message, route, queue, schedule, status, ms, code, error.name, replay',
      "filter requestId = 'the x-request-id of the answer'",
      'sort @timestamp asc',
      'limit 200',
    ],
  },
  {
    id: 'ColdStarts',
    name: 'cold-starts',
    of: 'functions',
    query: [
      "filter type = 'platform.report' and ispresent(record.metrics.initDurationMs)",
      'stats count(*) as coldStarts, pct(record.metrics.initDurationMs, 95) as p95 by bin(1h)',
    ],
  },
  {
    id: 'FailedMessages',
    name: 'failed-messages',
    of: 'functions',
    query: [
      "filter message = 'a message failed' or message = 'a piece of work failed'",
      'stats count(*) as failures by queue, task, error.name, error.code',
      'sort failures desc',
    ],
  },
] as const satisfies readonly SavedQuery[]

export type SavedQueryName = (typeof SAVED_QUERIES)[number]['name']

export const queryNamed = (name: SavedQueryName): SavedQuery =>
  SAVED_QUERIES.find((query) => query.name === name) as SavedQuery

export type LogGroups = Readonly<Record<SavedQuery['of'], ILogGroup>>

export function createSavedQueries(scope: Construct, stage: string, groups: LogGroups): void {
  for (const { id, name, of, query } of SAVED_QUERIES) {
    new CfnQueryDefinition(scope, `${id}Query`, {
      name: `craftworks/${stage}/${name}`,
      logGroupNames: [groups[of].logGroupName],
      queryString: query.join('\n| '),
    })
  }
}
