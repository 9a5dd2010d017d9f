import { existsSync, readFileSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import path from 'node:path'

/**
 * `npm run symbolicate -- <build> <line>:<column> ...`: finds the source lines of the stack frames in a log line.
 * Bundles contain no source maps; `npm run build -- --source-maps` of the same version writes them to dist/maps.
 */
const maps = path.resolve(import.meta.dirname, '../dist/maps')
const [build = '', ...places] = process.argv.slice(2)
const file = path.join(maps, `${build}.map`)

if (!/^[0-9a-f]{12}$/.test(build) || places.length === 0) {
  console.error('Usage: npm run symbolicate -- <build of the log line> <line>:<column> ...')
  process.exitCode = 1
} else if (!existsSync(file)) {
  console.error(
    `No source map of ${build}. Check out the version that was deployed and run: npm run build -- --source-maps`,
  )
  process.exitCode = 1
} else {
  const map = new SourceMap(JSON.parse(readFileSync(file, 'utf8')) as SourceMapPayload)
  for (const place of places) console.log(`${place}  ${sourceOf(map, place)}`)
}

function sourceOf(map: SourceMap, place: string): string {
  const [line = 0, column = 0] = place.split(':').slice(-2).map(Number)
  const found = map.findEntry(line - 1, column - 1)
  if (!('originalSource' in found)) return 'not in our sources'
  const source = path.relative(path.dirname(maps), path.resolve(maps, found.originalSource))
  return `${source.replace(/^(\.\.\/)+/, '')}:${found.originalLine + 1}:${found.originalColumn + 1}`
}
