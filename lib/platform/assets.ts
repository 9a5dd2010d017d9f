import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/**
 * Reads a file that a route names in `assets`: on Lambda it stands beside the bundle, elsewhere where it
 * is in this project or in its packages. Read once per process.
 */
export function readAsset(asset: string): string {
  const known = read.get(asset)
  if (known !== undefined) return known
  const text = readFileSync(placeOf(asset), 'utf8')
  read.set(asset, text)
  return text
}

const read = new Map<string, string>()

function placeOf(asset: string): string {
  const bundled = process.env.LAMBDA_TASK_ROOT
  if (bundled) return path.join(bundled, path.basename(asset))
  const places = [asset, path.join('node_modules', asset)].map((place) => path.resolve(place))
  const found = places.find((place) => existsSync(place))
  if (!found) throw new Error(`The asset ${asset} is neither a file of this project nor of a package.`)
  return found
}
