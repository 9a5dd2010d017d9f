import { setTimeout as wait } from 'node:timers/promises'
import { HandOut } from '#lib/model/hand-out.model.ts'
import { SECOND } from '#lib/platform/clock.ts'
import type { Run } from '#lib/platform/run.ts'
import type { Task } from '#lib/work/work-messages.ts'

/**
 * How many ids of one task may wait for workers at a time: twice what ten workers have in their hands. Whatever is put
 * on the same queue for another reason waits for so much at most, and not for a whole backlog.
 */
export const MOST_WAITING = 2_000
const LOOK_EVERY_MS = SECOND / 2

/** If nothing was done for so long, nobody works: the next run looks again. */
const STANDSTILL_MS = 10 * SECOND

/** Waits until there is room for more of a task. False if the run is over before that, or if nobody works it off. */
export async function waitForRoom(task: Task, run: Run): Promise<boolean> {
  let fewest = Infinity
  let fewestSince = performance.now()
  for (;;) {
    const waiting = await countWaiting(task)
    if (waiting < MOST_WAITING) return true
    if (waiting < fewest) [fewest, fewestSince] = [waiting, performance.now()]
    if (run.isOver() || performance.now() - fewestSince > STANDSTILL_MS) return false
    await wait(LOOK_EVERY_MS)
  }
}

/** How many ids of a task are handed out and not done, of which none has failed. Several runs may pass the most a little. */
const countWaiting = (task: Task): Promise<number> =>
  HandOut.countDocuments({ waiting: task }, { limit: 2 * MOST_WAITING })
