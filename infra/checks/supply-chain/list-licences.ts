import path from 'node:path'
import { licenceFaults, productionTree } from '#infra/checks/supply-chain/licences.ts'

/**
 * `npm run licences`: the licence of each package that `dependencies` bring. Ends with 1 if one of them is unknown, or asks
 * for more than its own text, and exceptions.ts does not say why we use it all the same.
 */
const tree = productionTree(path.resolve(import.meta.dirname, '../../..'))
for (const { name, version, licence } of tree)
  process.stdout.write(`${licence ?? 'UNKNOWN'}\t${name}@${version}\n`)
const faults = licenceFaults(tree)
for (const fault of faults) process.stderr.write(`FAILED ${fault}\n`)
if (faults.length > 0) process.exitCode = 1
