/** The operating systems of devices; `web` is a browser. */
export const PLATFORMS = ['android', 'ios', 'web'] as const
export type Platform = (typeof PLATFORMS)[number]
