import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileFaults } from '#infra/checks/files.ts'
import { unusedExports } from '#infra/checks/unused-exports.ts'

/**
 * `npm run check`: formatting, lint, types, directions of imports, unused exports, and the rules about
 * files. Says of each whether it holds, shows what a failing one complains of, and ends with 1 if any does.
 */
interface Outcome {
  readonly ok: boolean
  readonly output: string
}

const tool = (file: string, ...options: string[]) => run([`node_modules/${file}`, ...options])

const CHECKS: Readonly<Record<string, () => Promise<Outcome>>> = {
  formatting: () => tool('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
  lint: () => tool('eslint/bin/eslint.js', '.', '--max-warnings', '0'),
  types: () => tool('typescript/bin/tsc', '--noEmit'),
  'directions of imports': importDirections,
  'unused exports': () => Promise.resolve(outcomeOf(unusedExports())),
  files: () => Promise.resolve(outcomeOf(fileFaults())),
}

const outcomeOf = (faults: readonly string[]): Outcome => ({
  ok: faults.length === 0,
  output: faults.join('\n'),
})

function run(command: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] })
    const output: string[] = []
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => output.push(text))
    }
    child.on('error', (error) => resolve({ ok: false, output: error.message }))
    child.on('close', (code) => resolve({ ok: code === 0, output: output.join('') }))
  })
}

/**
 * Floors, circles of folders and files, and who may know what (.dependency-cruiser.cjs). It is given files one by
 * one, and has to have read them: given folders it may read none and be content. Tests stay out: they may look
 * anywhere, and would draw arrows between folders that the code does not have.
 */
async function importDirections(): Promise<Outcome> {
  const sources = ['functions', 'lib', 'infra'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => `${folder}/${file}`)
      .filter((file) => !file.startsWith('lib/testing/')),
  )
  const cruiser = 'dependency-cruiser/bin/dependency-cruiser.mjs'
  const { ok, output } = await tool(cruiser, '--config', '.dependency-cruiser.cjs', ...sources)
  const read = Number(/\b(\d{1,6}) modules/.exec(output)?.[1] ?? 0)
  if (read >= sources.length) return { ok, output }
  return { ok: false, output: `${output}\nOf ${sources.length} files it read ${read}.` }
}

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(CHECKS)
for (const name of names) {
  const check = CHECKS[name]
  if (!check) throw new RangeError(`No check is called ${name}: ${Object.keys(CHECKS).join(', ')}`)
  const { ok, output } = await check()
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name}\n`)
  if (ok) continue
  process.stdout.write(`${output.trim().replaceAll(/^/gm, '  ')}\n`)
  process.exitCode = 1
}
