import { createHash } from 'node:crypto'
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { FileDone, Lane } from '#infra/checks/mutants/lane.ts'
import type { Mutant } from '#infra/checks/mutants/points.ts'

/** What the first run found: every test file with its tests, how long each took, which mutants it came by. */
export interface Reach {
  readonly files: readonly FileDone[]
}

/** A test that fails, or a file that cannot be loaded, though no mutant is active. */
class NotGreenError extends Error {}

const KEPT_IN = 'node_modules/.cache/craftworks/mutants-reach.json'

/**
 * Runs every test once with no mutant active and answers what each reaches. That takes minutes, so it is kept for as
 * long as no source, no test and no package changes.
 */
export async function reachOf(lanes: readonly Lane[], mutants: readonly Mutant[]): Promise<Reach> {
  const state = stateOf(mutants)
  const kept = readKept()
  if (kept?.state === state) return kept.reach
  const [first] = lanes
  const waiting = first ? [...(await first.testFiles())] : []
  console.log(`First run: ${waiting.length} test files without a mutant`)
  const files: FileDone[] = []
  const work = async (lane: Lane) => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      files.push(await runGreen(lane, file))
      console.log(`${files.length} ${file} ${Math.round(files.at(-1)?.ms ?? 0)}`)
    }
  }
  await Promise.all(lanes.map(work))
  const reach = { files }
  mkdirSync(path.dirname(KEPT_IN), { recursive: true })
  writeFileSync(KEPT_IN, JSON.stringify({ state, reach }))
  return reach
}

/** One that fails gets a second try: a test that fails now and then should not end a run of half an hour. */
async function runGreen(lane: Lane, file: string): Promise<FileDone> {
  const first = await lane.run({ file })
  const done = first.failure ? await lane.run({ file }) : first
  if (!done.failure) return done
  throw new NotGreenError(`${file} fails without any mutant: ${done.failure.name}: ${done.failure.why}`)
}

/** One name for all that the first run depends on. How mutants are chosen, and in which order tests run, is no part. */
function stateOf(mutants: readonly Mutant[]): string {
  const hash = createHash('sha256').update(mutants.map(({ id }) => id).join())
  const sources = globSync(['{functions,lib,infra}/**/*.ts', 'package-lock.json', '*.ts'])
  const relevant = sources.filter((file) => !file.startsWith('infra/checks/mutants'))
  for (const file of relevant.toSorted()) hash.update(file).update(readFileSync(file))
  return hash.digest('hex')
}

function readKept(): { readonly state: string; readonly reach: Reach } | null {
  try {
    return JSON.parse(readFileSync(KEPT_IN, 'utf8')) as { state: string; reach: Reach }
  } catch {
    return null // none is kept yet
  }
}
