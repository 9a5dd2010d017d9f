import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { Spectral } from '@stoplight/spectral-core'
import { oas } from '@stoplight/spectral-rulesets'
import openapiTS, { astToString } from 'openapi-typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openapiDocument, openapiText } from '#infra/docs/openapi-document.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

const run = promisify(execFile)
const PYTHON_CLIENT = 'openapi-python-client==0.29.1'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'craftworks-openapi-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A small document with a fault that every linter knows: one that finds nothing in it checks nothing. */
function faultyDocument(): string {
  const { paths, ...rest } = openapiDocument()
  const job = paths['/api/jobs/{jobId}']
  const twice = { ...job?.get, operationId: 'cancelJob', tags: ['nowhere'] }
  return JSON.stringify({ ...rest, paths: { '/api/jobs/{jobId}': { ...job, get: twice } } })
}

describe('Redocly’s recommended rules', () => {
  const lint = async (source: string) => {
    const config = await createConfig({ extends: ['recommended'] })
    const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config })
    return problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} (${location[0]?.pointer})`)
  }

  it('find nothing', async () => {
    expect(await lint(openapiText())).toEqual([])
  })

  it('find planted faults', async () => {
    expect((await lint(faultyDocument())).join()).toMatch(/operation-operationId-unique/)
  })
})

describe('Spectral’s rules of OpenAPI', () => {
  const lint = async (text: string) => {
    const spectral = new Spectral()
    spectral.setRuleset({ extends: [[oas as never, 'recommended']] })
    const findings = await spectral.run(JSON.parse(text) as Record<string, unknown>)
    return findings.map(({ code, message, path: place }) => `${code}: ${message} (${place.join('/')})`)
  }

  it('find nothing, examples included', { timeout: timeLimit(2_000) }, async () => {
    expect(await lint(openapiText())).toEqual([])
  })

  it('find planted faults', { timeout: timeLimit(2_000) }, async () => {
    expect((await lint(faultyDocument())).join()).toMatch(/operation-operationId-unique/)
  })
})

describe('openapi-typescript', () => {
  /** What an app would write with the generated types, right and wrong. */
  const APP = `import type { components, paths } from './api.js'
type Job = components['schemas']['Job']
type Search = NonNullable<paths['/api/jobs']['get']['parameters']['query']>
export const search: Search = { page: 2, status: 'Posted', mine: true, radiusKm: 2.5 }
export const where = ({ location }: Job): [number, number] => location.coordinates
// @ts-expect-error a page is a number
export const wrong: Search = { page: '2' }
// @ts-expect-error there is no such status
export const unknown: Job['status'] = 'Lost'
`

  it(
    'makes types that tsc --strict compiles, and an app with them',
    { timeout: timeLimit(3_000) },
    async () => {
      writeFileSync(path.join(folder, 'api.d.ts'), astToString(await openapiTS(openapiText())))
      writeFileSync(path.join(folder, 'app.ts'), APP)
      const tsc = path.resolve('node_modules/typescript/bin/tsc')
      const options = ['--strict', '--noEmit', '--skipLibCheck', 'false', '--module', 'nodenext']
      const complaints = await run(process.execPath, [tsc, ...options, 'api.d.ts', 'app.ts'], {
        cwd: folder,
      }).then(
        () => '',
        (error: { stdout: string }) => error.stdout,
      )
      expect(complaints).toBe('')
    },
  )
})

/** Python’s generator: the one in the PATH, or one that pip installs into a folder of its own; else why there is none. */
function pythonClient(): { readonly program: string } | { readonly missing: string } {
  if (spawnSync('openapi-python-client', ['--version']).status === 0)
    return { program: 'openapi-python-client' }
  const home = path.join(tmpdir(), `craftworks-${PYTHON_CLIENT.replace('==', '-')}`)
  const program = path.join(home, 'bin', 'openapi-python-client')
  if (existsSync(program)) return { program }
  try {
    execFileSync('python3', ['-m', 'venv', home], { stdio: 'pipe' })
    execFileSync(path.join(home, 'bin', 'pip'), ['install', '--quiet', PYTHON_CLIENT], {
      stdio: 'pipe',
      timeout: 90_000,
    })
    return { program }
  } catch (error) {
    rmSync(home, { recursive: true, force: true })
    return { missing: String((error as Error).message).split('\n')[0] ?? '' }
  }
}

describe('openapi-python-client', () => {
  it('makes a client without an error or a warning', { timeout: timeLimit(12_000) }, async ({ skip }) => {
    const found = pythonClient()
    if ('missing' in found) {
      process.stdout.write(`SKIPPED: no Python client was generated (${found.missing})\n`)
      return skip()
    }
    const file = path.join(folder, 'openapi.json')
    writeFileSync(file, openapiText())
    const out = path.join(folder, 'client')
    const PATH = `${path.dirname(found.program)}:${process.env.PATH}`
    const options = ['generate', '--path', file, '--output-path', out, '--meta', 'none', '--fail-on-warning']
    const { stdout } = await run(found.program, options, { env: { ...process.env, PATH } })
    expect(stdout).not.toMatch(/warning|error|skipping/i)
    expect(existsSync(path.join(out, 'models', 'job.py'))).toBe(true)
    await run('python3', ['-m', 'compileall', '-q', out])
  })
})
