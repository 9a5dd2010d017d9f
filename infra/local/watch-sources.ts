import { watch, type FSWatcher } from 'node:fs'
import path from 'node:path'
import { ROOT, envFile } from '#infra/local/settings.ts'

const FOLDERS = ['functions', 'lib', 'infra']
/** Changes come in bursts: an editor writes, renames and touches. */
const QUIET_MS = 40

/** What a server is made of: not the tests, nor what is deployed with CDK, nor the scripts beside the server. */
const isSource = (file: string): boolean =>
  /\.(ts|json|html)$/.test(file) &&
  !/\.test\.ts$|^lib\/testing\/|^infra\/(?!local\/|functions\.ts|cors\.ts)|^infra\/local\/(journey|checks)\//.test(
    file,
  )

/** Calls `changed` with the file that was saved, once a burst of changes is over. */
export function watchSources(changed: (file: string) => void): () => void {
  let timer: NodeJS.Timeout | undefined
  const notice = (file: string) => {
    clearTimeout(timer)
    timer = setTimeout(() => changed(file), QUIET_MS)
  }
  const watchers: FSWatcher[] = FOLDERS.map((folder) =>
    watch(path.join(ROOT, folder), { recursive: true }, (_, file) => {
      const place = file && path.posix.join(folder, file.replaceAll(path.sep, '/'))
      if (place && isSource(place)) notice(place)
    }),
  )
  const settings = envFile()
  watchers.push(
    watch(path.dirname(settings), (_, file) => {
      if (file === path.basename(settings)) notice(file)
    }),
  )
  for (const watcher of watchers) watcher.on('error', () => undefined) // a folder that was just removed
  return () => {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}
