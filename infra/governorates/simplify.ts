/**
 * Makes lib/platform/governorate-borders.ts of a GeoJSON file of Egypt's governorates, one feature each with its English
 * name in `Subdivision_en` or `shapeName`:
 *
 *   node infra/governorates/simplify.ts governorates.geojson
 *
 * Rings are thinned by Douglas and Peucker to 0.003 degrees (about 300 m), rounded to a thousandth of a degree, and rings
 * of less than about 4 km² (small islands) are left out: what lies just outside belongs to the nearest border.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { GOVERNORATES } from '#lib/platform/governorates.ts'

type Position = readonly [number, number]
type Ring = readonly Position[]

interface Feature {
  readonly properties: { readonly Subdivision_en?: string; readonly shapeName?: string }
  readonly geometry:
    | { readonly type: 'Polygon'; readonly coordinates: readonly Ring[] }
    | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly Ring[])[] }
}

const TOLERANCE = 0.003
const MIN_AREA = 0.0004

const HEADER = `/**
 * The borders of Egypt's governorates, simplified to about 300 m: the rings of each, with longitudes and latitudes in
 * thousandths of a degree, each point as its difference from the one before. Made by infra/governorates/simplify.ts.
 *
 * Source: geoBoundaries, EGY ADM1 (gbOpen, EGY-ADM1-46179711, 2017), made of OpenStreetMap.
 * © OpenStreetMap contributors. License: Open Data Commons Open Database License (ODbL) 1.0, which this file stays under.
 * Runfola D. et al. (2020) geoBoundaries: A global database of political administrative boundaries. PLoS ONE 15(4).
 */
`

const file = process.argv[2]
if (file === undefined) throw new Error('usage: simplify.ts <geojson>')
const { features } = JSON.parse(readFileSync(file, 'utf8')) as { features: Feature[] }

const lines = Object.entries(GOVERNORATES).map(([code, { en }]) => {
  const feature = features.find(
    ({ properties }) => (properties.Subdivision_en ?? properties.shapeName) === en,
  )
  if (!feature) throw new Error(`no borders of ${en}`)
  return `  '${code}':\n    '${ringsOf(feature).map(encode).join(';')}',\n`
})
const text = `${HEADER}export const GOVERNORATE_BORDERS = {\n${lines.join('')}} as const\n`
writeFileSync(new URL('../../lib/platform/governorate-borders.ts', import.meta.url), text)

function ringsOf({ geometry }: Feature): Ring[] {
  const rings = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat()
  const large = rings.filter((ring) => areaOf(ring) >= MIN_AREA)
  return (large.length > 0 ? large : rings.slice(0, 1)).map(thinned)
}

function areaOf(ring: Ring): number {
  const sum = ring.reduce((area, [x, y], place) => {
    const [nextX, nextY] = ring[(place + 1) % ring.length] ?? [x, y]
    return area + x * nextY - nextX * y
  }, 0)
  return Math.abs(sum) / 2
}

/** A ring begins and ends at the same point, so it is thinned in two halves. */
function thinned(ring: Ring): Ring {
  const middle = Math.floor(ring.length / 2)
  return [...thin(ring.slice(0, middle + 1)).slice(0, -1), ...thin(ring.slice(middle))]
}

function thin(line: Ring): Ring {
  const [first] = line
  const last = line.at(-1)
  if (!first || !last || line.length < 3) return line
  const distances = line.map((point) => distanceTo(point, first, last))
  const farthest = Math.max(...distances)
  if (farthest <= TOLERANCE) return [first, last]
  const at = distances.indexOf(farthest)
  return [...thin(line.slice(0, at + 1)).slice(0, -1), ...thin(line.slice(at))]
}

function distanceTo([x, y]: Position, [x1, y1]: Position, [x2, y2]: Position): number {
  const length = (x2 - x1) ** 2 + (y2 - y1) ** 2
  const share = length === 0 ? 0 : ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length
  const along = Math.min(1, Math.max(0, share))
  return Math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1))
}

function encode(ring: Ring): string {
  const points = ring.map(([x, y]) => [Math.round(x * 1_000), Math.round(y * 1_000)] as const)
  return points
    .map(([x, y], place) => {
      const [lastX, lastY] = points[place - 1] ?? [0, 0]
      return `${x - lastX} ${y - lastY}`
    })
    .join(' ')
}
