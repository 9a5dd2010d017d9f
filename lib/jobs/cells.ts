import { EGYPT } from '#lib/platform/egypt.ts'

/** A cell holds every place that is rounded to the same hundredth of a degree in both directions: about 1 km². */
const CELLS_A_DEGREE = 100
const CELLS_A_ROW = 360 * CELLS_A_DEGREE

type Coordinates = readonly [longitude: number, latitude: number]

const steps = (degrees: number): number => Math.round(degrees * CELLS_A_DEGREE)

const cellAt = (column: number, row: number): number =>
  (row + 90 * CELLS_A_DEGREE) * CELLS_A_ROW + column + 180 * CELLS_A_DEGREE

/** The number of the cell in which a place is. */
export const cellOf = (coordinates: readonly number[]): number =>
  cellAt(steps(coordinates[0] ?? 0), steps(coordinates[1] ?? 0))

/** A cell, and how far its rounded place is from a point, in metres. */
export interface NearCell {
  readonly cell: number
  readonly distance: number
}

/** Of the sphere with which MongoDB measures distances, in metres. */
const EARTH_RADIUS = 6_378_100

const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** How far two places are apart, in metres. */
export function distanceBetween([fromLongitude, fromLatitude]: Coordinates, to: readonly number[]): number {
  const [toLongitude = 0, toLatitude = 0] = to
  const [a, b] = [radians(fromLatitude), radians(toLatitude)]
  const half = (difference: number) => Math.sin(difference / 2) ** 2
  const h = half(b - a) + Math.cos(a) * Math.cos(b) * half(radians(toLongitude - fromLongitude))
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(h)))
}

const METRES_A_DEGREE = radians(1) * EARTH_RADIUS

/**
 * The cells of Egypt whose rounded place lies within a radius, nearest first. Jobs in a cell are equally far, so that
 * the cells, each with its jobs in the order of their posting, are the list of the nearest jobs.
 */
export function cellsWithin(center: Coordinates, radiusKm: number): NearCell[] {
  const [longitude, latitude] = center
  const radius = radiusKm * 1_000
  const reach = radius / METRES_A_DEGREE
  const cells: NearCell[] = []
  const lastRow = Math.min(steps(latitude + reach) + 1, steps(EGYPT.north))
  for (let row = Math.max(steps(latitude - reach) - 1, steps(EGYPT.south)); row <= lastRow; row += 1) {
    // a circle reaches furthest to the sides a little nearer to the pole than its centre
    const width = reach / Math.cos(radians(Math.min(89, Math.abs(latitude) + reach)))
    const lastColumn = Math.min(steps(longitude + width) + 1, steps(EGYPT.east))
    for (
      let column = Math.max(steps(longitude - width) - 1, steps(EGYPT.west));
      column <= lastColumn;
      column += 1
    ) {
      const distance = distanceBetween(center, [column / CELLS_A_DEGREE, row / CELLS_A_DEGREE])
      if (distance <= radius) cells.push({ cell: cellAt(column, row), distance })
    }
  }
  return cells.toSorted((a, b) => a.distance - b.distance || a.cell - b.cell)
}
