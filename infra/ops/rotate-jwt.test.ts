import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { ROOT } from '#infra/local/settings.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'craftworks-jwt-'))
const file = path.join(folder, 'secret.json')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const FIRST = { MONGODB_URI: 'mongodb://x/y', JWT_SECRET: 'f'.repeat(64), RESEND_API_KEY: '' }
beforeEach(() => writeFileSync(file, JSON.stringify(FIRST)))

const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['infra/ops/rotate-jwt.ts', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  return { status, output: stdout + stderr }
}
const secret = () => JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>

describe('npm run jwt:rotate', () => {
  it('keeps the old key as the one before and as the lasting one, and everything else as it is', () => {
    // Act
    const { status, output } = run(file)
    // Assess
    expect(status).toBe(0)
    expect(secret()).toMatchObject({
      MONGODB_URI: FIRST.MONGODB_URI,
      RESEND_API_KEY: '',
      JWT_SECRET_PREVIOUS: FIRST.JWT_SECRET,
      LASTING_SECRET: FIRST.JWT_SECRET,
    })
    expect(secret().JWT_SECRET).toMatch(/^[\w-]{64}$/)
    for (const value of Object.values(secret()).filter(Boolean)) expect(output).not.toContain(value)
  })

  it('leaves the lasting secret alone the second time, and ends the key before it', () => {
    run(file)
    const { JWT_SECRET: second } = secret()
    run(file)
    expect(secret()).toMatchObject({ JWT_SECRET_PREVIOUS: second, LASTING_SECRET: FIRST.JWT_SECRET })
    expect(run(file, '--end').status).toBe(0)
    expect(secret()).not.toHaveProperty('JWT_SECRET_PREVIOUS')
    expect(secret().LASTING_SECRET).toBe(FIRST.JWT_SECRET)
  })

  it.each([
    [['--end'], 'Name the file'],
    [['nowhere.json'], 'Name the file'],
    [[file, '--end'], 'LASTING_SECRET is empty'],
    [[file, '--other'], 'is not --end'],
  ])('with %s changes nothing and says why', (args, why) => {
    const { status, output } = run(...args)
    expect([status, output]).toEqual([1, expect.stringContaining(why)])
    expect(secret()).toEqual(FIRST)
  })
})
