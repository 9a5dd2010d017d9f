import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Bundle } from '#infra/bundle/bundle.ts'
import type { ColdLoads } from '#infra/bundle/cold-load.ts'

/** What `npm run build -- --report` says of the bundles, for people and (dist/report.json) for programs. */
export interface Report {
  readonly node: string
  /** The Express application's load in ms, where it was measured. */
  readonly monolithMs: number | null
  /** The same application, bundled and compiled as the functions are. */
  readonly bundledMonolith: { readonly compiledMs: number; readonly plainMs: number } | null
  readonly functions: readonly {
    readonly id: string
    readonly bytes: number
    readonly gzipped: number
    readonly buildId: string
    readonly coldLoadMs: number | null
    readonly ofMonolith: number | null
    /** The load where Node is not the one that compiled the bundle. */
    readonly plainMs: number | null
  }[]
}

const compress = promisify(gzip)

/** How large a bundle is on its way to Lambda. */
export const gzippedSize = async ({ code }: Bundle): Promise<number> =>
  (await compress(code, { level: 9 })).byteLength

export async function reportOn(bundles: readonly Bundle[], loads: ColdLoads | null): Promise<Report> {
  const rows = bundles.map(async (bundle) => {
    const { id, bytes, buildId } = bundle
    const ms = loads?.functions[id]
    return {
      id,
      bytes,
      gzipped: await gzippedSize(bundle),
      buildId,
      coldLoadMs: ms === undefined ? null : rounded(ms, 10),
      ofMonolith: ms === undefined || !loads ? null : rounded(ms / loads.monolith, 1000),
      plainMs: ms === undefined ? null : rounded(loads?.plain[id] ?? 0, 10),
    }
  })
  return {
    node: process.version,
    monolithMs: loads && rounded(loads.monolith, 10),
    bundledMonolith: loads && {
      compiledMs: rounded(loads.bundledMonolith.compiled, 10),
      plainMs: rounded(loads.bundledMonolith.plain, 10),
    },
    functions: await Promise.all(rows),
  }
}

const rounded = (value: number, steps: number): number => Math.round(value * steps) / steps

/** The report as a table: sizes of every function, loads of those that were measured. */
export function printReport({ node, monolithMs, bundledMonolith, functions }: Report): void {
  const kb = (bytes: number) => (bytes / 1024).toFixed(0).padStart(6)
  const width = Math.max(...functions.map(({ id }) => id.length))
  console.log(`${'function'.padEnd(width)}     KB  KB gz    load  of Express   plain`)
  for (const { id, bytes, gzipped, coldLoadMs, ofMonolith, plainMs } of functions) {
    const load =
      coldLoadMs === null
        ? ''
        : `${coldLoadMs.toFixed(0).padStart(4)} ms        ${ofMonolith?.toFixed(2)} ${plainMs?.toFixed(0).padStart(4)} ms`
    console.log(`${id.padEnd(width)} ${kb(bytes)} ${kb(gzipped)} ${load}`.trimEnd())
  }
  if (monolithMs === null) return
  console.log(
    `\nLoad: median of fresh processes on ${node}, an empty process taken off; plain: on another Node, without the code that this one compiled. An Express application with the same packages: ${monolithMs.toFixed(0)} ms.`,
  )
  if (!bundledMonolith) return
  const { compiledMs, plainMs } = bundledMonolith
  console.log(
    `The same application bundled and compiled in the same way: ${compiledMs.toFixed(0)} ms, and ${plainMs.toFixed(0)} ms without the compiled code.`,
  )
}
