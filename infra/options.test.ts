import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { describe, expect, it } from 'vitest'
import { craftworks } from '#infra/app.ts'
import { deployedFunctions, optionalFunctions } from '#infra/functions.ts'
import { wholeManifest } from '#infra/manifest.ts'
import { production } from '#infra/testing/production.ts'
import { smallManifest } from '#infra/testing/small-manifest.ts'
import {
  ALL_OPTIONS,
  type Option,
  settingsWith,
  stageWith,
  synthesizeWith,
} from '#infra/testing/stage-with.ts'
import { synthesize, type Synthesized } from '#infra/testing/synthesize.ts'
import { collectionNames } from '#lib/model/collection-names.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

const COMBINATIONS = Array.from({ length: 2 ** ALL_OPTIONS.length }, (_, bits) =>
  ALL_OPTIONS.filter((_, index) => bits & (1 << index)),
)

const stacksOf = (stage: Synthesized): readonly string[] =>
  Object.keys(stage.templates).flatMap((name) => /^(\w+)\.template\.json$/.exec(name)?.[1] ?? [])

describe('a stage with options', () => {
  it.each(COMBINATIONS.map((options) => [options.join(', ') || 'none', options] as const))(
    'is synthesized without an account, and without an unexplained finding of cdk-nag: %s',
    (_, options) => {
      // Act
      const stage = stageWith(...options)
      // Assess
      const has = (option: Option) => options.includes(option)
      expect(stacksOf(stage)).toEqual([
        'Api',
        ...(has('atlas') ? ['Atlas'] : []),
        'Data',
        ...(has('edge') ? ['Edge'] : []),
        ...(has('vpc') ? ['Network'] : []),
        'Operations',
      ])
      const functions = stage.ofType('AWS::Lambda::Function')
      expect(functions.every(({ Properties }) => Boolean(Properties.VpcConfig) === has('vpc'))).toBe(true)
      expect(stage.ofType('AWS::CodeDeploy::DeploymentGroup').length > 0).toBe(has('canary'))
      expect(stage.ofType('AWS::CloudFront::Distribution')).toHaveLength(has('edge') ? 1 : 0)
      expect(stage.ofType('AWS::ApiGatewayV2::DomainName')).toHaveLength(
        has('domain') && !has('edge') ? 1 : 0,
      )
    },
    timeLimit(30_000),
  )

  it('is refused if cdk-nag finds something that nobody explained', () => {
    // Prepare
    const outdir = mkdtempSync(path.join(tmpdir(), 'craftworks-nag-'))
    const bundles = bundlesIn(outdir)
    const { app, data } = craftworks({
      outdir: path.join(outdir, 'cdk.out'),
      bundles,
      settings: production,
      collections: [],
      manifest: smallManifest(),
    })
    // Act
    new Bucket(data, 'Planted')
    // Assess
    expect(() => app.synth()).toThrow(/AwsSolutions-S/)
    rmSync(outdir, { recursive: true, force: true })
  })

  it('has the same bytes when it is synthesized again: nothing changed, and cdk diff is empty', () => {
    // Act
    const again = synthesizeWith(...ALL_OPTIONS)
    // Assess
    expect(again.templates).toEqual(stageWith(...ALL_OPTIONS).templates)
  })

  it(
    'fits with all functions of the manifest into stacks of less than 500 resources',
    async () => {
      // Act
      const stage = synthesize(settingsWith(...ALL_OPTIONS), { collections: await collectionNames() })
      // Assess
      for (const [name, { resources, text }] of Object.entries(stage.templates)) {
        expect(Object.keys(resources).length, name).toBeLessThan(450)
        expect(text.length, name).toBeLessThan(1_000_000) // what CloudFormation takes
      }
      const routes = wholeManifest.routes.length + 1 // and the default route
      expect(stage.ofType('AWS::CodeDeploy::DeploymentGroup')).toHaveLength(routes)
      expect(stage.ofType('AWS::Lambda::Alias')).toHaveLength(routes)
    },
    timeLimit(60_000),
  )
})

/** A bundle folder with a file for each function, as a build would write it. */
function bundlesIn(folder: string): string {
  const bundles = path.join(folder, 'dist')
  for (const { id } of [...deployedFunctions, ...optionalFunctions]) {
    mkdirSync(path.join(bundles, id), { recursive: true })
    writeFileSync(path.join(bundles, id, 'index.cjs'), 'exports.handler = () => 1\n')
  }
  return bundles
}
