import { fork, spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { changedFiles } from '#infra/checks/changed-files.ts'
import { fileFaults } from '#infra/checks/files.ts'
import { type Outcome, outcomeOf } from '#infra/checks/outcome.ts'
import type { TypesAndLintRequest } from '#infra/checks/types-and-lint.ts'
import { unusedExports } from '#infra/checks/unused-exports.ts'

/**
 * `npm run check`: formatting, lint, types, directions of imports, unused exports, and the rules about files, two at a
 * time. Says of each whether it holds and how long it took, shows what a failing one complains of, and ends with 1 if
 * any does. Names choose: `npm run check -- types files`.
 *
 * `npm run check:quick` formats and lints only the files that differ from HEAD, and leaves out unused exports.
 */
const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
})

/** The files to look at where a check can look at single files; undefined for all. */
const changed = values.quick ? (changedFiles() ?? undefined) : undefined

const NAMES = ['types', 'lint', 'formatting', 'directions of imports', 'unused exports', 'files'] as const
type Name = (typeof NAMES)[number]

/** What runs at a time: processors of a small machine, and each check has threads of its own (garbage collection). */
const AT_ONCE = 2

/** Types and lint of the whole project take 2 GB; Node allows itself less on a small machine. */
const HEAP = '--max-old-space-size=4096'

interface Finding {
  readonly name: string
  readonly outcome: Outcome
  readonly ms: number
}

function chosenNames(): readonly Name[] {
  const unknown = positionals.filter((name) => !NAMES.some((known) => known === name))
  if (unknown.length > 0)
    throw new RangeError(`No check is called ${unknown.join(', ')}: ${NAMES.join(', ')}`)
  if (positionals.length > 0) return NAMES.filter((name) => positionals.includes(name))
  return values.quick ? NAMES.filter((name) => name !== 'unused exports') : NAMES
}

/** Each entry is one process, or a piece of work in this one; the longest comes first. */
function piecesOf(names: readonly Name[]): readonly (() => Promise<void>)[] {
  const [types, lint] = [names.includes('types'), names.includes('lint')]
  const others: Readonly<Partial<Record<Name, () => Promise<Outcome>>>> = {
    formatting,
    'directions of imports': importDirections,
    'unused exports': () => Promise.resolve(outcomeOf(unusedExports())),
    files: () => Promise.resolve(outcomeOf(fileFaults())),
  }
  return [
    ...(types || lint ? [() => typesAndLint({ types, lint, files: changed })] : []),
    ...names.flatMap((name) => {
      const check = others[name]
      return check ? [() => timed(name, check)] : []
    }),
  ]
}

async function timed(name: string, check: () => Promise<Outcome>): Promise<void> {
  const began = performance.now()
  print({ name, outcome: await check(), ms: performance.now() - began })
}

function print({ name, outcome, ms }: Finding): void {
  process.stdout.write(`${outcome.ok ? 'ok    ' : 'FAILED'} ${name} (${(ms / 1000).toFixed(1)} s)\n`)
  if (outcome.ok) return
  process.stdout.write(`${outcome.output.trim().replaceAll(/^/gm, '  ')}\n`)
  process.exitCode = 1
}

/** Both in one process, which prints what it finds as soon as it has found it. */
function typesAndLint(request: TypesAndLintRequest): Promise<void> {
  const script = path.join(import.meta.dirname, 'types-and-lint.ts')
  return new Promise((resolve) => {
    const child = fork(script, [JSON.stringify(request)], { execArgv: [HEAP] })
    child.on('message', (finding) => print(finding as Finding))
    child.on('close', (code) => {
      if (code !== 0)
        print({ name: 'types and lint', outcome: { ok: false, output: `It ended with ${code}.` }, ms: 0 })
      resolve()
    })
  })
}

/** Prettier's cache goes by the content of a file, its own version and its options: nothing else matters to it. */
function formatting(): Promise<Outcome> {
  const cache = [
    '--cache',
    '--cache-strategy',
    'content',
    '--cache-location',
    'node_modules/.cache/prettier.json',
  ]
  if (changed?.length === 0) return Promise.resolve({ ok: true, output: '' })
  const files = changed ?? ['.']
  return tool(
    'prettier/bin/prettier.cjs',
    '--check',
    '--ignore-unknown',
    '--log-level',
    'warn',
    ...cache,
    ...files,
  )
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

function tool(file: string, ...options: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const command = [`node_modules/${file}`, ...options]
    const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] })
    const output: string[] = []
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => output.push(text))
    }
    child.on('error', (error) => resolve({ ok: false, output: error.message }))
    child.on('close', (code) => resolve({ ok: code === 0, output: output.join('') }))
  })
}

if (values.quick) {
  const what = changed
    ? `${changed.length} files that differ from HEAD`
    : 'every file, since there is no git here'
  process.stdout.write(`Formatting and lint of ${what}.\n`)
}
const waiting = [...piecesOf(chosenNames())]
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await next()
  }),
)
if (values.quick) process.stdout.write('The rest, before a commit: npm run check\n')
