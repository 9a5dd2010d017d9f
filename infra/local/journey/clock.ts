import { expectAnswer } from '#infra/local/journey/app.ts'
import type { Play } from '#infra/local/journey/play.ts'

/** Lets business time pass, and the deadlines in it. */
export async function passTime(play: Play, advanceMs: number): Promise<void> {
  expectAnswer(await play.nobody.post('/_local/clock', { advanceMs }), 200)
  expectAnswer(await play.nobody.post('/_local/schedules/apply-due-timers/run'), 200)
}

/** Sets business time back to the wall clock. */
export async function timeBack(play: Play): Promise<void> {
  expectAnswer(await play.nobody.post('/_local/clock', { reset: true }), 200, { offsetMs: 0 })
}
