import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { productionTree } from '#infra/checks/supply-chain/licences.ts'
import { sbomOf } from '#infra/checks/supply-chain/sbom.ts'

/** `npm run sbom`: writes what the deployment is made of to dist/sbom.cdx.json, by CycloneDX. */
const root = path.resolve(import.meta.dirname, '../../..')
const file = path.join(root, 'dist', 'sbom.cdx.json')
const sbom = await sbomOf(productionTree(root), 'craftworks')
mkdirSync(path.dirname(file), { recursive: true })
writeFileSync(file, `${JSON.stringify(sbom, null, 2)}\n`)
process.stdout.write(`${sbom.components.length} components in ${path.relative(process.cwd(), file)}\n`)
