import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { importsOf, reachOf, readSources } from '#infra/checks/imports.ts'

const CACHE = 'node_modules/.cache/verdicts.json'

/** What every verdict depends on: the rules, the compiler's options, and every package with its version. */
const COMMON = ['eslint.config.js', 'tsconfig.json', 'package.json', 'node_modules/.package-lock.json']

/** Types that are declared for everybody count for everybody. */
const FOR_EVERYBODY = /\bdeclare (module|global)\b/

/** What was found without fault, by hashes of everything that the verdict depends on. */
interface Verdicts {
  /** The hash with which a file was last found to break no rule. */
  clean: Record<string, string>
  /** The hash of all files with which the compiler last had no complaint. */
  types?: string
}

/**
 * Remembers which files broke no rule, so that only the others are linted again. ESLint's own cache would be wrong
 * here: it looks at the linted file alone, while rules about promises depend on the types of what it imports. A verdict
 * is therefore kept with a hash of the file, of everything that it imports, directly or not, of what is declared for all
 * files, of the settings and of the installed packages. A rule can read nothing else. Faults are never remembered.
 */
export class VerdictCache {
  readonly #sources = readSources()
  readonly #imports = importsOf(this.#sources)
  readonly #hashes = new Map<string, string>()
  readonly #common: string
  readonly #kept: Verdicts

  constructor() {
    const globals = [...this.#sources].filter(([, text]) => FOR_EVERYBODY.test(text)).map(([file]) => file)
    this.#common = hash(process.version, ...[...COMMON, ...globals].map((file) => this.#hashOf(file)))
    this.#kept = existsSync(CACHE) ? (JSON.parse(readFileSync(CACHE, 'utf8')) as Verdicts) : { clean: {} }
  }

  isClean(file: string): boolean {
    return this.#kept.clean[file] === this.#keyOf(file)
  }

  keepClean(file: string): void {
    this.#kept.clean[file] = this.#keyOf(file)
  }

  areTypesRight(): boolean {
    return this.#kept.types === this.#keyOfAll()
  }

  keepTypesRight(): void {
    this.#kept.types = this.#keyOfAll()
  }

  save(): void {
    const clean = Object.fromEntries(Object.entries(this.#kept.clean).filter(([file]) => existsSync(file)))
    mkdirSync(path.dirname(CACHE), { recursive: true })
    writeFileSync(CACHE, JSON.stringify({ ...this.#kept, clean }))
  }

  #keyOf(file: string): string {
    return hash(this.#common, ...reachOf(file, this.#imports).flatMap((name) => [name, this.#hashOf(name)]))
  }

  #keyOfAll(): string {
    return hash(this.#common, ...[...this.#sources].flatMap(([file]) => [file, this.#hashOf(file)]))
  }

  #hashOf(file: string): string {
    const known = this.#hashes.get(file)
    if (known !== undefined) return known
    const made = existsSync(file) ? hash(this.#sources.get(file) ?? readFileSync(file)) : 'absent'
    this.#hashes.set(file, made)
    return made
  }
}

function hash(...parts: readonly (string | Uint8Array)[]): string {
  const made = createHash('sha256')
  for (const part of parts) made.update(part).update('\0')
  return made.digest('hex').slice(0, 32)
}
