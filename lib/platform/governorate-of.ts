import type { Point } from '#lib/platform/api-schemas.ts'
import { GOVERNORATE_BORDERS } from '#lib/platform/governorate-borders.ts'
import { GOVERNORATE_CODES, type GovernorateCode } from '#lib/platform/governorates.ts'

/** What is farther from every border than this is in no governorate: at sea, or abroad. In km. */
const NEAREST_KM = 10

const KM_PER_DEGREE = 111.2

/** x1, y1, x2, y2 ... in degrees; the last point is the first one again. */
type Ring = Float64Array

interface Borders {
  readonly code: GovernorateCode
  readonly rings: readonly Ring[]
}

let read: readonly Borders[] | undefined

/**
 * In which governorate a place is: the one whose borders are around it. The borders are simplified, and rivers and coasts
 * are left out of them, so a place just outside of all belongs to the nearest one, up to 10 km; farther away, to none.
 */
export function governorateOf({ coordinates }: Point): GovernorateCode | null {
  const [x = 0, y = 0] = coordinates
  read ??= GOVERNORATE_CODES.map((code) => ({ code, rings: ringsOf(GOVERNORATE_BORDERS[code]) }))
  const around = read.find(({ rings }) => isInside(rings, x, y))
  if (around) return around.code
  let nearest: GovernorateCode | null = null
  let shortest = NEAREST_KM
  for (const { code, rings } of read) {
    const km = Math.min(...rings.map((ring) => distanceKm(ring, x, y)))
    if (km > shortest) continue
    nearest = code
    shortest = km
  }
  return nearest
}

const ringsOf = (text: string): Ring[] =>
  text.split(';').map((ring) => {
    let x = 0
    let y = 0
    return Float64Array.from(
      ring.split(' ').map((number, place) => {
        if (place % 2 === 0) return (x += Number(number)) / 1_000
        return (y += Number(number)) / 1_000
      }),
    )
  })

/** A ray to the east crosses the borders an odd number of times from inside, holes included. */
function isInside(rings: readonly Ring[], x: number, y: number): boolean {
  let inside = false
  for (const ring of rings) {
    for (const [x1, y1, x2, y2] of segmentsOf(ring)) {
      if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside
    }
  }
  return inside
}

function distanceKm(ring: Ring, x: number, y: number): number {
  const perDegree = Math.cos((y * Math.PI) / 180) // of longitude, as a share of a degree of latitude
  let shortest = Infinity
  for (const [x1, y1, x2, y2] of segmentsOf(ring)) {
    const dx = (x2 - x1) * perDegree
    const dy = y2 - y1
    const fromX = (x - x1) * perDegree
    const fromY = y - y1
    const length = dx * dx + dy * dy
    const along = length === 0 ? 0 : Math.min(1, Math.max(0, (fromX * dx + fromY * dy) / length))
    shortest = Math.min(shortest, Math.hypot(fromX - along * dx, fromY - along * dy))
  }
  return shortest * KM_PER_DEGREE
}

function* segmentsOf(ring: Ring): Generator<readonly [number, number, number, number]> {
  for (let at = 0; at + 3 < ring.length; at += 2) {
    yield [ring[at] ?? 0, ring[at + 1] ?? 0, ring[at + 2] ?? 0, ring[at + 3] ?? 0]
  }
}
