import type { Place } from '#lib/matching/read-model.ts'

const EARTH_RADIUS_M = 6_378_100 // MongoDB's
const RADIANS = Math.PI / 180

/** The great circle between two places, in metres. */
export function distanceM([lngA, latA]: Place, [lngB, latB]: Place): number {
  const half = Math.sin(((latB - latA) * RADIANS) / 2) ** 2
  const across =
    Math.cos(latA * RADIANS) * Math.cos(latB * RADIANS) * Math.sin(((lngB - lngA) * RADIANS) / 2) ** 2
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(half + across)))
}
