import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { queues } from '#functions/consumers.ts'
import { deployedFunctions } from '#infra/functions.ts'
import { ROOT } from '#infra/local/settings.ts'
import { production } from '#infra/testing/production.ts'
import { synthesize } from '#infra/testing/synthesize.ts'
import { OPERATION_GAUGES, OPERATIONS_LINE, UPTIME_GAUGES, UPTIME_LINE } from '#lib/operations/gauges.ts'

const deployed = synthesize(production)
const alarms = deployed.ofType('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties)
const filters = deployed.ofType('AWS::Logs::MetricFilter').map(({ Properties }) => Properties)
const RUNBOOKS = path.join(ROOT, 'docs/runbooks')

describe('each alarm', () => {
  it('leads to a runbook page that exists, and each page stands in the list of the runbooks', () => {
    // Act
    const pages = alarms.map(
      ({ AlarmDescription }) =>
        /docs\/runbooks\/([\w-]+\.md)$/.exec(AlarmDescription as string)?.[1] ?? AlarmDescription,
    ) as string[]
    const list = readFileSync(path.join(RUNBOOKS, 'README.md'), 'utf8')
    // Assess
    expect(pages.length).toBeGreaterThan(50)
    for (const page of new Set(pages))
      expect([page, existsSync(path.join(RUNBOOKS, page))]).toEqual([page, true])
    for (const page of readdirSync(RUNBOOKS)) {
      if (page !== 'README.md') expect(list, page).toContain(`(${page})`)
    }
  })

  it('on a gauge watches a metric that the log line of its schedule makes', () => {
    const own = alarms.filter(({ Namespace }) => Namespace === 'Craftworks/prod')
    const made = filters.flatMap(
      ({ MetricTransformations }) => MetricTransformations as { MetricName: string }[],
    )
    expect(own.length).toBeGreaterThanOrEqual(10)
    for (const { MetricName } of own) expect(made.map((one) => one.MetricName)).toContain(MetricName)
  })
})

describe('the gauges', () => {
  it('are metrics of exactly the lines and fields that the schedules log', () => {
    for (const [line, names] of [
      [OPERATIONS_LINE, OPERATION_GAUGES],
      [UPTIME_LINE, UPTIME_GAUGES],
    ] as const) {
      const found = filters
        .filter(({ FilterPattern }) => String(FilterPattern).includes(`$.message = "${line}"`))
        .map(({ MetricTransformations }) => MetricTransformations[0].MetricValue as string)
      expect(found.toSorted()).toEqual(names.map((name) => `$.gauges.${name}`).toSorted())
    }
  })

  it('ring when health was not checked for ten minutes, and not when nobody named an account for logins', () => {
    const missing = Object.fromEntries(
      alarms.map(({ MetricName, TreatMissingData, Period }) => [MetricName, [TreatMissingData, Period]]),
    ) as Record<string, unknown>
    expect([missing.HealthUp, missing.LoginUp]).toEqual([
      ['breaching', 600],
      ['notBreaching', 600],
    ])
  })
})

describe('an alarm rings', () => {
  const alarmNamed = (part: string) =>
    alarms.find(({ AlarmDescription }) => String(AlarmDescription).includes(part)) ?? {}

  it.each(['PayoutsOverdue', 'DisputesOverdue', 'LedgerDifferences', 'OutboxWaiting'])(
    'when %s was not measured for ten minutes',
    (gauge) => {
      const [alarm] = alarms.filter(({ MetricName }) => MetricName === gauge)
      expect(alarm).toMatchObject({ TreatMissingData: 'breaching', Period: 300, EvaluationPeriods: 2 })
    },
  )

  it('when half of the requests are refused, of enough to say so, and when many are too many', () => {
    const { Metrics, Threshold, EvaluationPeriods } = alarmNamed('requests were refused')
    const named = (Metrics as { Expression?: string; MetricStat?: { Metric: { MetricName: string } } }[]).map(
      ({ Expression, MetricStat }) => Expression ?? MetricStat?.Metric.MetricName,
    )
    expect(named).toEqual(['IF(all >= 100, 100 * refused / all, 0)', 'Count', '4xx'])
    expect([Threshold, EvaluationPeriods]).toEqual([50, 3])
    const [counted] = filters.filter(({ FilterPattern }) => String(FilterPattern).includes('429'))
    expect(counted).toMatchObject({ FilterPattern: '{ $.status = "429" }' })
    expect(alarmNamed('too many')).toMatchObject({ MetricName: 'Throttled', Threshold: 100 })
  })

  it('when frames of sockets fail, and when the WebSocket API refuses many', () => {
    const failed = JSON.stringify(alarmNamed('Frames of sockets failed'))
    for (const name of ['IntegrationError', 'ExecutionError', '"Value":"prod"'])
      expect(failed).toContain(name)
    expect(alarmNamed('refused frames')).toMatchObject({ MetricName: 'ClientError' })
  })
})

describe('the dashboard', () => {
  const [board] = deployed.ofType('AWS::CloudWatch::Dashboard')
  const body = JSON.stringify(board?.Properties.DashboardBody)

  it('shows every function, every queue with its dead letters, and every gauge of a promise', () => {
    for (const { id } of deployedFunctions) expect(body, id).toContain(`craftworks-prod-${id}`)
    for (const { name } of queues) {
      expect(body).toMatch(new RegExp(`craftworks-prod-${name}(?![\\w-])`))
      expect(body).toContain(`craftworks-prod-${name}-dead`)
    }
    const shown = [...OPERATION_GAUGES, ...UPTIME_GAUGES].filter(
      (name) => !/Ms$|^databaseConnections$/.test(name),
    )
    for (const name of shown) expect(body.toLowerCase(), name).toContain(name.toLowerCase())
    for (const other of ['PushLatency', 'ColdStarts', 'ConcurrentExecutions', '5xx'])
      expect(body).toContain(other)
  })

  it('is within what CloudWatch takes: 500 metrics a widget, 1 MB', () => {
    expect(body.length).toBeLessThan(900_000)
    const perWidget = body.split('\\"type\\":').map((part) => part.split('AWS/Lambda').length - 1)
    expect(Math.max(...perWidget)).toBeLessThan(500)
  })
})

describe('logs', () => {
  it('mask what a crash may quote, and have saved queries over the two groups', () => {
    const groups = deployed.ofType('AWS::Logs::LogGroup').map(({ Properties }) => Properties)
    const masked = groups.filter(({ DataProtectionPolicy }) => DataProtectionPolicy)
    expect(JSON.stringify(masked)).toContain('EmailAddress')
    expect(masked.map(({ LogGroupName }) => LogGroupName as string)).toEqual(['/craftworks/prod/functions'])
    const names = deployed
      .ofType('AWS::Logs::QueryDefinition')
      .map(({ Properties }) => Properties.Name as string)
    expect(names.toSorted()).toEqual(
      [
        'cold-starts',
        'errors',
        'failed-messages',
        'one-request',
        'refusals',
        'requests-by-area',
        'server-errors',
        'slow-routes',
      ].map((name) => `craftworks/prod/${name}`),
    )
  })

  it('get the key of Sentry in every function where the deployment has one, and in none without', () => {
    const SENTRY_DSN = 'https://abc@o1.ingest.de.sentry.io/42'
    const withKey = synthesize({ ...production, SENTRY_DSN }).ofType('AWS::Lambda::Function')
    expect(withKey).toHaveLength(deployedFunctions.length)
    for (const { Properties } of withKey) {
      expect(Properties.Environment.Variables).toMatchObject({ SENTRY_DSN, SENTRY_ENVIRONMENT: 'prod' })
    }
    expect(JSON.stringify(deployed.ofType('AWS::Lambda::Function'))).not.toContain('SENTRY')
  })
})
