import { Worker } from 'node:worker_threads'
import { afterAll, afterEach, beforeEach, inject } from 'vitest'

/**
 * Runs in front of each test file of a mutation run, and says what its switches ask: which mutant is active. In the
 * first run none is; there it notes which switches each test asked, and which were asked outside of any test, while
 * the file was loaded or prepared.
 */
declare module 'vitest' {
  interface ProvidedContext {
    /** The id of the active mutant; empty in the first run. */
    mutant: string
    /** How long this file may run, in ms; 0 for as long as it takes. */
    patience: number
  }
  interface TaskMeta {
    /** Mutants that the test came by. */
    reached?: readonly string[]
    /** Mutants that the file came by outside of its tests. */
    reachedOutside?: readonly string[]
  }
}

declare global {
  var __isMutant: (id: string) => boolean
}

/** A loop that comes by its mutant this often does not end; no test comes near it. */
const ENDLESS = 2_000_000

const mutant = inject('mutant')
const patience = inject('patience')
if (mutant === '') noteReach()
else activate()

function activate(): void {
  let asked = 0
  globalThis.__isMutant = (id) => {
    if (id !== mutant) return false
    asked += 1
    if (asked > ENDLESS) throw new Error('the mutant made a loop that does not end')
    return true
  }
}

function noteReach(): void {
  const now = new Set<string>()
  const outside = new Set<string>()
  globalThis.__isMutant = (id) => {
    now.add(id)
    return false
  }
  const setAside = () => {
    for (const id of now) outside.add(id)
    now.clear()
  }
  beforeEach(setAside)
  afterEach(({ task }) => {
    task.meta.reached = [...now]
    now.clear()
    task.file.meta.reachedOutside = [...outside]
  })
  afterAll(setAside)
}

// a thread of its own still runs where a mutant keeps the tests' one from ever giving way
if (patience > 0) {
  const end = `setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${patience})`
  new Worker(end, { eval: true }).unref()
}
