import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Bundle, bundleFunctions, spareParts } from '#infra/bundle/bundle.ts'
import { compileAll } from '#infra/bundle/cold-load.ts'
import { gzippedSize } from '#infra/bundle/report.ts'
import { serve } from '#infra/fakes/fake-server.ts'
import { BUILD_INDEXES, deployedFunctions, NO_SUCH_ROUTE } from '#infra/functions.ts'
import type { DeploymentHandler } from '#lib/lambda/deployment/deployment-step.ts'
import { missingUniqueIndexes } from '#lib/model/unique-indexes.ts'
import { User } from '#lib/model/user.model.ts'
import { NEEDS } from '#lib/platform/needs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

interface BundledHandler {
  handler(event: unknown): Promise<{ statusCode: number; body: string }>
}

const require = createRequire(import.meta.url)
const KB = 1024
const ROOT = path.resolve(import.meta.dirname, '../..')

const CACHE = `${process.version}-${process.arch}.cache`

/** A function without Mongo carries zod, the error table with its texts, how secrets are read, and not much else. */
const WITHOUT_MONGO = { raw: 216 * KB, gzipped: 53 * KB }
const WITH_MONGO = { raw: 2 * KB * KB, gzipped: 434 * KB }

/** What every function carries to report its errors, 7 KB and 3 KB compressed, most of it for when one breaks. */
const ERROR_REPORTS = { raw: 7 * KB, gzipped: 3 * KB }

/** What the work of some functions takes beside the frame, in KB compressed. */
const OF_ITS_OWN = {
  '@aws-sdk/core': 100, // what every client of AWS is made of
  '@aws-sdk/client-bedrock-runtime': 20,
  '@aws-sdk/client-eventbridge': 20,
  '@aws-sdk/client-kms': 8,
  'lib/contact-masking/cover-contacts.ts': 13,
  'lib/administration/ban-user.ts': 22, // it ends jobs by the whole process, and reaches four gateways
  'lib/passwords/common-passwords.ts': 13,
  'lib/platform/governorate-borders.ts': 10, // of whoever writes where a job is
  bcryptjs: 10,
  'libphonenumber-js': 14,
  cloudinary: 66,
  'firebase-admin': 115,
  resend: 15,
  stripe: 60,
}

let folder: string
let bundles: readonly Bundle[]

const bundleOf = (id: string): Bundle => {
  const found = bundles.find((bundle) => bundle.id === id)
  if (!found) throw new Error(`no bundle of ${id}`)
  return found
}

const containsPackage = ({ parts }: Bundle, name: string): boolean =>
  Object.keys(parts).some((part) => part === name || part.includes(`node_modules/${name}/`))

/** Where in which file it throws. */
function placeOf(call: () => void): string | undefined {
  try {
    call()
    return undefined
  } catch (error) {
    return /\w+\.cjs:\d+:\d+/.exec(String((error as Error).stack))?.[0]
  }
}

/** What the routes themselves are made of: shapes and constants, which every function of an area carries. */
let manifest: readonly string[]

beforeAll(async () => {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['functions/routes.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
  })
  manifest = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs))

  folder = await mkdtemp(path.join(tmpdir(), 'craftworks-bundles-'))
  bundles = await bundleFunctions(deployedFunctions, path.join(folder, 'first'), { sourceMaps: true })
}, timeLimit(10_000))

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the bundles', () => {
  it(
    'are the same, byte for byte, when they are built again, whatever is built beside them',
    async () => {
      // Prepare
      const some = deployedFunctions.filter((_, index) => index % 4 === 0)
      // Act
      const again = await bundleFunctions(some, path.join(folder, 'second'), { sourceMaps: true })
      // Assess
      expect(again).toHaveLength(some.length)
      for (const { id, buildId } of again) {
        expect(buildId, id).toBe(bundleOf(id).buildId)
        const maps = ['first', 'second'].map((build) => path.join(folder, build, 'maps', `${buildId}.map`))
        const [before, after] = await Promise.all(maps.map((map) => readFile(map, 'utf8')))
        expect(after === before, id).toBe(true)
      }
    },
    timeLimit(10_000),
  )

  it(
    'all load and have a handler',
    async () => {
      // Assess
      await expect(compileAll(bundles)).resolves.toBeUndefined()
    },
    timeLimit(10_000),
  )

  it('are not built where a handler is missing', async () => {
    // Prepare
    const absent = { ...NO_SUCH_ROUTE, id: 'docs-absent', file: 'functions/docs/absent.ts' }
    // Assess
    await expect(bundleFunctions([absent], path.join(folder, 'absent'))).rejects.toThrow(
      'No handler for docs-absent (functions/docs/absent.ts).',
    )
  })

  it.each([
    ['throws while it loads', "throw new Error('broken while loading')", 'broken while loading'],
    ['exports no handler', 'exports.handle = () => null', 'it exports no handler'],
  ])('are refused where one %s', async (_, code, reason) => {
    // Prepare
    const broken = path.join(folder, 'broken')
    await mkdir(broken, { recursive: true })
    await writeFile(path.join(broken, 'index.cjs'), code)
    // Assess
    await expect(compileAll([{ ...bundleOf(NO_SUCH_ROUTE.id), folder: broken }])).rejects.toThrow(reason)
  })

  it('are one file each, with what V8 compiled of it, what loads it, and source maps elsewhere', async () => {
    // Assess
    for (const fn of deployedFunctions) {
      const files = await readdir(path.join(folder, 'first', fn.id))
      expect(files.toSorted()).toEqual(
        [
          'cached.cjs',
          CACHE,
          'index.cjs',
          'not-loaded.cjs',
          ...fn.assets.map((asset) => path.basename(asset)),
        ].toSorted(),
      )
      expect(bundleOf(fn.id).code).not.toContain('sourceMappingURL')
    }
  })

  it('load as they are where the compiled code is another version’s', async () => {
    // Prepare
    const { folder: bundle } = bundleOf(NO_SUCH_ROUTE.id)
    const other = path.join(folder, 'other-version')
    await cp(bundle, other, { recursive: true })
    await rename(path.join(other, CACHE), path.join(other, 'v1.2.3-arm64.cache'))
    // Act
    const { handler } = require(path.join(other, 'cached.cjs')) as BundledHandler
    // Assess
    expect(handler).toBeTypeOf('function')
  })

  it('name the same lines and columns in a log, by compiled code or without: source maps fit both', async () => {
    // Prepare
    const thrower = path.join(folder, 'thrower')
    await cp(bundleOf(NO_SUCH_ROUTE.id).folder, thrower, { recursive: true })
    const code = "'use strict';exports.handler=()=>{throw new Error('here')};\nexports.later=()=>null\n"
    await writeFile(path.join(thrower, 'index.cjs'), code)
    await compileAll([{ ...bundleOf(NO_SUCH_ROUTE.id), folder: thrower }])
    // Act
    const places = ['cached.cjs', 'index.cjs'].map((name) => {
      const { handler } = require(path.join(thrower, name)) as { handler: () => void }
      return placeOf(handler)
    })
    // Assess
    expect(places).toEqual(['index.cjs:1:41', 'index.cjs:1:41'])
  })

  it('work: the one for unknown paths answers as the API does', async () => {
    // Prepare
    const { handler } = require(path.join(bundleOf(NO_SUCH_ROUTE.id).folder, 'cached.cjs')) as BundledHandler
    // Act
    const answer = await handler({
      requestContext: { requestId: 'r1' },
      headers: { 'accept-language': 'en' },
    })
    // Assess
    expect(answer.statusCode).toBe(404)
    expect(JSON.parse(answer.body)).toEqual({ message: 'API route not found', code: 'ROUTE_NOT_FOUND' })
  })
})

describe('the manifest', () => {
  it('is made of shapes alone: no package but zod and the reader of phone numbers, no model, no settings', () => {
    // Act
    const packages = manifest.flatMap((part) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(part)?.[1] ?? [])
    // Assess
    expect(packages.filter((name) => name !== 'zod' && name !== 'libphonenumber-js')).toEqual([])
    expect(
      manifest.filter((part) => /\.model\.ts$|platform\/(mongo|config|settings)\.ts$/.test(part)),
    ).toEqual([])
  })
})

describe('a bundle as Lambda runs it', () => {
  aDatabase()
  afterEach(() => {
    delete process.env.LAMBDA_TASK_ROOT
  })

  it.each(deployedFunctions.filter(({ assets }) => assets.length > 0).map(({ id }) => id))(
    'finds its files beside it: %s',
    async (id) => {
      // Prepare
      const { folder: taskRoot } = bundleOf(id)
      process.env.LAMBDA_TASK_ROOT = taskRoot
      const { handler } = require(path.join(taskRoot, 'index.cjs')) as BundledHandler
      // Act
      const answer = await handler({
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ question: 'How do I get my money back?' }), // for the one that takes a question
        requestContext: { requestId: 'r3', http: { sourceIp: '203.0.113.7' } },
      })
      // Assess
      expect(answer.statusCode, answer.body.slice(0, 200)).toBeLessThan(300)
      expect(answer.body.length).toBeGreaterThan(200)
    },
  )

  it('builds the indexes of every model, though it cannot look into the folder of the models', async () => {
    // Prepare
    await User.collection.dropIndex('email_1')
    const outcomes: unknown[] = []
    const { url, stop } = await serve(({ body }) => {
      outcomes.push(JSON.parse(body.toString()))
      return { status: 200 }
    })
    const step = require(path.join(bundleOf(BUILD_INDEXES.id).folder, 'cached.cjs')) as {
      handler: DeploymentHandler
    }
    const event = { StackId: 's', RequestId: 'r', LogicalResourceId: 'Indexes', ResponseURL: url }
    const context = { awsRequestId: 'r', getRemainingTimeInMillis: () => 60_000 }
    // Act
    await step.handler({ ...event, RequestType: 'Create' }, context)
    await stop()
    // Assess
    expect(outcomes).toMatchObject([{ Status: 'SUCCESS' }])
    expect(await missingUniqueIndexes()).toEqual([])
  })

  it('registers a person in a real database', async () => {
    // Prepare
    process.env.PASSWORD_COST = '4'
    const { handler } = require(path.join(bundleOf('auth-register').folder, 'cached.cjs')) as BundledHandler
    const body = JSON.stringify({
      email: 'bundled@craftworks.example',
      password: 'a long and rare sentence',
      role: 'Client',
      firstName: 'Mona',
      lastName: 'Adel',
    })
    // Act
    const answer = await handler({
      headers: { 'content-type': 'application/json' },
      requestContext: { requestId: 'r2', http: { sourceIp: '203.0.113.7', method: 'POST' } },
      body,
      isBase64Encoded: false,
    })
    // Assess
    expect(answer.statusCode, answer.body).toBe(201)
    expect(await User.countDocuments({ email: 'bundled@craftworks.example' })).toBe(1)
  })
})

describe.each(deployedFunctions.map((fn) => [fn.id, fn] as const))('the bundle of %s', (id, fn) => {
  it('contains the gateways and settings that its needs name, nothing missing and nothing spare', () => {
    // Act
    const bundle = bundleOf(id)
    const gateways = new Set(
      Object.keys(bundle.parts)
        .filter((part) => !manifest.includes(part))
        .flatMap((part) => /^lib\/gateways\/([^/]+)\//.exec(part)?.[1] ?? []),
    )
    const sections = new Set(
      [...bundle.code.matchAll(/\b(?:config|queueUrl)\d*\(["'`](\w+)["'`][,)]/g)].map(([, name]) => name),
    )
    // Assess
    expect([...gateways].toSorted()).toEqual(
      [...new Set(fn.needs.flatMap((need) => NEEDS[need].gateways))].toSorted(),
    )
    expect([...sections].toSorted()).toEqual(
      [...new Set(fn.needs.flatMap((need) => NEEDS[need].sections))].toSorted(),
    )
  })

  it('keeps to its size', async () => {
    // Act
    const { bytes } = bundleOf(id)
    const gzipped = await gzippedSize(bundleOf(id))
    const trades = Object.entries(OF_ITS_OWN).filter(([name]) => containsPackage(bundleOf(id), name))
    const frame = fn.needs.includes('mongo') ? WITH_MONGO : WITHOUT_MONGO
    const extra = trades.reduce((sum, [, kb]) => sum + kb * KB, 0)
    // Assess
    expect(bytes).toBeLessThanOrEqual(frame.raw + ERROR_REPORTS.raw + 4 * extra)
    expect(gzipped).toBeLessThanOrEqual(frame.gzipped + ERROR_REPORTS.gzipped + extra)
  })

  it('has at most one of the large packages, and only where a gateway calls it', () => {
    // Act
    const bundle = bundleOf(id)
    const large = ['stripe', 'firebase-admin', 'cloudinary'].filter((name) => containsPackage(bundle, name))
    // Assess
    expect(large.length).toBeLessThanOrEqual(1)
    if (large.length > 0) expect(Object.keys(bundle.parts).join()).toContain('lib/gateways/')
    expect(Object.keys(bundle.parts)).not.toContain('node_modules/firebase-admin/lib/index.js')
  })

  it('has nothing that belongs to building or to one machine', () => {
    // Act
    const parts = Object.keys(bundleOf(id).parts)
    // Assess
    for (const stranger of [
      /^infra\/(?!bundle\/)/,
      /^functions\/(routes|consumers)\.ts$/,
      /^lib\/testing\//,
    ]) {
      expect(parts.filter((part) => stranger.test(part))).toEqual([])
    }
    for (const name of [
      'express',
      'zod-openapi',
      'aws-cdk-lib',
      'mongodb-memory-server-core',
      'whatwg-url',
      'tr46',
    ]) {
      expect(containsPackage(bundleOf(id), name), name).toBe(false)
    }
  })

  it('asks for what its route has no use for nowhere but in the frame', async () => {
    // Prepare: whoever else imported these would find a stand-in that throws
    const spare = Object.keys(spareParts(fn))
    const own = Object.keys(bundleOf(id).parts).filter(
      (part) => /^(lib|functions)\//.test(part) && !part.startsWith('lib/lambda/'),
    )
    // Assess
    for (const part of own) {
      const source = await readFile(path.join(ROOT, part), 'utf8')
      for (const name of spare) expect(source, part).not.toContain(`} from '${name}'`)
    }
  })
})
