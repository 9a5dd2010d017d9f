import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { debugIdOf } from '#lib/platform/sentry.ts'

export interface MappedCode {
  readonly buildId: string
  readonly code: Uint8Array
  readonly map: Uint8Array
}

/**
 * Writes the source map of a bundle twice: to `<outdir>/maps/<build id>.map` for `npm run symbolicate`, and to
 * `<outdir>/sentry/<build id>/` with the code, both naming the debug id that this build's errors carry, for
 * `sentry-cli sourcemaps upload`. What is deployed stays as it is: the id stands behind its last line.
 */
export async function writeMaps(outdir: string, { buildId, code, map }: MappedCode): Promise<void> {
  const debugId = debugIdOf(buildId)
  const [maps, sentry] = [path.join(outdir, 'maps'), path.join(outdir, 'sentry', buildId)]
  await Promise.all([maps, sentry].map((folder) => mkdir(folder, { recursive: true })))
  const parsed = JSON.parse(Buffer.from(map).toString('utf8')) as Record<string, unknown>
  const ending = `\n//# debugId=${debugId}\n//# sourceMappingURL=index.cjs.map\n`
  await writeFile(path.join(maps, `${buildId}.map`), map)
  await writeFile(path.join(sentry, 'index.cjs'), Buffer.concat([code, Buffer.from(ending)]))
  await writeFile(
    path.join(sentry, 'index.cjs.map'),
    JSON.stringify({ ...parsed, debugId, debug_id: debugId }),
  )
}
