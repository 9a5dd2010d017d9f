import type { ClientSession } from 'mongoose'
import { AnalyticsState } from '#lib/model/analytics-state.model.ts'
import { realTime } from '#lib/platform/clock.ts'

/** The generation that reports read, and whether a rebuild is under way, so that nothing else may count. */
export async function readGeneration(
  tx: ClientSession | null = null,
): Promise<{ readonly generation: number; readonly isRebuilding: boolean }> {
  const state = await AnalyticsState.findById('current').session(tx).lean()
  const until = state?.rebuild?.until
  return { generation: state?.generation ?? 1, isRebuilding: until !== undefined && until > realTime() }
}
