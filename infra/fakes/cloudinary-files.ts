import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** A file that the fake keeps as it is and gives to nobody without a signature: `raw`, `authenticated`. */
export interface StoredFile {
  readonly publicId: string
  readonly bytes: Buffer
  readonly version: number
}

/**
 * The authenticated raw files of Cloudinary's fake. With a folder they outlive a restart, each in a file of its own, as
 * what the database knows of them does.
 */
export class AuthenticatedFiles {
  readonly #memory = new Map<string, StoredFile>()
  readonly #folder: string | undefined

  constructor(folder?: string) {
    this.#folder = folder && path.join(folder, 'cloudinary-files')
    if (!this.#folder || !existsSync(this.#folder)) return
    for (const name of readdirSync(this.#folder)) {
      const stored = readFileSync(path.join(this.#folder, name))
      const end = stored.indexOf('\n')
      const { publicId, version } = JSON.parse(stored.toString('utf8', 0, end)) as StoredFile
      this.#memory.set(publicId, { publicId, version, bytes: stored.subarray(end + 1) })
    }
  }

  get = (publicId: string): StoredFile | undefined => this.#memory.get(publicId)

  all = (): readonly StoredFile[] => [...this.#memory.values()]

  /** Keeps a file; one that is there already stays, unless it may be overwritten. */
  add(file: StoredFile, overwrite: boolean): StoredFile {
    const existing = this.#memory.get(file.publicId)
    if (existing && !overwrite) return existing
    this.#memory.set(file.publicId, file)
    if (this.#folder) {
      mkdirSync(this.#folder, { recursive: true })
      const head = JSON.stringify({ publicId: file.publicId, version: file.version })
      writeFileSync(this.#fileOf(file.publicId), Buffer.concat([Buffer.from(`${head}\n`), file.bytes]))
    }
    return file
  }

  delete(publicId: string): boolean {
    if (this.#folder) rmSync(this.#fileOf(publicId), { force: true })
    return this.#memory.delete(publicId)
  }

  #fileOf(publicId: string): string {
    return path.join(this.#folder ?? '', createHash('sha256').update(publicId).digest('hex'))
  }
}
