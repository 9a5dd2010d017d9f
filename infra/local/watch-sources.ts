import { type FSWatcher, watch } from 'node:fs'
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

/** Calls `changed` with the last saved file when no other change follows for DEBOUNCE_MS. */
export function watchSources(changed: (file: string) => void): () => void {
  let timer: NodeJS.Timeout | undefined
  const debounce = (file: string) => {
    clearTimeout(timer)
    timer = setTimeout(() => changed(file), DEBOUNCE_MS)
  }
  const watchers: FSWatcher[] = FOLDERS.map((folder) =>
    watch(path.join(ROOT, folder), { recursive: true }, (_, file) => {
      const place = file && path.posix.join(folder, file.replaceAll(path.sep, '/'))
      if (place && isSource(place)) debounce(place)
    }),
  )
  const settings = envFile()
  watchers.push(
    watch(path.dirname(settings), (_, file) => {
      if (file === path.basename(settings)) debounce(file)
    }),
  )
  for (const watcher of watchers) watcher.on('error', () => undefined) // the folder may just have been removed
  return () => {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}
