/** A rough box around Egypt, in degrees. */
export const EGYPT = { west: 24, east: 37, south: 21, north: 32.5 } as const
