import { execFile } from 'node:child_process'
import { cp, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleFunctions } from '#infra/bundle/bundle.ts'
import { compileAll, LAMBDA_FLAGS } from '#infra/bundle/cold-load.ts'
import { NO_SUCH_ROUTE } from '#infra/functions.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

const CACHE = `${process.version}-${process.arch}.cache`

let root: string
let folder: string

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'craftworks-compiled-'))
  const [bundle] = await bundleFunctions([NO_SUCH_ROUTE], path.join(root, 'dist'))
  if (!bundle) throw new Error('there is no bundle')
  await compileAll([bundle])
  folder = bundle.folder
}, timeLimit(5_000))
afterAll(() => rm(root, { recursive: true, force: true }))

const run = promisify(execFile)

/** Loads a bundle twice in a process that was started with these flags, as a cold start does. */
const loadTwice = (bundle: string, flags: readonly string[]) => {
  const file = JSON.stringify(path.join(bundle, 'cached.cjs'))
  const code = `require(${file}); delete require.cache[${file}]; require(${file})`
  return run(process.execPath, [...flags, '-e', code], { env: { PATH: process.env.PATH } })
}

const linesOf = (stdout: string): readonly Record<string, string>[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, string>)

describe('a bundle', () => {
  it.each([
    ['the flags of Lambda', LAMBDA_FLAGS, 0],
    [
      'the flags of Lambda and more memory',
      [
        '--expose-gc',
        '--max-http-header-size=81920',
        '--max-semi-space-size=88',
        '--max-old-space-size=1593',
      ],
      0,
    ],
    ['no flags', [], 1],
    ['flags of another kind', ['--expose-gc', '--no-opt'], 1],
  ])(
    'begin with the compiled code under %s, or say once in the log that they do not',
    async (_, flags, told) => {
      // Act
      const { stdout } = await loadTwice(folder, flags)
      // Assess
      const lines = linesOf(stdout)
      expect(lines).toHaveLength(told)
      for (const line of lines) {
        expect(line).toMatchObject({ level: 'warn', message: 'V8 rejected the compiled code' })
        expect(line.code).toContain(process.version)
      }
    },
  )

  it('says once in the log that its compiled code is another version’s', async () => {
    // Prepare
    const other = path.join(root, 'other-version')
    await cp(folder, other, { recursive: true })
    await rename(path.join(other, CACHE), path.join(other, 'v1.2.3-arm64.cache'))
    // Act
    const { stdout } = await loadTwice(other, LAMBDA_FLAGS)
    // Assess
    expect(linesOf(stdout)).toMatchObject([
      { level: 'warn', message: 'the compiled code is for another Node' },
    ])
  })

  it('that was not compiled says nothing', async () => {
    // Prepare
    const plain = path.join(root, 'plain')
    await cp(folder, plain, { recursive: true })
    await rm(path.join(plain, CACHE))
    // Act
    const { stdout } = await loadTwice(plain, LAMBDA_FLAGS)
    // Assess
    expect(linesOf(stdout)).toEqual([])
  })
})
