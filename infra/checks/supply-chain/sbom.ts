import type { LicensedPackage } from '#infra/checks/supply-chain/licences.ts'
import { printedByNpm } from '#infra/checks/supply-chain/run-npm.ts'

interface Component {
  readonly 'bom-ref': string
  readonly name: string
  readonly version: string
  readonly purl: string
}

/** A bill of materials by CycloneDX, with the fields that we read or change. */
export interface Sbom {
  readonly bomFormat: 'CycloneDX'
  readonly metadata: { readonly timestamp?: string; readonly component: Component }
  readonly components: readonly Component[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[]
}

/**
 * What the production tree is made of, by CycloneDX. npm describes the whole lock, since with `--omit dev` it leaves out
 * what a tool of development needs too; what only those need is taken out here. The same lock has the same bytes: without
 * the time and the random number, and under the project's name wherever its folder is.
 */
export async function sbomOf(tree: readonly LicensedPackage[], name: string): Promise<Sbom> {
  const printed = await printedByNpm('sbom', '--sbom-format', 'cyclonedx', '--package-lock-only')
  const { serialNumber: _, ...sbom } = JSON.parse(printed) as Sbom & { serialNumber?: string }
  const { timestamp: __, ...metadata } = sbom.metadata
  const ours = new Set(tree.map((one) => `${one.name}@${one.version}`))
  const components = sbom.components.filter((one) => ours.has(`${one.name}@${one.version}`))
  const refs = new Set([metadata.component['bom-ref'], ...components.map((one) => one['bom-ref'])])
  return {
    ...sbom,
    metadata: { ...metadata, component: { ...metadata.component, name } },
    components: components.toSorted((a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1)),
    dependencies: sbom.dependencies
      .filter(({ ref }) => refs.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((needed) => refs.has(needed)) })),
  }
}
