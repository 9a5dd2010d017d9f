import { type ChildProcess, fork } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { SQSClient } from '@aws-sdk/client-sqs'
import { beforeEach, describe, expect, it } from 'vitest'
import { queues } from '#functions/queues/queues.ts'
import { startSqsFake } from '#infra/fakes/sqs.ts'
import { EventSource } from '#infra/local/queues/event-source.ts'
import { listDeadLetters } from '#infra/ops/dead-letters.ts'
import { applyDueTimers } from '#lib/jobs/apply-due-timers.ts'
import { queueHandler } from '#lib/lambda/queue/queue-handler.ts'
import { doWork } from '#lib/lambda/work/do-work.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { HandOut } from '#lib/model/hand-out.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { objectId } from '#lib/platform/mongo.ts'
import type { Run } from '#lib/platform/run.ts'
import { dueJobs } from '#lib/testing/due-jobs.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { endTransactionsOf } from '#lib/testing/money/process-death.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { randomOf } from '#lib/testing/random.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'
import { leasesEnd } from '#lib/testing/work.ts'

const SEED = Number(process.env.WORK_SEED ?? 20_261_126)
const JOBS = 250
const KILLS = 5
const WORKERS = 2
const APP_NAME = 'worked-off'

aDatabase()
const sqs = aFake(() => startSqsFake([queues.work]))
const urlOf = () => sqs.its.env.WORK_QUEUE_URL ?? ''
beforeEach(emptyDatabase)

/** A process with the function behind the queue, which does each batch twice. */
function startWorker(): Promise<ChildProcess> {
  const { GATEWAY_ORDERS_QUEUE_URL: _, GATEWAY_QUERIES_QUEUE_URL: __, ...env } = process.env
  const uri = new URL(env.MONGODB_URI ?? '')
  uri.searchParams.set('appName', APP_NAME)
  const child = fork(new URL('./testing/consume.ts', import.meta.url), {
    silent: true,
    env: { ...env, MONGODB_URI: uri.href },
    execArgv: [],
  })
  return new Promise((resolve) => child.stdout?.once('data', () => resolve(child)))
}

/** Kills a worker. MongoDB would end its transactions by itself only after a minute; those of others start again. */
async function killWorker(worker: ChildProcess | undefined): Promise<void> {
  worker?.kill('SIGKILL')
  await endTransactionsOf(APP_NAME)
}

async function until(isSo: () => Promise<boolean>, ms = timeLimit(15_000)): Promise<void> {
  const end = performance.now() + ms
  while (performance.now() < end && !(await isSo())) await wait(50)
}

/** A run that hands out one page only. */
function aShortRun(): Run {
  let asked = 0
  return { isOver: () => (asked += 1) > 1 }
}

describe(`${JOBS} deadlines that have passed, workers side by side that are killed (seed ${SEED})`, () => {
  it(
    'are each applied exactly once, and none is lost',
    async () => {
      // Prepare
      const due = await dueJobs(JOBS)
      const random = randomOf(SEED)
      const workers = await Promise.all(Array.from({ length: WORKERS }, startWorker))
      // Act
      await applyDueTimers(aShortRun())
      for (let kill = 0; kill < KILLS; kill += 1) {
        await wait(100 + random() * 500)
        const place = Math.floor(random() * WORKERS)
        await killWorker(workers[place])
        workers[place] = await startWorker()
        if (random() < 0.5) await leasesEnd() // a queue that takes longer than the leases: copies come
        await applyDueTimers(aShortRun())
      }
      await until(async () => (await Job.countDocuments({ status: 'Posted' })) === 1)
      for (const worker of workers) await killWorker(worker)
      // Assess
      expect(await Job.countDocuments({ status: 'Cancelled' })).toBe(JOBS)
      const events = await Outbox.find({ type: 'job.status.changed' }).lean()
      expect(events.map(({ data }) => data.jobId).toSorted()).toEqual(due.toSorted())
      const logged = await ActivityLog.find({ action: 'job.status' }).lean()
      expect(logged.map(({ target }) => String(target.id)).toSorted()).toEqual(due.toSorted())
      expect(await listDeadLetters(new SQSClient({ endpoint: sqs.its.url }), urlOf())).toEqual([])
    },
    timeLimit(30_000),
  )
})

describe('a piece of work that always fails', () => {
  it(
    'stops no other, is tried alone, ends as a dead letter, and is not handed out again meanwhile',
    async () => {
      // Prepare: one of 25 jobs has a timer that the process does not know
      const due = await dueJobs(25)
      const poisoned = due[7] ?? ''
      await Job.collection.updateOne(
        { _id: objectId(poisoned as never) },
        { $set: { 'timer.name': 'noSuchTimer' } },
      )
      const done: string[] = []
      const client = new SQSClient({ endpoint: sqs.its.url })
      const handler = queueHandler(queues.work, (message) => {
        done.push(...message.ids)
        return doWork(message)
      })
      const source = new EventSource({ queue: queues.work, url: urlOf(), handler, client, retrySeconds: 0 })
      const deadLetters = () => listDeadLetters(client, urlOf())
      // Act
      await applyDueTimers()
      source.start()
      await until(async () => (await deadLetters()).length > 0)
      await source.stop()
      // Assess
      expect(await Job.countDocuments({ status: 'Cancelled' })).toBe(24)
      const letters = await deadLetters()
      expect(letters).toHaveLength(1)
      expect(JSON.stringify(letters)).toContain(poisoned)
      for (const id of due) {
        expect(
          done.filter((one) => one === id),
          id,
        ).toHaveLength(id === poisoned ? 1 + queues.work.maxReceives : 1)
      }
      expect(await applyDueTimers()).toEqual({ handedOut: 0, more: false })
      expect(await HandOut.countDocuments()).toBe(1)
    },
    timeLimit(20_000),
  )
})
