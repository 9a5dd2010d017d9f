import { spawn } from 'node:child_process'
import { expect, it } from 'vitest'
import { ROOT } from '#infra/local/settings.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

/** Runs the drill as `npm run drill:restore` does. */
async function drill(documents: string): Promise<{ readonly code: number | null; readonly output: string }> {
  const { MONGODB_URI: _, AUDIT_FOLDER: __, ...env } = process.env
  const args = ['-r', './infra/node-version.cjs', 'infra/ops/restore/drill.ts', '--documents', documents]
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...env, NODE_ENV: '', PASSWORD_COST: '4' },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => (output += part.toString()))
  return { code: await new Promise((resolve) => child.once('close', resolve)), output }
}

it(
  'a lost database is restored from its backup, and a person who was erased after the backup stays erased',
  async () => {
    // Act
    const { code, output } = await drill('6000')
    // Assess
    expect(output).toMatch(/erasures +1 are noted, 1 people were erased again/)
    expect(output).toMatch(/audit .*came after the backup and are lost/)
    expect(output).toMatch(/ledger .*nothing differs/)
    expect(output).toMatch(/traces +no document of any collection/)
    expect([output, code]).toEqual([output, 0])
  },
  timeLimit(60_000),
)

it('is refused with one line where the number of documents is none', async () => {
  const { code, output } = await drill('many')
  expect([code, output.trim()]).toEqual([1, '--documents is a whole number from 100 to 99,999,999'])
})
