import { execFile } from 'node:child_process'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { judgeAudit } from '#infra/checks/supply-chain/advisories.ts'
import { printedAudit } from '#infra/checks/supply-chain/run-npm.ts'
import { type NpmRegistryFake, startNpmRegistryFake } from '#infra/fakes/npm-registry.ts'

const ROOT = path.resolve(import.meta.dirname, '../../..')
const URL_OF = 'https://github.com/advisories/GHSA-xxxx-yyyy-zzzz'

const advisoryOf = (severity: 'high' | 'critical') => ({
  id: 1,
  url: URL_OF,
  title: 'Lets anybody in',
  severity,
  vulnerable_versions: '<999.0.0',
})

let registry: NpmRegistryFake
beforeAll(async () => {
  registry = await startNpmRegistryFake()
  for (const [name, value] of Object.entries(registry.env)) vi.stubEnv(name, value)
})
beforeEach(() => {
  registry.know({})
  registry.answerWith(200)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await registry.stop()
})

/** Runs `npm run advisories` and says how it ends. */
const advisories = () =>
  new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
    const command = ['infra/checks/supply-chain/audit.ts']
    execFile(process.execPath, command, { cwd: ROOT }, (error, out, err) =>
      resolve({ code: error ? error.code : 0, out, err }),
    )
  })

describe('npm run advisories, where the registry answers', () => {
  it('ends well and says nothing where nothing is known, and has asked about every package of the lock', async () => {
    // Act
    const ended = await advisories()
    // Assess
    expect(ended).toEqual({ code: 0, out: '', err: '' })
    const asked = registry.asked()
    expect(Object.keys(asked).length).toBeGreaterThan(300)
    expect(asked.mongoose).toHaveLength(1)
    expect(asked).toHaveProperty('typescript') // tools of development too
  })

  it('goes on with one that is explained, and fails once the explanation concerns nothing', async () => {
    // Prepare
    registry.know({ mongoose: [advisoryOf('critical')] })
    // Act
    const explained = judgeAudit(await printedAudit(), { [URL_OF]: 'we never call it' })
    registry.know({})
    const gone = judgeAudit(await printedAudit(), { [URL_OF]: 'we never call it' })
    // Assess
    expect(explained).toEqual({ kind: 'judged', faults: [], others: [] })
    expect(gone).toMatchObject({ kind: 'judged', faults: [expect.stringContaining(URL_OF)] })
  })

  it('lists what is below critical and ends well, and fails once it has become critical', async () => {
    registry.know({ mongoose: [advisoryOf('high')] })
    expect(await advisories()).toEqual({
      code: 0,
      out: `high: mongoose: Lets anybody in (${URL_OF})\n`,
      err: '',
    })
    registry.know({ mongoose: [advisoryOf('critical')] })
    expect(await advisories()).toEqual({
      code: 1,
      out: '',
      err: `FAILED critical: mongoose: Lets anybody in (${URL_OF})\n`,
    })
  })
})

describe('npm run advisories, where the registry cannot be asked', () => {
  it.each([
    [405, /^SKIPPED the audit of the lock: 405 Method Not Allowed\n$/],
    [500, /^SKIPPED the audit of the lock: 500 Internal Server Error\n$/],
    [0, /^SKIPPED the audit of the lock: .+\n$/],
  ])('(%s) says SKIPPED aloud and ends well', async (status, out) => {
    registry.answerWith(status)
    const ended = await advisories()
    expect(ended).toEqual({ code: 0, out: expect.stringMatching(out) as unknown, err: '' })
  })
})
