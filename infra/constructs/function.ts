import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { AssetHashType, Duration, Validations } from 'aws-cdk-lib'
import type { ISecurityGroup, IVpc, SelectedSubnets } from 'aws-cdk-lib/aws-ec2'
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, Code, Function, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda'
import type { ILogGroup } from 'aws-cdk-lib/aws-logs'
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'
import { buildIdOf } from '#infra/bundle/build-id.ts'
import { acknowledgeModel, modelGrantsFor } from '#infra/constructs/model-grant.ts'
import { functionNameOf } from '#infra/function-name.ts'
import type { DeployedFunction } from '#infra/functions.ts'
import { needsSecrets, plainSettingsFor } from '#lib/platform/needs.ts'
import { queuesOfNeeds } from '#lib/platform/queue-names.ts'

/** The permission to send to sockets: its ARNs, and the ids of the findings that cdk-nag reports about it. */
export interface SocketGrant {
  readonly arns: readonly string[]
  readonly findings: readonly string[]
}

/** The network that functions run in, if the deployment has one of its own. */
export interface FunctionNetwork {
  readonly vpc: IVpc
  readonly subnets: SelectedSubnets
  readonly group: ISecurityGroup
}

/** The resources and settings that all functions of a deployment share. */
export interface Platform {
  readonly stage: string
  /** The folder that `npm run build` wrote. */
  readonly bundles: string
  /** Whether functions may take a part of the account's concurrency for themselves. */
  readonly reservesConcurrency: boolean
  readonly secret: ISecret
  readonly logGroup: ILogGroup
  /** For functions that need `sockets`: those they may send to and close. */
  readonly sockets: SocketGrant
  /** The queues of the manifest by name, and the bus: for functions that need to send to them. */
  readonly queueArns: Readonly<Record<string, string>>
  readonly busArn: string
  /** Keys in KMS that wrapped data keys before KMS_KEY_ID did. */
  readonly previousKeyArns: readonly string[]
  /** Plain settings by name; each function gets those that its needs name. */
  readonly settings: Readonly<Record<string, string>>
  /** Null: functions run outside of a VPC. */
  readonly network: FunctionNetwork | null
  /** Plain settings that every function gets: where its errors are reported. */
  readonly ofEvery: Readonly<Record<string, string>>
}

export interface DeployedLambdaProps {
  readonly fn: DeployedFunction
  readonly platform: Platform
  /** Grants in addition to logs, traces and the secret. */
  readonly grants?: readonly PolicyStatement[]
  readonly timeout?: Duration
  /** How many calls may run at once: reserved for this function, if the deployment reserves any. */
  readonly maxCalls?: number
  /** Settings of this function alone. */
  readonly environment?: Readonly<Record<string, string>>
}

/** V8's compiled code works on one processor architecture only: just this kind of file is uploaded. */
const LAMBDA_CACHE_SUFFIX = '-arm64.cache'

/** bcrypt uses a whole vCPU, which Lambda gives from 1,769 MB on; half a GB is enough for the driver and TLS. */
const MEMORY_MB = { passwords: 1769, database: 512, plain: 256 } as const

/** API Gateway times out after 30 s. A function times out earlier, so that its error is logged. */
const TIMEOUT = Duration.seconds(25)

/** One Lambda of the manifest: its bundle, its own role, and the environment and grants that its needs name. */
export class DeployedLambda extends Construct {
  readonly lambda: Function

  constructor(
    scope: Construct,
    id: string,
    { fn, platform, grants = [], timeout, maxCalls, environment = {} }: DeployedLambdaProps,
  ) {
    super(scope, id)
    const secret = needsSecrets(fn.needs) ? platform.secret : undefined
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: fn.summary,
      inlinePolicies: {
        needs: new PolicyDocument({
          statements: [
            ...basicGrants(platform, secret),
            ...socketGrantsFor(fn, platform),
            ...sendGrantsFor(fn, platform),
            ...keyGrantsFor(fn, platform),
            ...anchorGrantsFor(fn, platform),
            ...fileGrantsFor(fn, platform),
            ...modelGrantsFor(fn, platform.settings),
            ...networkGrantsFor(platform),
            ...grants,
          ],
        }),
      },
    })
    this.lambda = new Function(this, 'Function', {
      functionName: functionNameOf(platform.stage, fn.id),
      description: fn.summary,
      code: codeIn(path.join(platform.bundles, fn.id)),
      handler: 'cached.handler', // loads index.cjs through V8's compile cache
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: memoryOf(fn),
      timeout: timeout ?? TIMEOUT,
      ...(maxCalls !== undefined &&
        platform.reservesConcurrency && { reservedConcurrentExecutions: maxCalls }),
      tracing: Tracing.ACTIVE,
      logGroup: platform.logGroup,
      loggingFormat: LoggingFormat.JSON,
      environment: {
        ...settingsFor(fn, platform),
        ...platform.ofEvery,
        ...(secret && { SECRETS_ARN: secret.secretArn }),
        BUILD_ID: buildIdIn(platform.bundles, fn),
        ...environment,
      },
      ...placeIn(platform.network),
      role: role.withoutPolicyUpdates(), // constructs may add nothing to the policy above
    })
    acknowledgeEverything(role, platform)
    acknowledgeAnchors(role, fn, platform)
    acknowledgeFiles(role, fn, platform)
    acknowledgeSockets(role, fn, platform)
    acknowledgeModel(role, fn, platform.settings)
  }
}

/** Where a function runs: in the network of the deployment, if it has one. */
const placeIn = (network: FunctionNetwork | null) =>
  network && {
    vpc: network.vpc,
    vpcSubnets: { subnets: network.subnets.subnets },
    securityGroups: [network.group],
  }

function acknowledgeEverything(role: Role, platform: Platform): void {
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: `X-Ray takes trace segments only for *: they are no resource of this account.${
      platform.network ? ' Nor has a network interface an ARN before Lambda has made it.' : ''
    }`,
  })
}

function acknowledgeSockets(role: Role, fn: DeployedFunction, platform: Platform): void {
  if (!fn.needs.includes('sockets')) return
  for (const id of platform.sockets.findings) {
    const reason = 'It sends to sockets of this one API, and closes them; their ids come and go.'
    Validations.of(role).acknowledge({ id, reason })
  }
}

/** The names of what is noted outside of the database, by the need of who notes it. */
const ANCHORS = { anchors: 'seals-*', erasureNotes: 'erasures-*' } as const

const anchorsOf = ({ needs }: DeployedFunction): readonly string[] =>
  Object.entries(ANCHORS).flatMap(([need, names]) => (needs.some((one) => one === need) ? [names] : []))

function acknowledgeAnchors(role: Role, fn: DeployedFunction, { stage, settings }: Platform): void {
  if (!settings.AUDIT_BUCKET) return
  for (const names of anchorsOf(fn)) {
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:aws:s3:::craftworks-${stage}-audit-<AWS::AccountId>/${names}]`,
      reason: 'Each anchor is an object of its own in this one bucket, and none can be changed.',
    })
  }
}

function acknowledgeFiles(role: Role, { needs }: DeployedFunction, { stage, settings }: Platform): void {
  if (!needs.includes('files') || !settings.FILES_BUCKET) return
  Validations.of(role).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:aws:s3:::craftworks-${stage}-files-<AWS::AccountId>/*]`,
    reason:
      'Each large answer is an object of its own in this one bucket, under a name that nobody can guess.',
  })
}

/** The grants of every function: logs, traces and, if it needs it, the secret. */
function basicGrants({ logGroup }: Platform, secret: ISecret | undefined): PolicyStatement[] {
  const allow = (actions: string[], resources: string[]) => new PolicyStatement({ actions, resources })
  return [
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]),
    allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], ['*']),
    ...(secret ? [allow(['secretsmanager:GetSecretValue'], [secret.secretArn])] : []),
  ]
}

/** A function that sends to sockets or closes them may do so with any, since their ids are short-lived. */
const socketGrantsFor = ({ needs }: DeployedFunction, { sockets }: Platform): PolicyStatement[] =>
  needs.includes('sockets')
    ? [new PolicyStatement({ actions: ['execute-api:ManageConnections'], resources: [...sockets.arns] })]
    : []

/**
 * A function that encrypts or decrypts fields may generate and decrypt data keys, and nothing else in KMS. With a key of
 * before it may only decrypt.
 */
function keyGrantsFor(
  { needs }: DeployedFunction,
  { settings, previousKeyArns }: Platform,
): PolicyStatement[] {
  const key = settings.KMS_KEY_ID
  if (!needs.includes('keys') || !key) return []
  return [
    new PolicyStatement({ actions: ['kms:GenerateDataKey', 'kms:Decrypt'], resources: [key] }),
    ...(previousKeyArns.length > 0
      ? [new PolicyStatement({ actions: ['kms:Decrypt'], resources: [...previousKeyArns] })]
      : []),
  ]
}

/** A function that anchors the activity log or notes erasures may add objects and read them, and can change none. */
function anchorGrantsFor(fn: DeployedFunction, { settings }: Platform): PolicyStatement[] {
  const bucket = settings.AUDIT_BUCKET
  const names = anchorsOf(fn)
  if (names.length === 0 || !bucket) return []
  const arn = `arn:aws:s3:::${bucket}`
  return [
    new PolicyStatement({
      actions: ['s3:PutObject', 's3:GetObject'],
      resources: names.map((name) => `${arn}/${name}`),
    }),
    new PolicyStatement({ actions: ['s3:ListBucket'], resources: [arn] }), // else what is not there looks forbidden
  ]
}

/** A function that answers with files may add them, and sign links to them: a link may do what its signer may. */
function fileGrantsFor({ needs }: DeployedFunction, { settings }: Platform): PolicyStatement[] {
  const bucket = settings.FILES_BUCKET
  if (!needs.includes('files') || !bucket) return []
  const resources = [`arn:aws:s3:::${bucket}/*`]
  return [new PolicyStatement({ actions: ['s3:PutObject', 's3:GetObject'], resources })]
}

/** Lambda makes the network interfaces of a function with the function's own role. */
const networkGrantsFor = ({ network }: Platform): PolicyStatement[] =>
  network
    ? [
        new PolicyStatement({
          actions: [
            'ec2:CreateNetworkInterface',
            'ec2:DescribeNetworkInterfaces',
            'ec2:DescribeSubnets',
            'ec2:DeleteNetworkInterface',
            'ec2:AssignPrivateIpAddresses',
            'ec2:UnassignPrivateIpAddresses',
          ],
          resources: ['*'],
        }),
      ]
    : []

/** A function that sends to queues or puts events on the bus may send to the queues of its needs or to the bus only. */
function sendGrantsFor({ needs }: DeployedFunction, { queueArns, busArn }: Platform): PolicyStatement[] {
  const resources = queuesOfNeeds(needs).flatMap((name) => queueArns[name] ?? [])
  return [
    ...(resources.length > 0 ? [new PolicyStatement({ actions: ['sqs:SendMessage'], resources })] : []),
    ...(needs.includes('bus')
      ? [new PolicyStatement({ actions: ['events:PutEvents'], resources: [busArn] })]
      : []),
  ]
}

/** The memory of a function on AWS, in MB. */
export const memoryOf = (fn: DeployedFunction): number => MEMORY_MB[memoryClass(fn)]

function memoryClass({ route, needs }: DeployedFunction): keyof typeof MEMORY_MB {
  if (route?.work === 'passwords') return 'passwords'
  return needs.includes('mongo') ? 'database' : 'plain'
}

function settingsFor({ needs }: DeployedFunction, { settings }: Platform): Record<string, string> {
  const named = plainSettingsFor(needs)
  return Object.fromEntries(Object.entries(settings).filter(([name]) => named.includes(name)))
}

/**
 * The folder of a bundle as it is uploaded. V8's compiled code differs at each build, so only its file name goes into
 * the hash, not its content: a function that did not change is not deployed again.
 */
function codeIn(folder: string): Code {
  const files = readdirSync(folder)
    .filter((name) => !name.endsWith('.cache') || name.endsWith(LAMBDA_CACHE_SUFFIX))
    .sort()
  const contents = files.map((name) => (name.endsWith('.cache') ? '' : hashOf(path.join(folder, name))))
  return Code.fromAsset(folder, {
    exclude: ['*.cache', `!*${LAMBDA_CACHE_SUFFIX}`],
    assetHashType: AssetHashType.CUSTOM,
    assetHash: JSON.stringify([files, contents]),
  })
}

const hashOf = (file: string): string => buildIdOf(readFileSync(file))

/** The version of a function's bundle. */
export const buildIdIn = (bundles: string, { id }: DeployedFunction): string =>
  buildIdOf(readFileSync(path.join(bundles, id, 'index.cjs')))
