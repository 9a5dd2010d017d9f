import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/**
 * Reads a file that a route names in `assets`, once per process. On Lambda the file is beside the bundle, elsewhere in
 * this project or in one of its packages.
 */
export function readAsset(asset: string): string {
  const cached = cache.get(asset)
  if (cached !== undefined) return cached
  const text = readFileSync(pathOfAsset(asset), 'utf8')
  cache.set(asset, text)
  return text
}

const cache = new Map<string, string>()

function pathOfAsset(asset: string): string {
  const bundled = process.env.LAMBDA_TASK_ROOT
  if (bundled) return path.join(bundled, path.basename(asset))
  const places = [asset, path.join('node_modules', asset)].map((place) => path.resolve(place))
  const found = places.find((place) => existsSync(place))
  if (!found) throw new Error(`The asset ${asset} is neither a file of this project nor of a package.`)
  return found
}
