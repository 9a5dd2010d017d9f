import { increment } from '#lib/limits/limits.ts'
import { nextCairoMidnight } from '#lib/platform/cairo-time.ts'
import { realTime } from '#lib/platform/clock.ts'

/**
 * Takes one of the `most` uses that all functions together have of something on one day in Cairo; false if none is left.
 * Each use is one atomic upsert, so that functions at the same time do not take more.
 */
export async function takeFromDay(what: string, most: number): Promise<boolean> {
  const { count } = await increment(what, nextCairoMidnight(realTime()))
  return count <= most
}
