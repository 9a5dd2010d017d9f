import type { Point } from '#lib/platform/api-schemas.ts'

/** Rounds a place to about one kilometre: two decimals of a degree. */
export const roundCoordinates = ({ type, coordinates: [longitude, latitude] }: Point): Point => ({
  type,
  coordinates: [Math.round(longitude * 100) / 100, Math.round(latitude * 100) / 100],
})
