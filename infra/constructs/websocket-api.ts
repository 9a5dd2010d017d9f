import { Names, NestedStack, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
import { AccessLogFormat, CfnAccount } from 'aws-cdk-lib/aws-apigateway'
import {
  type CfnApi,
  LogGroupLogDestination,
  WebSocketApi,
  WebSocketRoute,
  WebSocketStage,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { ILogGroup } from 'aws-cdk-lib/aws-logs'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import { alarmOfGroup } from '#infra/constructs/alarms.ts'
import { pascal } from '#infra/constructs/area.ts'
import { DeployedLambda, type Platform, type SocketGrant } from '#infra/constructs/function.ts'
import { ofSocketRoute } from '#infra/functions.ts'
import { SOCKET_THROTTLE } from '#infra/throttling.ts'
import type { SocketRoute } from '#lib/lambda/socket/define-socket-routes.ts'

/** The fields of an access log line. Nothing identifies the caller: no address, no ticket. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  at: '$context.requestTime',
  route: '$context.routeKey',
  event: '$context.eventType',
  status: '$context.status',
  functionMs: '$context.integrationLatency',
  functionStatus: '$context.integrationStatus',
  error: '$context.error.message',
  functionError: '$context.integrationErrorMessage',
}

/** The WebSocket API, and its addresses for functions and apps. */
export interface SocketApi {
  readonly api: WebSocketApi
  /** The settings for functions whose needs name them. */
  readonly settings: { readonly SOCKETS_URL: string; readonly SOCKETS_ENDPOINT: string }
  readonly grant: SocketGrant
}

/** The API itself. Its functions and its stage are created later, after the functions that use its address. */
export function createSocketApi(scope: Construct, stage: string): SocketApi {
  const api = new WebSocketApi(scope, 'SocketApi', {
    apiName: `craftworks-${stage}-sockets`,
    description: 'Notifications, chat and live status',
    routeSelectionExpression: '$request.body.action',
  })
  const { region, urlSuffix } = Stack.of(scope)
  const host = `${api.apiId}.execute-api.${region}.${urlSuffix}/${stage}`
  return {
    api,
    settings: { SOCKETS_URL: `wss://${host}`, SOCKETS_ENDPOINT: `https://${host}` },
    grant: grantOfSockets(api, stage),
  }
}

/** The permission to send to any socket and to close it, since their ids are short-lived. */
function grantOfSockets(api: WebSocketApi, stage: string): SocketGrant {
  const stack = Stack.of(api)
  // CDK's name of the parameter that passes the API to nested stacks
  const apiRef = `<referenceto${Names.nodeUniqueId((api.node.defaultChild as CfnApi).node)}Ref>`
  const sockets = ['POST', 'DELETE'].map((method) => `${stage}/${method}/@connections/*`)
  return {
    arns: sockets.map((resourceName) =>
      stack.formatArn({ service: 'execute-api', resource: api.apiId, resourceName }),
    ),
    findings: sockets.map(
      (name) =>
        `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:${apiRef}/${name}]`,
    ),
  }
}

export interface SocketRoutesProps {
  readonly api: WebSocketApi
  readonly routes: readonly SocketRoute[]
  readonly platform: Platform
  readonly alarmTopic: ITopic
}

/** The functions behind the socket routes, in their own nested stack. */
export class SocketRoutes extends NestedStack {
  constructor(scope: Construct, id: string, { api, routes, platform, alarmTopic }: SocketRoutesProps) {
    super(scope, id, { description: 'Craftworks: the socket routes' })
    const functions = routes.map((route) => {
      const { lambda } = new DeployedLambda(this, pascal(route.name), { fn: ofSocketRoute(route), platform })
      new WebSocketRoute(this, `${pascal(route.name)}Route`, {
        webSocketApi: api,
        routeKey: route.key,
        integration: new WebSocketLambdaIntegration('Integration', lambda),
      })
      return lambda
    })
    alarmOfGroup(this, 'sockets', functions, alarmTopic, { withThrottles: true })
  }
}

/** The only stage: throttling and access logs. It deploys the routes, so it has to be created after them. */
export function createSocketStage(
  scope: Construct,
  { api, stage, accessLogs }: { api: WebSocketApi; stage: string; accessLogs: ILogGroup },
): WebSocketStage {
  const socketStage = new WebSocketStage(scope, 'SocketStage', {
    webSocketApi: api,
    stageName: stage,
    autoDeploy: true,
    throttle: SOCKET_THROTTLE,
    accessLogSettings: {
      destination: new LogGroupLogDestination(accessLogs),
      format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
    },
  })
  socketStage.node.addDependency(createLogsAccount(scope))
  return socketStage
}

/**
 * API Gateway writes the logs of WebSocket APIs only with a role that is set for the whole account and region.
 * The role is retained when a stage is deleted, because other stages use it too.
 */
function createLogsAccount(scope: Construct): CfnAccount {
  const role = new Role(scope, 'GatewayLogsRole', {
    description: 'Lets API Gateway write access logs of WebSocket APIs',
    assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
    managedPolicies: [
      ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs'),
    ],
  })
  role.applyRemovalPolicy(RemovalPolicy.RETAIN)
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    reason: 'API Gateway checks for the rights of exactly this policy before it takes the role.',
  })
  const account = new CfnAccount(scope, 'GatewayAccount', { cloudWatchRoleArn: role.roleArn })
  account.applyRemovalPolicy(RemovalPolicy.RETAIN)
  return account
}
