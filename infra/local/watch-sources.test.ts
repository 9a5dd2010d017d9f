import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { watchSources } from '#infra/local/watch-sources.ts'

let root: string
let stop: () => void
const seen: string[] = []
const at = (file: string) => path.join(root, file)
const write = (file: string) => writeFileSync(at(file), `export const time = ${performance.now()}\n`)

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'craftworks-watched-'))
  for (const folder of ['functions/jobs', 'lib/jobs', 'infra/local'])
    mkdirSync(at(folder), { recursive: true })
  for (const file of ['lib/jobs/list-jobs.ts', 'functions/jobs/list-jobs.ts', 'infra/local/start.ts'])
    write(file)
  seen.length = 0
  stop = watchSources((file) => seen.push(file), { root, settings: at('.env') })
})
afterEach(() => {
  stop()
  rmSync(root, { recursive: true, force: true })
})

async function noticed(): Promise<string | undefined> {
  for (let n = 0; n < 200 && seen.length === 0; n += 1) await wait(10)
  await wait(120) // would be told again by now, if at all
  return seen.splice(0).join(' ')
}

const FILE = 'lib/jobs/list-jobs.ts'

/** How programs save a file. */
const SAVES: Readonly<Record<string, () => void>> = {
  'writing into it': () => write(FILE),
  'a new file renamed over it (many editors)': () => {
    write('lib/jobs/.list-jobs.ts.new')
    renameSync(at('lib/jobs/.list-jobs.ts.new'), at(FILE))
  },
  'the old one renamed away and a new one written (vim)': () => {
    renameSync(at(FILE), at(`${FILE}~`))
    write(FILE)
  },
  'sed -i': () => execFileSync('sed', ['-i', 's/export/export /', at(FILE)]),
  'removed and written anew (git checkout)': () => {
    rmSync(at(FILE))
    write(FILE)
  },
  'its folder removed and written anew (git checkout of a branch)': () => {
    rmSync(at('lib/jobs'), { recursive: true })
    mkdirSync(at('lib/jobs'))
    write(FILE)
  },
  'its folder renamed over from elsewhere': () => {
    mkdirSync(at('other'))
    write('other/list-jobs.ts')
    renameSync(at('lib/jobs'), at(`lib-before-${performance.now()}`))
    renameSync(at('other'), at('lib/jobs'))
  },
  touch: () => utimesSync(at(FILE), new Date(), new Date()),
}

it.each(Object.keys(SAVES))('a file is noticed each time it is saved by %s', async (way) => {
  for (let time = 0; time < 4; time += 1) {
    await wait(5) // a file has times of a millisecond
    // Act
    SAVES[way]?.()
    // Assess
    expect([time, await noticed()]).toEqual([time, FILE])
  }
})

it('a file in a new folder is noticed, and so is the next save of it', async () => {
  for (const _ of [1, 2]) {
    // Act
    mkdirSync(at('lib/reviews/of/jobs'), { recursive: true })
    write('lib/reviews/of/jobs/review.ts')
    // Assess
    expect(await noticed()).toBe('lib/reviews/of/jobs/review.ts')
  }
})

it('a deleted file and the settings are noticed; tests, scripts and other files are not', async () => {
  // Act and assess
  rmSync(at(FILE))
  expect(await noticed()).toBe(FILE)
  writeFileSync(at('.env'), 'PORT=3001\n')
  expect(await noticed()).toBe('.env')
  for (const file of ['lib/jobs/list-jobs.test.ts', 'infra/app.ts', 'lib/jobs/notes.md']) write(file)
  expect(await noticed()).toBe('')
})
