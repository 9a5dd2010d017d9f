import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type Bundle, bundleFunctions } from '#infra/bundle/bundle.ts'
import { compileAll, measureColdLoads } from '#infra/bundle/cold-load.ts'
import { printReport, reportOn } from '#infra/bundle/report.ts'
import { deployedFunctions } from '#infra/functions.ts'

/**
 * `npm run build`: bundles every function into dist/, loads each once and keeps what V8 compiled, and reports sizes and cold loads
 * (dist/report.json too). Loads are measured for the largest and the smallest of each kind, with
 * `--measure` for all; `--quick` ends before the report.
 */
const ROUNDS = 5
const outdir = path.resolve(import.meta.dirname, '../dist')

try {
  const began = performance.now()
  const bundles = await bundleFunctions(deployedFunctions, outdir)
  const bundled = performance.now() - began
  await compileAll(bundles)
  if (!process.argv.includes('--quick')) {
    const report = await reportOn(bundles, await measureColdLoads(chosen(bundles), ROUNDS))
    await writeFile(path.join(outdir, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
    printReport(report)
  }
  console.log(`${bundles.length} functions bundled in ${(bundled / 1000).toFixed(1)} s; each one loads.`)
} catch (error) {
  console.error(`The build failed. ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}

function chosen(bundles: readonly Bundle[]): readonly Bundle[] {
  if (process.argv.includes('--measure')) return bundles
  const bySize = bundles.toSorted((a, b) => a.bytes - b.bytes)
  const withMongo = bySize.filter(({ parts }) => Object.keys(parts).some((part) => part.includes('mongoose')))
  const without = bySize.filter((bundle) => !withMongo.includes(bundle))
  const ends = [without.at(0), without.at(-1), withMongo.at(0), withMongo.at(-1)]
  return [...new Set(ends.filter((bundle) => bundle !== undefined))]
}
