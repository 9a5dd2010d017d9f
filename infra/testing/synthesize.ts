import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { craftworks } from '#infra/app.ts'
import { deployedFunctions, optionalFunctions } from '#infra/functions.ts'
import type { Manifest } from '#infra/manifest.ts'

/** A resource of a CloudFormation template, with the fields that tests read. */
export interface Resource {
  readonly Type: string
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a template is JSON of many shapes, and a test names the one it expects
  readonly Properties: Record<string, any>
  readonly DependsOn?: readonly string[]
  readonly DeletionPolicy?: string
}

export interface Synthesized {
  /** Every template by its file name, nested stacks included: its text and its resources. */
  readonly templates: Readonly<Record<string, { text: string; resources: Record<string, Resource> }>>
  /** For each code folder that would be uploaded, its files. */
  readonly uploads: readonly (readonly string[])[]
  /** The names of the stacks, and of those that CloudFormation refuses to delete. */
  readonly stacks: readonly string[]
  readonly protectedStacks: readonly string[]
  /** All resources of a type, from all stacks. */
  ofType(type: string): readonly Resource[]
}

interface SynthesisOptions {
  readonly collections?: readonly string[]
  /** The functions to deploy, if not all. */
  readonly manifest?: Manifest
}

/** Two collections are enough for the rights of a database user. Whoever tests these has all of them. */
const COLLECTIONS = ['activityLog', 'jobs']

/** Synthesizes the deployment with empty bundles, since the templates do not depend on the code. */
export function synthesize(
  settings: Readonly<Record<string, string>> = {},
  { collections = COLLECTIONS, manifest }: SynthesisOptions = {},
): Synthesized {
  const folder = mkdtempSync(path.join(tmpdir(), 'craftworks-synth-'))
  try {
    const bundles = path.join(folder, 'dist')
    for (const { id } of [...deployedFunctions, ...optionalFunctions]) {
      mkdirSync(path.join(bundles, id), { recursive: true })
      writeFileSync(path.join(bundles, id, 'index.cjs'), `exports.handler = () => '${id}'\n`)
      for (const kind of ['arm64', 'x64']) {
        writeFileSync(path.join(bundles, id, `v24.0.0-${kind}.cache`), randomUUID()) // V8 never writes the same bytes twice
      }
    }
    const outdir = path.join(folder, 'cdk.out')
    const { app } = craftworks({ outdir, bundles, settings, collections, ...(manifest && { manifest }) })
    const { stacks } = app.synth()
    return {
      ...readTemplates(outdir),
      stacks: stacks.map(({ stackName }) => stackName),
      protectedStacks: stacks
        .filter(({ terminationProtection }) => terminationProtection)
        .map(({ stackName }) => stackName),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readTemplates(outdir: string): Omit<Synthesized, 'stacks' | 'protectedStacks'> {
  const files = readdirSync(outdir)
    .filter((name) => name.endsWith('template.json'))
    .sort()
  const templates = Object.fromEntries(
    files.map((name) => {
      const text = readFileSync(path.join(outdir, name), 'utf8')
      return [
        name,
        { text, resources: (JSON.parse(text) as { Resources: Record<string, Resource> }).Resources },
      ]
    }),
  )
  const all = Object.values(templates).flatMap(({ resources }) => Object.values(resources))
  const uploads = readdirSync(outdir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.startsWith('asset.'))
    .map(({ name }) => readdirSync(path.join(outdir, name)).sort())
  return { templates, uploads, ofType: (type) => all.filter(({ Type }) => Type === type) }
}
