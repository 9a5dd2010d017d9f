import path from 'node:path'
import { readdirSync, readFileSync } from 'node:fs'
import { AssetHashType, Duration, Validations } from 'aws-cdk-lib'
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, Code, Function, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda'
import type { ILogGroup } from 'aws-cdk-lib/aws-logs'
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'
import { buildIdOf } from '#infra/bundle/build-id.ts'
import type { DeployedFunction } from '#infra/functions.ts'
import { needsSecrets, plainSettingsFor } from '#lib/platform/needs.ts'

/** The sockets that a function may send to, and what cdk-nag calls that. */
export interface SocketGrant {
  readonly arns: readonly string[]
  readonly findings: readonly string[]
}

/** What all functions of a deployment share. */
export interface Platform {
  readonly stage: string
  /** The folder that `npm run build` wrote. */
  readonly bundles: string
  readonly secret: ISecret
  readonly logGroup: ILogGroup
  /** The sockets that functions with that need may send to and close. */
  readonly sockets: SocketGrant
  /** The queues of the manifest by name, and the bus: for functions with the need to send there. */
  readonly queueArns: Readonly<Record<string, string>>
  readonly busArn: string
  /** Plain settings by name; a function is given those that its needs name. */
  readonly settings: Readonly<Record<string, string>>
}

export interface DeployedLambdaProps {
  readonly fn: DeployedFunction
  readonly platform: Platform
  /** Grants beside logs, traces and the secret. */
  readonly grants?: readonly PolicyStatement[]
  readonly timeout?: Duration
}

/** V8's compiled code fits one kind of processor: what another kind compiled stays here. */
const COMPILED_HERE = '-arm64.cache'

/** bcrypt fills a whole vCPU, which Lambda gives from 1,769 MB on; the driver and TLS are happy with half a GB. */
const MEMORY = { passwords: 1769, database: 512, plain: 256 } as const

/** API Gateway gives up after 30 s: a function does so before it, and can still say why. */
const TIMEOUT = Duration.seconds(25)

/** One Lambda of the manifest: its bundle, a role of its own, and the environment and grants that its needs name. */
export class DeployedLambda extends Construct {
  readonly lambda: Function

  constructor(scope: Construct, id: string, { fn, platform, grants = [], timeout }: DeployedLambdaProps) {
    super(scope, id)
    const secret = needsSecrets(fn.needs) ? platform.secret : undefined
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: fn.summary,
      inlinePolicies: {
        needs: new PolicyDocument({
          statements: [
            ...basics(platform, secret),
            ...socketsFor(fn, platform),
            ...sendingFor(fn, platform),
            ...keysFor(fn, platform),
            ...grants,
          ],
        }),
      },
    })
    this.lambda = new Function(this, 'Function', {
      functionName: `craftworks-${platform.stage}-${fn.id}`,
      description: fn.summary,
      code: codeIn(path.join(platform.bundles, fn.id)),
      handler: 'cached.handler', // index.cjs, by way of what V8 compiled of it
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: MEMORY[memoryClass(fn)],
      timeout: timeout ?? TIMEOUT,
      tracing: Tracing.ACTIVE,
      logGroup: platform.logGroup,
      loggingFormat: LoggingFormat.JSON,
      environment: {
        ...settingsFor(fn, platform),
        ...(secret && { SECRETS_ARN: secret.secretArn }),
        BUILD_ID: buildIdIn(platform.bundles, fn),
      },
      role: role.withoutPolicyUpdates(), // its policy is what stands above, and nothing that a construct adds
    })
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray takes trace segments only for *: they are no resource of this account.',
    })
    if (!fn.needs.includes('sockets')) return
    for (const id of platform.sockets.findings) {
      const reason = 'It sends to sockets of this one API, and closes them; their ids come and go.'
      Validations.of(role).acknowledge({ id, reason })
    }
  }
}

/** Logs, traces and, where it needs one, the secret: what every function may do. */
function basics({ logGroup }: Platform, secret: ISecret | undefined): PolicyStatement[] {
  const allow = (actions: string[], resources: string[]) => new PolicyStatement({ actions, resources })
  return [
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]),
    allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], ['*']),
    ...(secret ? [allow(['secretsmanager:GetSecretValue'], [secret.secretArn])] : []),
  ]
}

/** Whoever sends to sockets, or closes them, may do so with any: their ids come and go. */
const socketsFor = ({ needs }: DeployedFunction, { sockets }: Platform): PolicyStatement[] =>
  needs.includes('sockets')
    ? [new PolicyStatement({ actions: ['execute-api:ManageConnections'], resources: [...sockets.arns] })]
    : []

/** Whoever seals or reads encrypted fields may have data keys wrapped and unwrapped, and nothing else of KMS. */
function keysFor({ needs }: DeployedFunction, { settings }: Platform): PolicyStatement[] {
  const key = settings.KMS_KEY_ID
  if (!needs.includes('keys') || !key) return []
  return [new PolicyStatement({ actions: ['kms:GenerateDataKey', 'kms:Decrypt'], resources: [key] })]
}

/** Whoever records events, fans them out or puts them on the bus may send there, and nowhere else. */
function sendingFor({ needs }: DeployedFunction, { queueArns, busArn }: Platform): PolicyStatement[] {
  const queueNames = [
    ...(needs.includes('events') ? ['notifications'] : []),
    ...(needs.includes('queues') ? ['realtime', 'push', 'email'] : []),
  ]
  const resources = queueNames.flatMap((name) => queueArns[name] ?? [])
  return [
    ...(resources.length > 0 ? [new PolicyStatement({ actions: ['sqs:SendMessage'], resources })] : []),
    ...(needs.includes('bus')
      ? [new PolicyStatement({ actions: ['events:PutEvents'], resources: [busArn] })]
      : []),
  ]
}

function memoryClass({ route, needs }: DeployedFunction): keyof typeof MEMORY {
  if (route?.work === 'passwords') return 'passwords'
  return needs.includes('mongo') ? 'database' : 'plain'
}

function settingsFor({ needs }: DeployedFunction, { settings }: Platform): Record<string, string> {
  const named = plainSettingsFor(needs)
  return Object.fromEntries(Object.entries(settings).filter(([name]) => named.includes(name)))
}

/**
 * A bundle's folder as it is uploaded. Compiled code is never twice the same, so that its name counts and not what
 * is in it: a function that did not change is not deployed again.
 */
function codeIn(folder: string): Code {
  const files = readdirSync(folder)
    .filter((name) => !name.endsWith('.cache') || name.endsWith(COMPILED_HERE))
    .sort()
  const contents = files.map((name) => (name.endsWith('.cache') ? '' : hashOf(path.join(folder, name))))
  return Code.fromAsset(folder, {
    exclude: ['*.cache', `!*${COMPILED_HERE}`],
    assetHashType: AssetHashType.CUSTOM,
    assetHash: JSON.stringify([files, contents]),
  })
}

const hashOf = (file: string): string => buildIdOf(readFileSync(file))

const buildIdIn = (bundles: string, { id }: DeployedFunction): string =>
  buildIdOf(readFileSync(path.join(bundles, id, 'index.cjs')))
