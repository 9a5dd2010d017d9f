import { describe, expect, it } from 'vitest'
import { schedules, socketRoutes } from '#functions/consumers.ts'
import { routes } from '#functions/routes.ts'
import { FIRST_SECRET } from '#infra/data-stack.ts'
import { type DeployedFunction, deployedFunctions, NO_SUCH_ROUTE, ofSchedule } from '#infra/functions.ts'
import { production } from '#infra/testing/production.ts'
import { type Resource, synthesize } from '#infra/testing/synthesize.ts'
import { methodsAnsweredBy, type Route } from '#lib/lambda/http/define-route.ts'
import { STAFF_ALARM } from '#lib/notifications/staff-alarm.ts'

const deployed = synthesize(production)
const all = Object.values(deployed.templates)
  .map(({ text }) => text)
  .join('\n')

const resourcesIn = (file: string): Record<string, Resource> => deployed.templates[file]?.resources ?? {}

const stageOf = (name: string): Resource | undefined =>
  deployed.ofType('AWS::ApiGatewayV2::Stage').find(({ Properties }) => Properties.StageName === name)

const keysIn = (resources: Readonly<Record<string, Resource>>): readonly string[] =>
  Object.values(resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::ApiGatewayV2::Route' ? [Properties.RouteKey as string] : [],
  )

/** The keys of the routes that lead to a function; none if no API leads to it. */
function routeKeysOf({
  route,
  socketRoute,
  id,
}: Pick<DeployedFunction, 'route' | 'socketRoute' | 'id'>): readonly string[] {
  if (route) return keysOf(route)
  if (socketRoute) return [`socket ${socketRoute.key}`]
  return id === NO_SUCH_ROUTE.id ? ['$default'] : []
}

const keysOf = (route: Route) => methodsAnsweredBy(route).map((method) => `${method} ${route.path}`)

describe('the routes of the template', () => {
  it('are those of the manifest and $default, no more and no fewer', () => {
    // Act
    const keys = Object.entries(deployed.templates)
      .filter(([name]) => !name.includes('Websocket'))
      .flatMap(([, { resources }]) => keysIn(resources))
    // Assess
    expect(keys.toSorted()).toEqual(['$default', ...routes.flatMap(keysOf)].toSorted())
    expect(keys).toContain('HEAD /api/health')
  })

  it('each reach the function of their own handler', () => {
    // Assess
    for (const [template, { resources }] of Object.entries(deployed.templates)) {
      const areSockets = template.includes('Websocket')
      for (const { Type, Properties } of Object.values(resources)) {
        if (Type !== 'AWS::ApiGatewayV2::Route') continue
        const integration = Properties.Target['Fn::Join'][1].at(-1).Ref as string
        const uri = JSON.stringify(resources[integration]?.Properties.IntegrationUri)
        const target = /"Fn::GetAtt":\["(\w+)"/.exec(uri)?.[1] ?? ''
        const key = `${areSockets ? 'socket ' : ''}${Properties.RouteKey}`
        const fn = deployedFunctions.find((deployable) => routeKeysOf(deployable).includes(key))
        expect(resources[target]?.Properties.FunctionName).toBe(`craftworks-prod-${fn?.id}`)
      }
    }
  })

  it('may be called only by the websites of the settings', () => {
    // Act
    const api = deployed
      .ofType('AWS::ApiGatewayV2::Api')
      .find(({ Properties }) => Properties.ProtocolType === 'HTTP')
    // Assess
    expect(api?.Properties.CorsConfiguration.AllowOrigins).toEqual(production.ALLOWED_ORIGINS.split(','))
    expect(api?.Properties.CorsConfiguration.AllowCredentials).toBeUndefined()
    expect(api?.Properties.CorsConfiguration.AllowMethods).toEqual(
      [...new Set(routes.map(({ method }) => method))].toSorted(),
    )
  })

  it('are throttled; public ones that hash passwords or send e-mail more than the others', () => {
    // Act
    const stage = stageOf('$default')
    const { DefaultRouteSettings, RouteSettings } = stage?.Properties ?? {}
    // Assess
    expect(DefaultRouteSettings).toMatchObject({ ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 })
    const restricted = routes.filter(
      ({ access, area, work, uses }) =>
        access === 'public' && (area === 'auth' || work === 'passwords' || uses.includes('email')),
    )
    expect(Object.keys(RouteSettings).toSorted()).toEqual(
      restricted.map(({ method, path }) => `${method} ${path}`).toSorted(),
    )
    for (const limit of Object.values(RouteSettings)) {
      expect((limit as { ThrottlingRateLimit: number }).ThrottlingRateLimit).toBeLessThanOrEqual(50)
    }
  })

  it('exist before the stage that names them', () => {
    // Act
    const resources = resourcesIn('Api.template.json')
    const stage = Object.values(resources).find(
      ({ Type, Properties }) => Type === 'AWS::ApiGatewayV2::Stage' && Properties.StageName === '$default',
    )
    const areas = Object.keys(resources).filter(
      (id) =>
        resources[id]?.Type === 'AWS::CloudFormation::Stack' && !/^(Schedules|Consumers|Websocket)/.test(id),
    )
    // Assess
    expect(
      [...(stage?.DependsOn ?? [])].filter((id) => id in resources && areas.includes(id)).toSorted(),
    ).toEqual(areas.toSorted())
  })

  it('have an access log format that does not identify the caller', () => {
    // Act
    const stage = stageOf('$default')
    const format = stage?.Properties.AccessLogSettings.Format as string
    // Assess
    expect(JSON.parse(format)).toMatchObject({ requestId: '$context.requestId', status: '$context.status' })
    expect(format).not.toMatch(/identity|sourceIp|userAgent|\$context\.path|authorizer|queryString/i)
  })
})

describe('the socket routes of the template', () => {
  it('are those of the manifest, no more and no fewer, and each reaches its function', () => {
    // Act
    const templates = Object.entries(deployed.templates).filter(([name]) => name.includes('Websocket'))
    const keys = templates.flatMap(([, { resources }]) => keysIn(resources))
    // Assess
    expect(keys.toSorted()).toEqual(socketRoutes.map(({ key }) => key).toSorted())
  })

  it('are throttled, exist before their stage, and have an access log format that does not identify the caller', () => {
    // Act
    const stage = stageOf('prod')
    const format = stage?.Properties.AccessLogSettings.Format as string
    // Assess
    expect(stage?.Properties.DefaultRouteSettings).toMatchObject({ ThrottlingRateLimit: 500 })
    expect(stage?.DependsOn?.some((id) => id.startsWith('Websocket'))).toBe(true)
    expect(JSON.parse(format)).toMatchObject({ route: '$context.routeKey', event: '$context.eventType' })
    expect(format).not.toMatch(/identity|sourceIp|userAgent|connectionId|authorizer|queryString/i)
  })

  it('lead to functions that may send only to the sockets of this API', () => {
    // Act
    const roles = deployed.ofType('AWS::IAM::Role').flatMap(({ Properties }) => Properties.Policies ?? [])
    const grants = roles
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement as { Action: unknown; Resource: unknown }[])
      .filter(({ Action }) => Action === 'execute-api:ManageConnections')
    // Assess
    expect(grants).toHaveLength(deployedFunctions.filter(({ needs }) => needs.includes('sockets')).length)
    for (const { Resource } of grants) {
      expect(JSON.stringify(Resource)).toMatch(/SocketApi[^]*\/prod\/POST\/@connections\/\*/)
    }
  })
})

describe('the schedules of the template', () => {
  it('are those of the manifest, in Egyptian time, with retries and a dead-letter queue', () => {
    // Act
    const found = deployed.ofType('AWS::Scheduler::Schedule').map(({ Properties }) => Properties)
    // Assess
    expect(
      found.map(({ Description, ScheduleExpression }) => [Description, ScheduleExpression]).toSorted(),
    ).toEqual(schedules.map((schedule) => [ofSchedule(schedule).summary, schedule.runs]).toSorted())
    for (const schedule of found) {
      expect(schedule.ScheduleExpressionTimezone).toBe('Africa/Cairo')
      expect(schedule.Target.RetryPolicy.MaximumRetryAttempts).toBe(2)
      expect(schedule.Target.DeadLetterConfig.Arn['Fn::GetAtt'][0]).toMatch(/^FailedRuns/)
    }
  })

  it('each have an alarm, and a run that fails for good reaches the queue', () => {
    // Act
    const retries = deployed.ofType('AWS::Lambda::EventInvokeConfig')
    const described = deployed
      .ofType('AWS::CloudWatch::Alarm')
      .map(({ Properties }) => Properties.AlarmDescription)
    // Assess
    expect(retries).toHaveLength(schedules.length)
    for (const { name } of schedules) {
      expect(described).toContain(`The schedule ${name} failed. docs/runbooks/schedules.md`)
    }
    expect(described).toContain('A scheduled run failed for good. docs/runbooks/schedules.md')
  })
})

describe('the deployment', () => {
  it('has the functions of the manifest and no others', () => {
    // Assess
    expect(deployed.ofType('AWS::Lambda::Function')).toHaveLength(deployedFunctions.length)
  })

  it('is the same, byte for byte, when it is synthesized again', () => {
    // Assess
    expect(synthesize(production).templates).toEqual(deployed.templates)
  })

  it('uploads each function with the code that V8 compiled for Lambda, and not with code for other processors', () => {
    // Assess
    expect(deployed.uploads).toHaveLength(deployedFunctions.length)
    for (const files of deployed.uploads) expect(files).toEqual(['index.cjs', 'v24.0.0-arm64.cache'])
  })

  it('has no stack of more than 400 resources', () => {
    // Assess
    for (const [name, { resources }] of Object.entries(deployed.templates)) {
      expect(Object.keys(resources).length, name).toBeLessThanOrEqual(400)
    }
  })

  it('grants no action by a wildcard, and wildcard resources only for X-Ray, sockets and large answers', () => {
    // Act
    const statements = deployed
      .ofType('AWS::IAM::Role')
      .flatMap(({ Properties }) => Properties.Policies ?? [])
      .flatMap(
        (policy) => policy.PolicyDocument.Statement as { Action: string | string[]; Resource: unknown }[],
      )
    // Assess
    expect(deployed.ofType('AWS::IAM::Policy')).toEqual([])
    for (const { Action, Resource } of statements) {
      expect([Action].flat().join()).not.toContain('*')
      if (JSON.stringify(Resource).includes('*')) {
        expect([Action].flat().join()).toMatch(
          /^(xray:|execute-api:ManageConnections$|s3:PutObject,s3:GetObject$)/,
        )
      }
    }
  })

  it('has nothing of one machine: no /_local route, no demo account, no fake', () => {
    // Assess
    expect(all).not.toMatch(
      /_local|localhost|127\.0\.0\.1|demo-1|client1@|EMULATOR|RESEND_BASE_URL|UPLOAD_PREFIX/i,
    )
  })

  it('creates the secret once, with a generated key and empty values to fill in', () => {
    // Act
    const [secret] = deployed.ofType('AWS::SecretsManager::Secret')
    // Assess: if this line changed, CloudFormation would overwrite the values that were filled in
    expect(secret?.Properties.GenerateSecretString).toEqual({
      ExcludePunctuation: true,
      GenerateStringKey: 'JWT_SECRET',
      PasswordLength: 64,
      SecretStringTemplate:
        '{"MONGODB_URI":"","RESEND_API_KEY":"","CLOUDINARY_CLOUD_NAME":"","CLOUDINARY_API_KEY":"","CLOUDINARY_API_SECRET":"","FIREBASE_SERVICE_ACCOUNT":""}',
    })
    expect(Object.values(JSON.parse(FIRST_SECRET) as Record<string, string>).join('')).toBe('')
  })

  it('retains secret and logs when a production stack is deleted, and every alarm notifies somebody', () => {
    // Act
    const resources = resourcesIn('Data.template.json')
    const retained = Object.values(resources).filter(({ Type }) =>
      ['AWS::SecretsManager::Secret', 'AWS::Logs::LogGroup'].includes(Type),
    )
    const alarms = deployed.ofType('AWS::CloudWatch::Alarm')
    // Assess
    expect(retained.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(['Retain', 'Retain', 'Retain'])
    for (const log of deployed.ofType('AWS::Logs::LogGroup')) expect(log.Properties.RetentionInDays).toBe(30)
    for (const { Properties } of alarms) {
      expect(Properties.AlarmActions).toHaveLength(1)
      expect(Properties.AlarmDescription).toMatch(/docs\/runbooks\/[\w-]+\.md$/)
    }
    expect(deployed.ofType('AWS::SNS::Subscription').map(({ Properties }) => Properties.Endpoint)).toEqual([
      production.ALARM_EMAIL,
    ])
  })

  it('notifies somebody when one push in a hundred takes more than 5 s to reach FCM', () => {
    // Act
    const [alarm] = deployed
      .ofType('AWS::CloudWatch::Alarm')
      .filter(({ Properties }) => Properties.MetricName === 'PushLatency')
    const [filter] = deployed
      .ofType('AWS::Logs::MetricFilter')
      .filter(({ Properties }) => String(Properties.FilterPattern).includes('push accepted'))
    // Assess
    expect(alarm?.Properties).toMatchObject({ ExtendedStatistic: 'p99', Threshold: 5_000, Period: 300 })
    expect(alarm?.Properties.AlarmActions).toHaveLength(1)
    expect(filter?.Properties.MetricTransformations).toMatchObject([
      { MetricName: 'PushLatency', MetricNamespace: 'Craftworks/prod', MetricValue: '$.ms' },
    ])
  })

  it('notifies somebody of each event that staff must not miss, by the line that is logged for it', () => {
    // Act
    const [alarm] = deployed
      .ofType('AWS::CloudWatch::Alarm')
      .filter(({ Properties }) => Properties.MetricName === 'MoneyEvents')
    const [filter] = deployed
      .ofType('AWS::Logs::MetricFilter')
      .filter(({ Properties }) => String(Properties.FilterPattern).includes(STAFF_ALARM))
    // Assess
    expect(alarm?.Properties).toMatchObject({
      Statistic: 'Sum',
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    })
    expect(alarm?.Properties.AlarmActions).toHaveLength(1)
    expect(filter?.Properties.MetricTransformations).toMatchObject([
      { MetricName: 'MoneyEvents', MetricNamespace: 'Craftworks/prod', MetricValue: '1' },
    ])
  })

  it('lets alarms of this account reach the topic, and nobody without TLS', () => {
    // Act
    const [policy] = deployed.ofType('AWS::SNS::TopicPolicy')
    // Assess
    expect(policy?.Properties.PolicyDocument.Statement).toMatchObject([
      { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      {
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ])
  })

  it('has every function in an alarm, and at most ten in each, as CloudWatch requires', () => {
    // Act
    const watched = deployed.ofType('AWS::CloudWatch::Alarm').flatMap(({ Properties }) => {
      const metrics = (Properties.Metrics ?? []) as { MetricStat?: unknown }[]
      const counted = metrics.filter(({ MetricStat }) => MetricStat)
      expect(counted.length).toBeLessThanOrEqual(10)
      return JSON.stringify(Properties).match(/(?<="Name":"FunctionName","Value":\{"Ref":")\w+/g) ?? []
    })
    const functions = Object.values(deployed.templates).flatMap(({ resources }) =>
      Object.keys(resources).filter((id) => resources[id]?.Type === 'AWS::Lambda::Function'),
    )
    // Assess
    expect([...new Set(watched)].toSorted()).toEqual(functions.toSorted())
  })
})
