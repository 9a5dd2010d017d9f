import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { App, Tags, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { ApiStack } from '#infra/api-stack.ts'
import { readStageConfig, StageConfigError } from '#infra/config.ts'
import { DataStack } from '#infra/data-stack.ts'
import { OperationsStack } from '#infra/operations-stack.ts'

export interface AppOptions {
  readonly outdir: string
  /** The folder that `npm run build` wrote. */
  readonly bundles: string
  /** Settings instead of those of context and environment (tests). */
  readonly settings?: Readonly<Record<string, string>>
}

/** The whole deployment of one stage. No look-ups: it synthesizes without an account and without a network. */
export function craftworks({ outdir, bundles, settings }: AppOptions): {
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
  const api = new ApiStack(app, 'Api', {
    config,
    data,
    bundles,
    stackName: `craftworks-${config.stage}-api`,
    description: 'Craftworks: HTTP API, functions, schedules',
  })
  new OperationsStack(app, 'Operations', {
    config,
    data,
    api,
    stackName: `craftworks-${config.stage}-operations`,
    description: 'Craftworks: dashboard, alarms on promises, saved queries',
  })
  Tags.of(app).add('application', 'craftworks')
  Tags.of(app).add('stage', config.stage)
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  return { app, data, api }
}

if (import.meta.main) {
  const root = path.resolve(import.meta.dirname, '..')
  const bundles = path.join(root, 'dist')
  if (!existsSync(bundles)) fail('There are no bundles yet. Run: npm run build')
  const { CDK_OUTDIR } = process.env // set by the CDK command line
  const outdir = CDK_OUTDIR || path.join(root, 'cdk.out')
  if (!CDK_OUTDIR) await rm(outdir, { recursive: true, force: true })
  try {
    const { app } = craftworks({ outdir, bundles })
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
