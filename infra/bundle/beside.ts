import { cp, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { build } from 'esbuild'
import type { DeployedFunction } from '#infra/functions.ts'
import type { Invocation } from '#lib/platform/error-reports.ts'

/** What lies beside every bundle: what loads it, and what answers where it cannot be loaded. */
export interface Beside {
  /** Writes both into the folder of a bundle. */
  readonly writeTo: (folder: string, fn: DeployedFunction) => Promise<void>
}

const CACHED = path.join(import.meta.dirname, 'cached.cjs')

/** Puts the loader beside a bundle. Alone, it leaves what breaks to Lambda. */
export const writeLoader = (folder: string): Promise<void> => cp(CACHED, path.join(folder, 'cached.cjs'))

/** Bundles once what answers for a bundle that cannot be loaded; each function gets it with its own name. */
export async function bundleBeside(): Promise<Beside> {
  const { outputFiles } = await build({
    entryPoints: [path.join(import.meta.dirname, 'not-loaded.ts')],
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    supported: { 'dynamic-import': false },
    minify: true, // it is read by nobody, and uploaded with each function
    legalComments: 'none',
    write: false,
    logLevel: 'error',
  })
  const [file] = outputFiles
  if (!file) throw new Error('esbuild wrote nothing of what answers for a broken bundle.')
  return {
    writeTo: async (folder, fn) => {
      const named = `module.exports=module.exports.notLoaded(${JSON.stringify(invokedAs(fn))})\n`
      await writeLoader(folder)
      await writeFile(path.join(folder, 'not-loaded.cjs'), `${file.text}${named}`)
    },
  }
}

/** Under which name the errors of a function are reported: as its own handler does, if it can be loaded. */
export function invokedAs({
  route,
  queue,
  schedule,
  socketRoute,
  area,
  file,
}: DeployedFunction): Pick<Invocation, 'kind' | 'name'> {
  if (route) return { kind: 'http', name: route.name }
  if (queue) return { kind: 'queue', name: queue.consumer }
  if (schedule) return { kind: 'schedule', name: schedule.name }
  if (socketRoute) return { kind: 'socket', name: socketRoute.key }
  return { kind: area === 'deployment' ? 'deployment' : 'http', name: path.basename(file, '.ts') }
}
