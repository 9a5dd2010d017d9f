import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild'
import { type Beside, bundleBeside, writeLoader } from '#infra/bundle/beside.ts'
import { buildIdOf } from '#infra/bundle/build-id.ts'
import { leftOut } from '#infra/bundle/left-out.ts'
import { type SharedPackage, shareOnce } from '#infra/bundle/shared-package.ts'
import { writeMaps } from '#infra/bundle/source-maps.ts'
import type { DeployedFunction } from '#infra/functions.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')

/** A function's bundle: what was written, and what it is made of. */
export interface Bundle {
  readonly id: string
  readonly folder: string
  readonly bytes: number
  /** The begin of the bundle's SHA-256: in each log line, and the name of its source map. */
  readonly buildId: string
  readonly code: string
  /** The files that it really contains (bytes after tree shaking), from the root of the project. */
  readonly parts: Readonly<Record<string, number>>
}

/** Drivers' optional packages: asked for in a try, absent in a deployment. */
export const OPTIONAL = [
  '@aws-sdk/credential-providers',
  '@mongodb-js/zstd',
  'aws4',
  'kerberos',
  'mongodb-client-encryption',
  'snappy',
  'socks',
]

/** What every bundle has in place of a package that Node does better, or that it never calls. */
const REPLACEMENTS = {
  '@aws-sdk/credential-provider-node': 'aws-credentials.ts',
  '@aws-sdk/token-providers': 'aws-tokens.ts',
  '@mongodb-js/saslprep': 'saslprep.ts',
  'postal-mime': 'postal-mime.ts',
  standardwebhooks: 'standardwebhooks.ts',
  semver: 'semver.ts',
  'whatwg-url': 'whatwg-url.ts',
}

/** What is bundled once for all functions that have it: the database of most, and what hardly any call needs of a few. */
const sharedBy = (functions: readonly DeployedFunction[]): readonly string[] => [
  'mongoose',
  ...(functions.some(({ needs }) => needs.includes('languageModel'))
    ? ['#lib/gateways/language-model/bedrock-sdk.ts']
    : []),
]

/** What a function's route has no use for, and what it gets instead; functions with the same ones share a pass. */
export function spareParts({ needs, route }: DeployedFunction): Readonly<Record<string, string>> {
  return {
    ...(!(route && route.access !== 'public') && {
      '#lib/lambda/http/authenticate.ts': 'without-callers.ts',
    }),
    ...(!route?.idempotent && { '#lib/lambda/http/with-idempotency.ts': 'without-idempotency.ts' }),
    ...(!needs.includes('mongo') && { '#lib/platform/mongo.ts': 'without-mongo.ts' }),
    ...(needs.includes('identity') && { 'google-auth-library': 'without-google-access.ts' }),
  }
}

export interface BundleOptions {
  /** Whether source maps are written too, to `<outdir>/maps` and for Sentry: they take longer than the bundles. */
  readonly sourceMaps?: boolean
}

/**
 * Bundles functions, each into one CommonJS file `<outdir>/<id>/index.cjs` that Lambda finds as
 * `index.handler`. No source map is there at run time.
 * A handler whose file is missing, or that imports what does not exist, fails all of it.
 */
export async function bundleFunctions(
  functions: readonly DeployedFunction[],
  outdir: string,
  options: BundleOptions = {},
): Promise<readonly Bundle[]> {
  const missing = functions.filter(({ file }) => !existsSync(path.join(ROOT, file)))
  if (missing.length > 0) {
    throw new Error(`No handler for ${missing.map(({ id, file }) => `${id} (${file})`).join(', ')}.`)
  }
  await rm(outdir, { recursive: true, force: true })
  const [beside, ...shared] = await Promise.all([
    bundleBeside(),
    ...sharedBy(functions).map((name) => shareOnce(name, withPlugins())),
  ])
  const passes = Map.groupBy(functions, (fn) => JSON.stringify(spareParts(fn)))
  const written = await Promise.all(
    [...passes].map(([spare, group]) =>
      onePass(group, {
        ...options,
        outdir,
        shared,
        beside,
        spare: JSON.parse(spare) as Record<string, string>,
      }),
    ),
  )
  return written.flat().sort((a, b) => (a.id < b.id ? -1 : 1))
}

/**
 * Bundles the Express application of the comparison as functions are, into `<outdir>/monolith`, which is not deployed:
 * so that both have the same advantages.
 */
export async function bundleMonolith(outdir: string): Promise<Pick<Bundle, 'folder'>> {
  const folder = path.join(outdir, 'monolith')
  await build({
    ...withPlugins(),
    entryPoints: [path.join(ROOT, 'bench', 'cold-load', 'monolith.cjs')],
    outfile: path.join(folder, 'index.cjs'),
  })
  await writeLoader(folder)
  return { folder }
}

/** How everything is bundled, with these replacements beside the common ones and these plugins before the others. */
const withPlugins = (
  spare: Readonly<Record<string, string>> = {},
  ...plugins: readonly Plugin[]
): BuildOptions => ({
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  supported: { 'dynamic-import': false }, // by require: compiled code has no way back to import()
  mainFields: ['module', 'main'], // ES modules can be shaken: a third less of many packages
  minifyWhitespace: true,
  minifySyntax: true, // identifiers stay: they load faster so, and stack traces can be read
  legalComments: 'none',
  external: OPTIONAL,
  plugins: [...plugins, everyModel, inPlaceOf({ ...REPLACEMENTS, ...spare }), leftOut, optionalToTheDriver],
  logLevel: 'error',
})

interface Pass extends BundleOptions {
  readonly outdir: string
  readonly spare: Readonly<Record<string, string>>
  readonly shared: readonly SharedPackage[]
  readonly beside: Beside
}

async function onePass(functions: readonly DeployedFunction[], pass: Pass): Promise<readonly Bundle[]> {
  const { outdir, spare, shared, sourceMaps = false } = pass
  const { outputFiles, metafile } = await build({
    ...withPlugins(spare, ...shared.map(({ plugin }) => plugin)),
    entryPoints: functions.map(({ id, file }) => ({ in: file, out: `${id}/index` })),
    outdir,
    outExtension: { '.js': '.cjs' },
    write: false,
    metafile: true,
    sourcemap: sourceMaps && 'external',
    sourcesContent: false,
  })
  const files = new Map(outputFiles.map((file) => [file.path, file.contents]))
  return Promise.all(
    functions.map((fn) => {
      const file = path.join(outdir, fn.id, 'index.cjs')
      const own = files.get(file)
      const map = files.get(`${file}.map`)
      if (!own || (sourceMaps && !map)) throw new Error(`esbuild wrote nothing for ${fn.id}.`)
      const inputs = Object.entries(partsOf(metafile, path.relative(ROOT, file)))
      const behind = shared.filter(({ inputName }) => inputs.some(([name]) => name === inputName))
      const parts = [
        ...inputs.filter(([name]) => !behind.some(({ inputName }) => name === inputName)),
        ...behind.flatMap((one) => Object.entries(one.parts)),
      ]
      const code = Buffer.concat([own, ...behind.map((one) => one.code)])
      return writeBundle(fn, pass, { code, map, parts: Object.fromEntries(parts) })
    }),
  )
}

interface Output {
  readonly code: Uint8Array
  readonly map?: Uint8Array | undefined
  readonly parts: Readonly<Record<string, number>>
}

async function writeBundle(
  fn: DeployedFunction,
  { outdir, beside }: Pass,
  { code, map, parts }: Output,
): Promise<Bundle> {
  const folder = path.join(outdir, fn.id)
  const buildId = buildIdOf(code)
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, 'index.cjs'), code)
  if (map) await writeMaps(outdir, { buildId, code, map })
  await beside.writeTo(folder, fn)
  for (const asset of fn.assets) await cp(findAsset(asset), path.join(folder, path.basename(asset)))
  return {
    id: fn.id,
    folder,
    bytes: code.byteLength,
    buildId,
    get code() {
      return Buffer.from(code).toString() // 200 MB for all of them, and a build reads none
    },
    parts,
  }
}

/** Resolves an import to a file of this folder instead of what it names. */
export const inPlaceOf = (replacements: Readonly<Record<string, string>>): Plugin => ({
  name: 'replacements',
  setup(pass) {
    const names = Object.keys(replacements).map((name) => name.replace(/[/.]/g, '\\$&'))
    pass.onResolve({ filter: new RegExp(`^(${names.join('|')})$`) }, ({ path: name, importer }) => {
      const isOriginal = path.dirname(importer) === import.meta.dirname // what a stand-in itself falls back on
      return isOriginal ? undefined : { path: path.join(import.meta.dirname, replacements[name] ?? '') }
    })
  },
})

/** A bundle cannot look into the folder of the models, as the source does: it gets their names here. */
const everyModel: Plugin = {
  name: 'every model',
  setup(pass) {
    pass.onLoad({ filter: /[/\\]lib[/\\]model[/\\]load-models\.ts$/ }, async ({ path: file }) => {
      const names = (await readdir(path.dirname(file))).filter((name) => name.endsWith('.model.ts')).sort()
      const imports = names.map((name) => `import '#lib/model/${name}'`)
      return { contents: [...imports, 'export const loadModels = async () => undefined'].join('\n') }
    })
  },
}

/** The driver asks for `gcp-metadata` in a try, where Google's own packages have to have it. */
const optionalToTheDriver: Plugin = {
  name: 'optional to the driver',
  setup(pass) {
    pass.onResolve({ filter: /^gcp-metadata$/ }, ({ importer }) =>
      /[/\\]mongodb[/\\]lib[/\\]/.test(importer) ? { path: 'gcp-metadata', external: true } : undefined,
    )
  },
}

function partsOf({ outputs }: Metafile, file: string): Record<string, number> {
  const inputs = Object.entries(outputs[file]?.inputs ?? {})
  return Object.fromEntries(
    inputs
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([name, { bytesInOutput }]) => [name, bytesInOutput]),
  )
}

/** An asset is a file of this project or of a package: `docs/openapi.json`, `swagger-ui-dist/swagger-ui.css`. */
function findAsset(asset: string): string {
  const found = [path.join(ROOT, asset), path.join(ROOT, 'node_modules', asset)].find((file) =>
    existsSync(file),
  )
  if (!found) throw new Error(`The asset ${asset} is neither a file of this project nor of a package.`)
  return found
}
