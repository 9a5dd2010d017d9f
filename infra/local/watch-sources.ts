import { type FSWatcher, readdirSync, type Stats, statSync, watch } from 'node:fs'
import path from 'node:path'
import { envFile, ROOT } from '#infra/local/settings.ts'

const FOLDERS = ['functions', 'lib', 'infra']
/** One save makes several changes: an editor writes, renames and touches. This long after the last one it is over. */
const DEBOUNCE_MS = 40

/** Whether a file belongs to the server: tests, CDK code and scripts do not. */
const isSource = (file: string): boolean =>
  /\.(ts|json|html)$/.test(file) &&
  !/\.test\.ts$|^lib\/testing\/|^infra\/(?!local\/|fakes\/|demo\/(?!scenario)|functions\.ts|cors\.ts)/.test(
    file,
  )

interface Watched {
  readonly root: string
  /** The file with the settings. */
  readonly settings: string
}

/**
 * Calls `changed` with a saved file when no other change follows for DEBOUNCE_MS. Each folder is watched by itself,
 * because a watcher of a file stays with the file that was there: `sed -i`, `git checkout` and many editors write a new
 * one and rename it over the old, and from then on nothing would be noticed. What happened is found by comparing the
 * files with how they were, so an event that comes twice or without a name does no harm.
 */
export function watchSources(
  changed: (file: string) => void,
  { root, settings }: Watched = { root: ROOT, settings: envFile() },
): () => void {
  const folders = new FolderWatchers(() => noticed())
  let before = look()
  let timer: NodeJS.Timeout | undefined

  function look(): ReadonlyMap<string, string> {
    const files = FOLDERS.flatMap((folder) => folders.walk(path.join(root, folder)))
    const sources = files.map((file) => [path.relative(root, file).replaceAll(path.sep, '/'), file] as const)
    const seen = sources
      .filter(([name]) => isSource(name))
      .map(([name, file]) => [name, stateOf(file)] as const)
    return new Map([...seen, [path.basename(settings), stateOf(settings)]])
  }
  function noticed(): void {
    clearTimeout(timer)
    timer = setTimeout(() => {
      const now = look()
      const names = new Set([...before.keys(), ...now.keys()])
      const different = [...names].filter((name) => before.get(name) !== now.get(name))
      before = now
      const last = different.at(-1)
      if (last !== undefined) changed(last)
    }, DEBOUNCE_MS)
  }

  folders.watch(path.dirname(settings))
  return () => {
    clearTimeout(timer)
    folders.close()
  }
}

/** A watcher of each folder, of this inode: one that was replaced is watched anew. */
class FolderWatchers {
  readonly #noticed: () => void
  readonly #watchers = new Map<string, { readonly inode: number; readonly watcher: FSWatcher }>()

  constructor(noticed: () => void) {
    this.#noticed = noticed
  }

  /** Watches the folder and all in it, and answers their files. */
  walk(folder: string): readonly string[] {
    if (!this.watch(folder)) return []
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const place = path.join(folder, entry.name)
      return entry.isDirectory() ? this.walk(place) : [place]
    })
  }

  watch(folder: string): boolean {
    const inode = statOf(folder)?.ino
    const known = this.#watchers.get(folder)
    if (inode !== undefined && known?.inode === inode) return true
    known?.watcher.close()
    this.#watchers.delete(folder)
    if (inode === undefined) return false
    const watcher = watch(folder, () => this.#noticed())
    watcher.on('error', () => undefined) // the folder may just have been removed
    this.#watchers.set(folder, { inode, watcher })
    return true
  }

  close(): void {
    for (const { watcher } of this.#watchers.values()) watcher.close()
  }
}

const statOf = (file: string): Stats | undefined => statSync(file, { throwIfNoEntry: false })

const stateOf = (file: string): string => {
  const stat = statOf(file)
  return stat ? `${stat.ino} ${stat.size} ${stat.mtimeMs}` : 'absent'
}
