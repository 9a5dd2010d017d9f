import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Bundle } from '#infra/bundle/bundle.ts'

const run = promisify(execFile)
const LOADER = path.join(import.meta.dirname, 'load.cjs')
const MONOLITH = path.resolve(import.meta.dirname, '../../bench/cold-load/monolith.cjs')

/**
 * The flags with which Lambda's bootstrap starts Node; memory is that of a function with half a GB. V8 takes compiled
 * code only if flags that change what it compiles (`--expose-gc`) are the same as when the code was made.
 */
export const LAMBDA_FLAGS = [
  '--expose-gc',
  '--max-http-header-size=81920',
  '--max-semi-space-size=25',
  '--max-old-space-size=461',
] as const

/** How many bundles one process loads when only whether they load is asked: each takes 25 MB. */
const AT_ONCE = 8

/**
 * Loads every bundle once and leaves its compiled code beside it, which cached.cjs begins with. Throws with the
 * first one's reason where one cannot be loaded or has no handler.
 */
export async function compileAll(bundles: readonly Pick<Bundle, 'folder'>[]): Promise<void> {
  for (let first = 0; first < bundles.length; first += 2 * AT_ONCE) {
    const pair = [bundles.slice(first, first + AT_ONCE), bundles.slice(first + AT_ONCE, first + 2 * AT_ONCE)]
    await Promise.all(
      pair.map((some) =>
        load(
          'compile',
          some.map((bundle) => fileOf(bundle, 'index')),
        ),
      ),
    )
  }
}

const fileOf = ({ folder }: Pick<Bundle, 'folder'>, name: 'index' | 'cached'): string =>
  path.join(folder, `${name}.cjs`)

/** The ms from the start of a fresh process to the end of its loads. */
async function load(kind: 'compile' | 'load', files: readonly string[]): Promise<number> {
  // nothing of this process's surroundings: no compile cache, no options, no AWS names that begin a connection
  const env = { PATH: process.env.PATH }
  const { stdout } = await run(process.execPath, [...LAMBDA_FLAGS, LOADER, kind, ...files], { env }).catch(
    ({ stderr }: { stderr?: string }) => {
      throw new Error(`A bundle cannot be loaded. ${stderr ?? ''}`.trim())
    },
  )
  return Number(stdout.trim().split('\n').at(-1))
}

export interface ColdLoads {
  /** Medians in ms, an empty process already taken off, by function id: with the code that was compiled before. */
  readonly functions: Readonly<Record<string, number>>
  /** The same without it, as on another version of Node. */
  readonly plain: Readonly<Record<string, number>>
  /** The same for an Express application with the same packages, as it usually runs. */
  readonly monolith: number
  /** The same application, bundled and compiled as the functions are; and without the compiled code. */
  readonly bundledMonolith: { readonly compiled: number; readonly plain: number }
}

/**
 * Measures loads in fresh processes, one after the other. The rounds go through all of them in turn, so
 * that a busy moment of the machine falls on functions and monolith alike.
 */
export async function measureColdLoads(
  bundles: readonly Bundle[],
  monolith: Pick<Bundle, 'folder'>,
  rounds: number,
): Promise<ColdLoads> {
  const runs = [
    { name: 'empty', file: [] as string[] },
    { name: 'monolith', file: [MONOLITH] },
    { name: 'bundled monolith', file: [path.join(monolith.folder, 'cached.cjs')] },
    { name: 'bundled monolith plain', file: [path.join(monolith.folder, 'index.cjs')] },
    ...bundles.flatMap((bundle) => [
      { name: bundle.id, file: [fileOf(bundle, 'cached')] },
      { name: `${bundle.id} plain`, file: [fileOf(bundle, 'index')] },
    ]),
  ]
  const times = new Map(runs.map(({ name }) => [name, [] as number[]]))
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, file } of runs) times.get(name)?.push(await load('load', file))
  }
  const empty = median(times.get('empty') ?? [])
  const costOf = (name: string) => Math.max(0, median(times.get(name) ?? []) - empty)
  return {
    functions: Object.fromEntries(bundles.map(({ id }) => [id, costOf(id)])),
    plain: Object.fromEntries(bundles.map(({ id }) => [id, costOf(`${id} plain`)])),
    monolith: costOf('monolith'),
    bundledMonolith: { compiled: costOf('bundled monolith'), plain: costOf('bundled monolith plain') },
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
