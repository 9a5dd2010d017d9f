import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

const FOLDERS = ['functions', 'lib', 'infra', 'bench']

/** Whatever could name a file of the project: `'#lib/…'`, `'./…'`, `'../…'`, in whichever quotes. */
const NAMES = /['"`](#(?:lib|functions|infra)\/[^'"`\n]+|\.\.?\/[^'"`\n]+)['"`]/g

/** The TypeScript files of the project with their text, by path from its root. */
export function readSources(): ReadonlyMap<string, string> {
  const inFolders = FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => path.posix.join(folder, file)),
  )
  const files = [...readdirSync('.'), ...inFolders].filter((file) => file.endsWith('.ts'))
  return new Map(files.toSorted().map((file) => [file, readFileSync(file, 'utf8')]))
}

/**
 * The files of the project that each one imports. It is read off the text: any string that names a file counts, so
 * that no import is missed (of types, by `import()`, of a file that is read or forked), and now and then one is counted
 * that is none.
 */
export function importsOf(sources: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...sources].map(([file, text]) => {
      const named = [...text.matchAll(NAMES)].map(([, name = '']) =>
        name.startsWith('#') ? name.slice(1) : path.posix.join(path.posix.dirname(file), name),
      )
      return [file, [...new Set(named)].filter((name) => name !== file && isFile(name, sources))]
    }),
  )
}

const isFile = (name: string, sources: ReadonlyMap<string, string>): boolean =>
  sources.has(name) || statSync(name, { throwIfNoEntry: false })?.isFile() === true

/** The file and everything that it imports, directly or not, in one order. */
export function reachOf(file: string, imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const reached = new Set([file])
  for (const next of reached) for (const name of imports.get(next) ?? []) reached.add(name) // grows as it is read
  return [...reached].toSorted()
}
