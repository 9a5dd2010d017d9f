import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { CannotStartError } from '#infra/local/stop-with.ts'

interface Kept<C> {
  /** The port at which the fake was last. Addresses that it gave away lead there. */
  readonly port?: number
  readonly content?: C
}

/**
 * What a fake knows, kept from one start to the next as `<folder>/<name>.json`. Without a folder it is kept in memory
 * alone. Only one process at a time has the books open.
 */
export class Books<C> {
  readonly #file: string | null
  #kept: Kept<C> = {}

  constructor(name: string, folder: string | undefined) {
    this.#file = folder === undefined ? null : path.join(folder, `${name}.json`)
    if (folder === undefined || this.#file === null) return
    mkdirSync(folder, { recursive: true })
    if (existsSync(this.#file)) this.#kept = readKept<C>(this.#file)
  }

  /** What was kept last; undefined where nothing was. */
  get content(): C | undefined {
    return this.#kept.content
  }

  get port(): number | undefined {
    return this.#kept.port
  }

  keepPort(port: number): void {
    this.#write({ ...this.#kept, port })
  }

  /** Keeps this from now on. It is called before the call that changed it is answered. */
  keep(content: C): void {
    this.#write({ ...this.#kept, content })
  }

  /** In one step: a process that is killed meanwhile leaves the file as it was before, or as it is now. */
  #write(kept: Kept<C>): void {
    if (this.#file === null) return
    this.#kept = kept
    const half = `${this.#file}.new`
    writeFileSync(half, JSON.stringify(kept), { mode: 0o600 })
    renameSync(half, this.#file)
  }
}

function readKept<C>(file: string): Kept<C> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Kept<C>
  } catch {
    throw new CannotStartError(
      `${file} cannot be read. Delete it, or all data of this machine: npm run reset.`,
    )
  }
}
