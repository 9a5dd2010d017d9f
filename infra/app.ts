import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { App, Tags, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { ApiStack } from '#infra/api-stack.ts'
import { AtlasStack } from '#infra/atlas-stack.ts'
import { readStageConfig, type StageConfig, StageConfigError } from '#infra/config.ts'
import { DataStack } from '#infra/data-stack.ts'
import { EdgeStack, edgeStackName } from '#infra/edge-stack.ts'
import { type Manifest, wholeManifest } from '#infra/manifest.ts'
import { NetworkStack } from '#infra/network-stack.ts'
import { OperationsStack } from '#infra/operations-stack.ts'
import { collectionNames } from '#lib/model/collection-names.ts'

export interface AppOptions {
  readonly outdir: string
  /** The folder that `npm run build` wrote. */
  readonly bundles: string
  /** Settings instead of those of context and environment (tests). */
  readonly settings?: Readonly<Record<string, string>>
  /** The names of the collections that models define: the database's user is given rights to these. */
  readonly collections: readonly string[]
  /** The functions to deploy, if not all (tests). */
  readonly manifest?: Manifest
}

/** CloudFormation takes no tags of a dashboard in every region, and cfn-lint knows of none. */
const UNTAGGED = { excludeResourceTypes: ['AWS::CloudWatch::Dashboard'] }

/** The whole deployment of one stage. No look-ups: it synthesizes without an account and without a network. */
export function craftworks({
  outdir,
  bundles,
  settings,
  collections,
  manifest = wholeManifest,
}: AppOptions): {
  app: App
  data: DataStack
  api: ApiStack
} {
  const app = new App({
    outdir,
    analyticsReporting: false,
    // strong: the data stack cannot lose what the API still uses. Here and not in cdk.json, which only the command line reads
    context: { '@aws-cdk/core:defaultCrossStackReferences': 'strong' },
  })
  const config = readStageConfig((name) =>
    settings ? settings[name] : ((app.node.tryGetContext(name) as unknown) ?? process.env[name]),
  )
  const data = new DataStack(app, 'Data', {
    config,
    stackName: `craftworks-${config.stage}-data`,
    description: 'Craftworks: secret, logs, alarms',
    terminationProtection: config.isProtected,
  })
  const network = networkOf(app, config)
  atlasOf(app, config, network, collections)
  const edge = edgeOf(app, config)
  const api = new ApiStack(app, 'Api', {
    config,
    data,
    bundles,
    manifest,
    network: network?.network ?? null,
    stackName: `craftworks-${config.stage}-api`,
    description: 'Craftworks: HTTP API, functions, schedules',
    terminationProtection: config.isProtected,
  })
  if (edge) api.addStackDependency(edge) // it reads the firewall's output
  new OperationsStack(app, 'Operations', {
    config,
    data,
    api,
    stackName: `craftworks-${config.stage}-operations`,
    description: 'Craftworks: dashboard, alarms on promises, saved queries',
    terminationProtection: config.isProtected,
  })
  Tags.of(app).add('application', 'craftworks', UNTAGGED)
  Tags.of(app).add('stage', config.stage, UNTAGGED)
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  return { app, data, api }
}

/** The network of the functions, with its end of the database's endpoint where the database is made elsewhere. */
function networkOf(app: App, config: StageConfig): NetworkStack | null {
  const { vpc } = config.options
  if (!vpc) return null
  const network = new NetworkStack(app, 'Network', {
    config,
    natGateways: vpc.natGateways,
    stackName: `craftworks-${config.stage}-network`,
    description: 'Craftworks: the network of the functions',
    terminationProtection: config.isProtected,
  })
  if (vpc.endpointService) network.createDatabaseEndpoint(network, vpc.endpointService)
  return network
}

function atlasOf(
  app: App,
  config: StageConfig,
  network: NetworkStack | null,
  collections: readonly string[],
): void {
  const { atlas } = config.options
  if (!atlas) return
  new AtlasStack(app, 'Atlas', {
    config,
    atlas,
    network,
    collections,
    stackName: `craftworks-${config.stage}-atlas`,
    description: 'Craftworks: the database in Atlas, its user and its backups',
    terminationProtection: config.isProtected,
  })
}

function edgeOf(app: App, config: StageConfig): EdgeStack | null {
  const { edge } = config.options
  if (!edge) return null
  return new EdgeStack(app, 'Edge', {
    config,
    requestsPerAddress: edge.requestsPerAddress,
    stackName: edgeStackName(config.stage),
    description: 'Craftworks: the firewall in front of the API',
    terminationProtection: config.isProtected,
  })
}

if (import.meta.main) {
  const root = path.resolve(import.meta.dirname, '..')
  const bundles = path.join(root, 'dist')
  if (!existsSync(bundles)) fail('There are no bundles yet. Run: npm run build')
  const { CDK_OUTDIR } = process.env // set by the CDK command line
  const outdir = CDK_OUTDIR || path.join(root, 'cdk.out')
  if (!CDK_OUTDIR) await rm(outdir, { recursive: true, force: true })
  try {
    const { app } = craftworks({ outdir, bundles, collections: await collectionNames() })
    app.synth()
    if (!CDK_OUTDIR) console.log(`Synthesized to ${path.relative(process.cwd(), outdir)}`)
  } catch (error) {
    if (error instanceof StageConfigError) fail(error.message)
    throw error
  }
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
