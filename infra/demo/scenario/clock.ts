import { expectAnswer } from '#infra/demo/scenario/app.ts'
import type { ScenarioSteps } from '#infra/demo/scenario/steps.ts'

/** Advances business time and applies the deadlines that have passed. */
export async function passTime(play: ScenarioSteps, advanceMs: number): Promise<void> {
  expectAnswer(await play.anonymous.post('/_local/clock', { advanceMs }), 200)
  expectAnswer(await play.anonymous.post('/_local/schedules/apply-due-timers/run'), 200)
}

/** Resets business time to the wall clock. */
export async function resetTime(play: ScenarioSteps): Promise<void> {
  expectAnswer(await play.anonymous.post('/_local/clock', { reset: true }), 200, { offsetMs: 0 })
}
