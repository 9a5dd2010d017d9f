import type { Point } from '#lib/platform/border.ts'

/** A place to about one kilometre: two decimals of a degree. */
export const roughly = ({ type, coordinates: [longitude, latitude] }: Point): Point => ({
  type,
  coordinates: [Math.round(longitude * 100) / 100, Math.round(latitude * 100) / 100],
})
