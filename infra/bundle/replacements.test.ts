import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inPlaceOf } from '#infra/bundle/bundle.ts'
import { saslprep as ours } from '#infra/bundle/saslprep.ts'
import { satisfies } from '#infra/bundle/semver.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const require = createRequire(import.meta.url)

/** Reads a connection string with the driver and tells what became of it. */
const PARSER = `
  const { mongo } = require('mongoose')
  module.exports = (uri) => {
    try {
      const { hosts, srvHost, credentials, replicaSet, tls, readPreference, writeConcern, readConcern, dbName, compressors, maxPoolSize, directConnection, appName } = new mongo.MongoClient(uri).options
      return JSON.parse(JSON.stringify({ hosts: hosts.map(String), srvHost, credentials, replicaSet, tls, readPreference, writeConcern, readConcern, dbName, compressors, maxPoolSize, directConnection, appName }))
    } catch (error) {
      return { name: error.name, message: error.message }
    }
  }`

const URIS = [
  'mongodb://127.0.0.1:27017/craftworks?replicaSet=rs0',
  'mongodb://a.example:27017,[2001:db8::1]:27018,b.example/craftworks?replicaSet=rs0&w=majority',
  'mongodb+srv://app:p%40ss%2Fword%3A1@cluster0.abcde.mongodb.net/craftworks?retryWrites=true&w=majority',
  'mongodb://%D9%85%D8%AD%D9%85%D8%AF:p%25w@host.example/?authSource=admin&authMechanism=SCRAM-SHA-256',
  'mongodb://host.example/?readPreference=secondary&readPreferenceTags=dc:cairo,rack:1&readPreferenceTags=',
  'mongodb://HOST.Example:27017/?tls=true&appName=a%20b&maxPoolSize=7&compressors=zlib',
  'mongodb://host.example/?directConnection=true&readConcernLevel=majority',
  'mongodb://%2Ftmp%2Fmongodb-27017.sock/craftworks',
  'mongodb://user@host.example/',
  'mongodb://host.example:99999/',
  'mongodb://',
  'mongodb://a.example,b.example/?directConnection=true',
  'mongodb+srv://cluster0.abcde.mongodb.net:27017/',
  'mongodb+srv://a.example,b.example/',
  'mongodb://user:p@ss@host.example/',
  'http://host.example/',
  'not a uri',
]

let folder: string
let withNodes: (uri: string) => unknown
let withPackage: (uri: string) => unknown

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'craftworks-stand-ins-'))
  const parserWith = async (name: string, plugins: Parameters<typeof build>[0]['plugins']) => {
    const outfile = path.join(folder, `${name}.cjs`)
    await build({
      stdin: { contents: PARSER, resolveDir: ROOT },
      absWorkingDir: ROOT,
      outfile,
      bundle: true,
      platform: 'node',
      packages: 'bundle',
      external: [
        'mongodb-client-encryption',
        'kerberos',
        'snappy',
        'socks',
        'aws4',
        'gcp-metadata',
        '@mongodb-js/zstd',
        '@aws-sdk/credential-providers',
      ],
      plugins,
    })
    return require(outfile) as (uri: string) => unknown
  }
  withPackage = await parserWith('package', [])
  withNodes = await parserWith('node', [inPlaceOf({ 'whatwg-url': 'whatwg-url.ts' })])
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe("Node's URL in place of whatwg-url", () => {
  it.each(URIS)('makes the driver read %s as with the package', (uri) => {
    // Assess
    expect(withNodes(uri)).toEqual(withPackage(uri))
  })

  it('is really compared with the package', async () => {
    // Act
    const [withIt, without] = await Promise.all(
      ['package', 'node'].map((name) => readFile(path.join(folder, `${name}.cjs`), 'utf8')),
    )
    // Assess
    expect(withIt).toContain('node_modules/tr46/')
    expect(without).not.toContain('node_modules/tr46/')
  })
})

describe('the constant in place of semver', () => {
  it('is what semver answers to each question of jsonwebtoken on this Node', async () => {
    // Prepare
    const lib = path.join(ROOT, 'node_modules/jsonwebtoken/lib')
    const sources = await Promise.all(
      (await readdir(lib)).map((name) => readFile(path.join(lib, name), 'utf8')),
    )
    const questions = sources.flatMap((source) =>
      [...source.matchAll(/semver\.(\w+)\(process\.version, '([^']+)'\)/g)].map(([, ask, range]) => [
        ask,
        range,
      ]),
    )
    const uses = sources.join('\n').match(/semver\.\w+/g)
    // Act
    const semver = require('semver') as { satisfies(version: string, range: string): boolean }
    // Assess
    expect(questions).toHaveLength(uses?.length ?? 0)
    expect(questions.length).toBeGreaterThan(0)
    for (const [ask, range] of questions) {
      expect(ask).toBe('satisfies')
      expect(semver.satisfies(process.version, range ?? '')).toBe(satisfies())
    }
  })
})

describe('passwords of the database', () => {
  const { saslprep: theirs } = require('@mongodb-js/saslprep') as { saslprep: typeof ours }

  it('are prepared as the package prepares them, where they are printable ASCII', () => {
    const printable = Array.from({ length: 0x7f - 0x20 }, (_, i) => String.fromCharCode(0x20 + i))
    for (const password of [...printable, printable.join(''), 'pencil', ' a b ']) {
      expect(ours(password)).toBe(theirs(password))
    }
  })
})
