const RADIANS = Math.PI / 180

/** The great circle on 6,378,100 m, by the cosine rule; the generator shares nothing with the ranker. */
export function distanceKm([lngA, latA]: [number, number], [lngB, latB]: [number, number]): number {
  const x = (lngB - lngA) * RADIANS * Math.cos(((latA + latB) / 2) * RADIANS)
  const y = (latB - latA) * RADIANS
  return Math.hypot(x, y) * 6378.1
}
