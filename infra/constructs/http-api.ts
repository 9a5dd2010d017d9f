import { Duration } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import {
  type CfnStage,
  type CorsHttpMethod,
  DomainName,
  HttpApi,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import type { ILogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import type { StageConfig } from '#infra/config.ts'
import { CORS, methodsOf } from '#infra/cors.ts'
import { DEFAULT_THROTTLE, type Throttle, throttleOf } from '#infra/throttling.ts'
import type { Route } from '#lib/lambda/http/define-route.ts'

/** The fields of an access log line. Nothing identifies the caller: no address, no query, no real path. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  at: '$context.requestTime',
  route: '$context.routeKey',
  status: '$context.status',
  bytes: '$context.responseLength',
  ms: '$context.responseLatency',
  functionMs: '$context.integrationLatency',
  functionStatus: '$context.integrationStatus',
  error: '$context.error.message',
  functionError: '$context.integrationErrorMessage',
}

/** The HTTP API, with CORS for the allowed origins. With a custom domain its default address is disabled. */
export function createHttpApi(scope: Construct, config: StageConfig, routes: readonly Route[]): HttpApi {
  return new HttpApi(scope, 'HttpApi', {
    apiName: `craftworks-${config.stage}`,
    createDefaultStage: false,
    disableExecuteApiEndpoint: domainOfApi(config) !== null,
    corsPreflight: {
      allowOrigins: [...config.allowedOrigins],
      allowMethods: methodsOf(routes) as CorsHttpMethod[],
      allowHeaders: [...CORS.requestHeaders],
      exposeHeaders: [...CORS.exposedHeaders],
      maxAge: Duration.seconds(CORS.maxAgeSeconds),
    },
  })
}

/** The domain that leads to the API itself. With CloudFront in front it leads there. */
const domainOfApi = ({ domain, options }: StageConfig) => (options.edge ? null : domain)

export interface StageProps {
  readonly api: HttpApi
  readonly config: StageConfig
  readonly routes: readonly Route[]
  readonly accessLogs: ILogGroup
}

/** The only stage: throttling, access logs, the domain. It names routes, so it has to be created after them. */
export function createStage(scope: Construct, { api, config, routes, accessLogs }: StageProps): HttpStage {
  const domain = domainOfApi(config)
  const stage = new HttpStage(scope, 'Stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: DEFAULT_THROTTLE,
    accessLogSettings: {
      destination: new LogGroupLogDestination(accessLogs),
      format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
    },
    ...(domain && {
      domainMapping: {
        domainName: new DomainName(scope, 'Domain', {
          domainName: domain.name,
          certificate: Certificate.fromCertificateArn(scope, 'Certificate', domain.certificateArn),
        }),
      },
    }),
  })
  const throttledRoutes = routes.flatMap((route) => {
    const throttle = throttleOf(route)
    return throttle ? [[`${route.method} ${route.path}`, asCloudFormation(throttle)] as const] : []
  })
  const resource = stage.node.defaultChild as CfnStage
  resource.routeSettings = Object.fromEntries(throttledRoutes)
  return stage
}

/** CDK passes route settings on unchanged, so they need CloudFormation's names. */
const asCloudFormation = ({ rateLimit, burstLimit }: Throttle) => ({
  ThrottlingRateLimit: rateLimit,
  ThrottlingBurstLimit: burstLimit,
})
