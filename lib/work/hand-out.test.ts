import { setTimeout as wait } from 'node:timers/promises'
import { Types } from 'mongoose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { applyDueTimers } from '#lib/jobs/apply-due-timers.ts'
import { HandOut } from '#lib/model/hand-out.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import type { Run } from '#lib/platform/run.ts'
import { dueJobs } from '#lib/testing/due-jobs.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { drainQueue } from '#lib/testing/queues.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'
import { leasesEnd, runToEnd } from '#lib/testing/work.ts'
import { handOutAll } from '#lib/work/hand-out.ts'
import { endLeases, keepLeases, takeLeases } from '#lib/work/leases.ts'
import { MOST_WAITING } from '#lib/work/room.ts'
import { databaseWork } from '#lib/work/work-messages.ts'
import { workQueue } from '#lib/work/work-queues.ts'

aDatabase()

const urlOf = () => process.env.WORK_QUEUE_URL ?? ''
let ownUrl: string

beforeEach(async () => {
  ownUrl = urlOf()
  await emptyDatabase()
})
afterEach(async () => {
  process.env.WORK_QUEUE_URL = ownUrl
  forgetConfig()
  await drainQueue(urlOf())
})

/** Removes and returns the ids that are on the queue. */
const handedOutIds = async () =>
  (await drainQueue(urlOf())).flatMap((body) => databaseWork.parse(JSON.parse(body)).ids)

/** A run that is over when it has asked so many times whether it is. */
function aRunOf(pages: number): Run {
  let asked = 0
  return { isOver: () => (asked += 1) > pages }
}

async function* pagesFrom(pages: readonly (readonly string[])[]): AsyncGenerator<readonly string[]> {
  yield* pages
}

describe('a run of a schedule', () => {
  it('hands out everything that is due, several ids in a message, and does nothing of it', async () => {
    // Prepare
    const due = await dueJobs(35)
    // Act
    const outcome = await applyDueTimers()
    // Assess
    expect(outcome).toEqual({ handedOut: 35, more: false })
    expect(await Job.countDocuments({ status: 'Posted' })).toBe(36)
    const messages = await drainQueue(urlOf())
    expect(messages).toHaveLength(4)
    const ids = messages.flatMap((body) => databaseWork.parse(JSON.parse(body)).ids)
    expect(ids.toSorted()).toEqual(due.toSorted())
  })

  it(
    'stops when its time is over and says that there is more; the next one goes on, and nothing is handed out twice',
    async () => {
      // Prepare
      const due = await dueJobs(1_200)
      // Act
      const outcomes = [
        await applyDueTimers(aRunOf(1)),
        await applyDueTimers(aRunOf(2)),
        await applyDueTimers(),
      ]
      // Assess
      expect(outcomes).toEqual([
        { handedOut: 500, more: true },
        { handedOut: 500, more: true },
        { handedOut: 200, more: false },
      ])
      expect((await handedOutIds()).toSorted()).toEqual(due.toSorted())
      expect(await applyDueTimers()).toEqual({ handedOut: 0, more: false })
    },
    timeLimit(5_000),
  )

  it(
    'shares what is due with others that run at the same time: each piece is handed out once',
    async () => {
      for (let round = 0; round < 10; round += 1) {
        // Prepare
        await emptyDatabase()
        const due = await dueJobs(60)
        // Act
        const outcomes = await Promise.all([1, 2, 3, 4].map(() => applyDueTimers()))
        // Assess
        expect(outcomes.reduce((sum, { handedOut }) => sum + handedOut, 0)).toBe(60)
        expect((await handedOutIds()).toSorted()).toEqual(due.toSorted())
      }
    },
    timeLimit(5_000),
  )

  it('hands out again what was lost, but only when its lease is over', async () => {
    // Prepare: the queue loses everything
    await dueJobs(20)
    await applyDueTimers()
    await drainQueue(urlOf())
    // Act
    const before = await applyDueTimers()
    await leasesEnd()
    const after = await runToEnd(applyDueTimers)
    // Assess
    expect([before, after]).toEqual([
      { handedOut: 0, more: false },
      { handedOut: 20, more: false },
    ])
    expect(await Job.countDocuments({ status: 'Cancelled' })).toBe(20)
    expect(await HandOut.countDocuments()).toBe(0)
  })

  it('fails while the queue cannot be reached, and the next one hands everything out', async () => {
    // Prepare
    await dueJobs(20)
    process.env.WORK_QUEUE_URL = 'http://127.0.0.1:9/000000000000/work'
    forgetConfig()
    // Act
    const refused = applyDueTimers()
    // Assess
    await expect(refused).rejects.toThrow()
    process.env.WORK_QUEUE_URL = ownUrl
    forgetConfig()
    expect(await applyDueTimers()).toEqual({ handedOut: 20, more: false })
  })
})

describe('a backlog that workers have not worked off', () => {
  const ids = Array.from({ length: MOST_WAITING }, () => new Types.ObjectId().toHexString())
  /** Asks two times whether it is over. */
  const aShortRun = () => aRunOf(1)

  it('lets no run hand out more of the same task, until there is room', async () => {
    // Prepare
    await dueJobs(20)
    await takeLeases('applyDeadline', ids)
    // Act
    const without = await applyDueTimers(aShortRun())
    await endLeases('applyDeadline', ids.slice(0, 100))
    const after = await applyDueTimers()
    // Assess
    expect(without).toEqual({ handedOut: 0, more: true })
    expect(after).toEqual({ handedOut: 20, more: false })
  })

  it('keeps a run waiting, which goes on as soon as some of it is done', async () => {
    // Prepare
    await dueJobs(20)
    await takeLeases('applyDeadline', ids)
    // Act
    const run = applyDueTimers()
    const isWaiting = await Promise.race([run.then(() => false), wait(300, true)])
    await endLeases('applyDeadline', ids)
    // Assess
    expect(isWaiting).toBe(true)
    expect(await run).toEqual({ handedOut: 20, more: false })
  })

  it('keeps back no other task, not even of the same run', async () => {
    // Prepare
    await takeLeases('applyDeadline', ids)
    const page = [new Types.ObjectId().toHexString()]
    const parts = [
      [workQueue, 'applyDeadline', pagesFrom([page])],
      [workQueue, 'expireQuote', pagesFrom([page])],
    ] as const
    // Act
    const outcome = await handOutAll(aShortRun(), parts)
    // Assess
    expect(outcome).toEqual({ handedOut: 1, more: true })
    expect(await HandOut.findById(`expireQuote:${page[0]}`)).not.toBeNull()
  })

  it('keeps nothing back once it has failed: that stays with its queue', async () => {
    // Prepare
    await dueJobs(20)
    await takeLeases('applyDeadline', ids)
    await keepLeases('applyDeadline', ids)
    // Assess
    expect(await applyDueTimers(aShortRun())).toEqual({ handedOut: 20, more: false })
  })
})
