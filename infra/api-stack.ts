import { CfnOutput, Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib'
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import type { StageConfig } from '#infra/config.ts'
import { alarmAt, alarmsOfAccount } from '#infra/constructs/alarms.ts'
import { Area, pascal } from '#infra/constructs/area.ts'
import { auditBucketOf } from '#infra/constructs/audit-bucket.ts'
import { Edge } from '#infra/constructs/edge.ts'
import { filesBucketOf } from '#infra/constructs/files-bucket.ts'
import type { FunctionNetwork, Platform } from '#infra/constructs/function.ts'
import { createHttpApi, createStage } from '#infra/constructs/http-api.ts'
import { createIndexStep } from '#infra/constructs/index-step.ts'
import { Consumers } from '#infra/constructs/queues.ts'
import { Releases } from '#infra/constructs/releases.ts'
import { Schedules } from '#infra/constructs/schedules.ts'
import { alarmsOfSockets } from '#infra/constructs/socket-alarms.ts'
import {
  createSocketApi,
  createSocketStage,
  type SocketApi,
  SocketRoutes,
} from '#infra/constructs/websocket-api.ts'
import type { DataStack } from '#infra/data-stack.ts'
import { NO_SUCH_ROUTE } from '#infra/functions.ts'
import type { Manifest } from '#infra/manifest.ts'

export interface ApiStackProps extends StackProps {
  readonly config: StageConfig
  readonly data: DataStack
  /** The folder that `npm run build` writes. */
  readonly bundles: string
  readonly manifest: Manifest
  /** The network that functions run in; null outside of a VPC. */
  readonly network: FunctionNetwork | null
}

/** Everything that a deployment may replace: the APIs, their functions, the consumers and the schedules. */
export class ApiStack extends Stack {
  readonly apiId: string

  constructor(
    scope: Construct,
    id: string,
    { config, data, bundles, manifest, network, ...props }: ApiStackProps,
  ) {
    super(scope, id, props)
    const { routes, queues, schedules, socketRoutes } = manifest
    const { alarmTopic, accessLogs } = data
    const api = createHttpApi(this, config, routes)
    this.apiId = api.apiId
    const sockets = createSocketApi(this, config.stage)
    const edge = config.options.edge && new Edge(this, 'Edge', { api, config })
    const host = config.domain?.name ?? edge?.distribution.distributionDomainName
    const address = host ? `https://${host}` : api.apiEndpoint
    const platform = platformOf({ config, data, bundles, network, sockets, address })
    const indexes = createIndexStep(this, { platform, alarmTopic })
    const guard = edge ? edge.guard(api, platform, alarmTopic) : null
    const alarms = this.addApiAlarms(api, data)
    const releases = this.releasesOf(config, alarms)
    const areas = [...Map.groupBy(routes, ({ area }) => area)].map(([area, own]) => {
      const hasDefaultRoute = area === NO_SUCH_ROUTE.area
      const code = { platform, alarmTopic, guard, releases }
      return new Area(this, pascal(area), { area, routes: own, hasDefaultRoute, api, ...code })
    })
    const stage = createStage(this, { api, config, routes, accessLogs })
    stage.node.addDependency(...areas)
    const socketArea = new SocketRoutes(this, 'Websocket', {
      api: sockets.api,
      routes: socketRoutes,
      platform,
      alarmTopic,
    })
    const socketStage = createSocketStage(this, { api: sockets.api, stage: config.stage, accessLogs })
    socketStage.node.addDependency(socketArea)
    alarmsOfSockets(this, { apiId: sockets.api.apiId, stage: config.stage, topic: alarmTopic })
    const consumers = new Consumers(this, 'Consumers', {
      queues,
      created: data.queues,
      platform,
      alarmTopic,
    })
    const timetable = new Schedules(this, 'Schedules', { schedules, platform, alarmTopic })
    for (const code of [...areas, socketArea, consumers, timetable]) code.node.addDependency(indexes)
    alarmsOfAccount(this, config.accountConcurrency, alarmTopic)
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason:
        'The functions check tokens themselves: an authorizer would add a cold start, and one that caches lets a banned user in.',
    })
    new CfnOutput(this, 'SocketsUrl', { value: sockets.settings.SOCKETS_URL })
    new CfnOutput(this, 'Url', { value: address })
    // where a domain that is CloudFront's has to lead; without CloudFront API Gateway has an address for it
    if (edge) new CfnOutput(this, 'EdgeAddress', { value: edge.distribution.distributionDomainName })
  }

  private releasesOf({ stage, options: { canary } }: StageConfig, alarms: readonly Alarm[]): Releases | null {
    return canary ? new Releases(this, 'Releases', { stage, pace: canary, alarms }) : null
  }

  private addApiAlarms(api: HttpApi, { alarmTopic: topic }: DataStack): readonly Alarm[] {
    const errors = alarmAt(this, 'ServerErrorsAlarm', {
      metric: api.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 5,
      description: 'The API answered 5xx. docs/runbooks/server-errors.md',
      topic,
    })
    const slow = alarmAt(this, 'SlowAlarm', {
      metric: api.metricLatency({ period: Duration.minutes(5), statistic: 'p95' }),
      threshold: 3_000,
      periods: 3,
      description: 'One request in twenty takes 3 s. docs/runbooks/slow.md',
      topic,
    })
    return [errors, slow]
  }
}

interface PlatformProps extends Pick<ApiStackProps, 'config' | 'data' | 'bundles' | 'network'> {
  readonly sockets: SocketApi
  /** Where the API is reached, if a setting names no other. */
  readonly address: string
}

/** What all functions share. */
function platformOf({ config, data, bundles, network, sockets, address }: PlatformProps): Platform {
  return {
    stage: config.stage,
    bundles,
    network,
    reservesConcurrency: config.reservesConcurrency,
    secret: data.secret,
    logGroup: data.functionLogs,
    sockets: sockets.grant,
    queueArns: Object.fromEntries([...data.queues.byName].map(([name, { queueArn }]) => [name, queueArn])),
    busArn: data.bus.eventBusArn,
    settings: {
      ...config.functionSettings,
      ...sockets.settings,
      ...data.queues.settings,
      EVENT_BUS_NAME: data.bus.eventBusName,
      ALLOWED_ORIGINS: config.allowedOrigins.join(','),
      API_URL: config.apiUrl ?? address,
      PUBLIC_URL: config.publicUrl ?? config.apiUrl ?? address,
      KMS_KEY_ID: config.fieldKeyArn ?? data.fieldKey.keyArn,
      FILES_BUCKET: filesBucketOf(config.stage),
      ...(config.anchorsAudit && { AUDIT_BUCKET: auditBucketOf(config.stage) }),
    },
    previousKeyArns: config.previousFieldKeyArns,
    ofEvery: config.sentryDsn ? { SENTRY_DSN: config.sentryDsn, SENTRY_ENVIRONMENT: config.stage } : {},
  }
}
