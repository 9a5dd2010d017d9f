import path from 'node:path'
import { bundleFunctions } from '#infra/bundle/bundle.ts'
import { deployedFunctions } from '#infra/functions.ts'

const t = performance.now()
const b = await bundleFunctions(deployedFunctions, path.resolve('dist'))
console.log(Math.round(performance.now() - t), 'ms')
for (const x of b) console.log(x.id, x.bytes, x.gzipped)
