import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { type Bundle, bundleFunctions, bundleMonolith } from '#infra/bundle/bundle.ts'
import { compileAll, measureColdLoads } from '#infra/bundle/cold-load.ts'
import { printReport, reportOn } from '#infra/bundle/report.ts'
import { deployedFunctions, optionalFunctions } from '#infra/functions.ts'

/**
 * `npm run build`: bundles every function into dist/, which is all that `npm run synth` needs. Options ask for more:
 *
 * - `--compile`: loads each bundle once and keeps what V8 compiled. A deployment does (cdk.json).
 * - `--report`: the same, and reports sizes and cold loads (dist/report.json too). Loads are measured for the largest
 *   and the smallest of each kind.
 * - `--measure`: the same, with the loads of all.
 * - `--source-maps`: writes dist/maps, for `npm run symbolicate`, and dist/sentry, to be uploaded to Sentry.
 */
const { values: asked } = parseArgs({
  options: {
    compile: { type: 'boolean', default: false },
    report: { type: 'boolean', default: false },
    measure: { type: 'boolean', default: false },
    'source-maps': { type: 'boolean', default: false },
  },
})
const ROUNDS = 5
const outdir = path.resolve(import.meta.dirname, '../dist')
const isReported = asked.report || asked.measure
const isCompiled = asked.compile || isReported

try {
  const began = performance.now()
  const bundles = await bundleFunctions([...deployedFunctions, ...optionalFunctions], outdir, {
    sourceMaps: asked['source-maps'],
  })
  const bundled = performance.now() - began
  if (isCompiled) await compileAll(bundles)
  if (isReported) {
    const monolith = await bundleMonolith(outdir)
    await compileAll([monolith])
    const report = await reportOn(bundles, await measureColdLoads(chosen(bundles), monolith, ROUNDS))
    await writeFile(path.join(outdir, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
    printReport(report)
  }
  const andLoad = isCompiled ? '; each one loads' : ''
  console.log(`${bundles.length} functions bundled in ${(bundled / 1000).toFixed(1)} s${andLoad}.`)
} catch (error) {
  console.error(`The build failed. ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}

function chosen(bundles: readonly Bundle[]): readonly Bundle[] {
  if (asked.measure) return bundles
  const bySize = bundles.toSorted((a, b) => a.bytes - b.bytes)
  const withMongo = bySize.filter(({ parts }) => Object.keys(parts).some((part) => part.includes('mongoose')))
  const without = bySize.filter((bundle) => !withMongo.includes(bundle))
  const ends = [without.at(0), without.at(-1), withMongo.at(0), withMongo.at(-1)]
  return [...new Set(ends.filter((bundle) => bundle !== undefined))]
}
