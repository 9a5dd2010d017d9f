import { setTimeout as wait } from 'node:timers/promises'
import { Types } from 'mongoose'
import { queues } from '#functions/queues/queues.ts'
import { applyDueTimers } from '#lib/jobs/apply-due-timers.ts'
import { type QueueHandler, queueHandler } from '#lib/lambda/queue/queue-handler.ts'
import { doWork } from '#lib/lambda/work/do-work.ts'
import { sendOrder } from '#lib/lambda/work/send-order.ts'
import { Job } from '#lib/model/job.model.ts'
import { Notification } from '#lib/model/notification.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { Preferences } from '#lib/model/preferences.model.ts'
import { User } from '#lib/model/user.model.ts'
import { fanOut } from '#lib/notifications/fan-out.ts'
import { releaseQuiet } from '#lib/notifications/release-quiet.ts'
import { runPayouts } from '#lib/payouts/run-payouts.ts'
import { addMs, clock, MINUTE } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import type { Run } from '#lib/platform/run.ts'
import { insertMany } from '../growth/people.ts'
import { addPayouts } from './payouts.ts'
import { aPostedJob } from './posted-job.ts'

/** Something of which much is due at once. */
export interface Backlog {
  readonly name: string
  readonly count: number
  /** The queue whose workers do it, and the function behind that queue. */
  readonly queue: (typeof queues)['work'] | (typeof queues)['gateway-orders']
  readonly handler: QueueHandler
  /** Inserts what is due. */
  readonly fill: (count: number) => Promise<void>
  /** One run of its schedule. */
  readonly handOut: (run: Run) => Promise<unknown>
  /** How many are not done. */
  readonly left: () => Promise<number>
  /** Throws if something was done twice, or not at all. */
  readonly verify?: (count: number) => Promise<void>
}

const deadlines: Backlog = {
  name: 'deadlines of jobs that have passed',
  count: 100_000,
  queue: queues.work,
  handler: queueHandler(queues.work, doWork),
  fill: async (count) => {
    const posted = await aPostedJob()
    await insertMany(Job.collection, count, (n) => ({
      ...posted,
      _id: new Types.ObjectId(),
      timer: { name: 'openJob', at: addMs(clock(), -MINUTE - n), remindAt: null },
    }))
  },
  handOut: applyDueTimers,
  left: () => Job.countDocuments({ status: 'Posted' }),
  verify: async (count) => {
    const times = await Outbox.aggregate<{ _id: number; jobs: number }>([
      { $match: { type: 'job.status.changed' } },
      { $group: { _id: '$data.jobId', times: { $sum: 1 } } },
      { $group: { _id: '$times', jobs: { $sum: 1 } } },
    ])
    if (times.length === 1 && times[0]?._id === 1 && times[0].jobs === count) return
    throw new Error(`deadlines were not applied once each: ${JSON.stringify(times)}`)
  },
}

/** What the provider takes to answer. */
const PROVIDER_MS = 200

const payouts: Backlog = {
  name: `payouts at a provider of ${PROVIDER_MS} ms`,
  count: 50_000,
  queue: queues['gateway-orders'],
  handler: queueHandler(queues['gateway-orders'], (message) =>
    sendOrder(message, {
      send: async ({ payoutId }) => {
        await wait(PROVIDER_MS)
        return { outcome: 'paid', providerId: `tr_${payoutId}` }
      },
      stateOf: () => Promise.resolve({ outcome: 'unknown' }),
    }),
  ),
  fill: addPayouts,
  handOut: runPayouts,
  left: () => Payout.countDocuments({ status: trusted({ $ne: 'Paid' }) }),
}

const words = {
  ar: { title: 'عرض جديد', message: 'وصلك عرض' },
  en: { title: 'New quote', message: 'A quote' },
}

const quietHours: Backlog = {
  name: 'notifications at the end of quiet hours',
  count: 100_000,
  queue: queues.work,
  handler: queueHandler(queues.work, doWork),
  fill: (count) =>
    insertMany(Notification.collection, count, (n) => ({
      user: new Types.ObjectId(),
      number: 1,
      event: new Types.ObjectId(),
      type: 'quote',
      words,
      data: {},
      read: false,
      channels: ['push'],
      notBefore: addMs(clock(), -n),
      createdAt: clock(),
    })),
  handOut: releaseQuiet,
  left: () => Notification.countDocuments({ notBefore: trusted({ $ne: null }) }),
}

const audience: Backlog = {
  name: 'people whom a new job concerns',
  count: 5_000,
  queue: queues.work,
  handler: queueHandler(queues.work, doWork),
  fill: async (count) => {
    const { location } = await aPostedJob()
    const ids = Array.from({ length: count }, () => new Types.ObjectId())
    await insertMany(User.collection, count, (n) => ({
      _id: ids[n],
      email: `bench${n}@example.com`,
      role: 'Craftsman',
      firstName: 'حسن',
      lastName: '',
      craftsmanInfo: { skills: ['Plumbing'], portfolioImageUrls: [], verificationStatus: 'Pending' },
      location,
      isBanned: false,
      newJobAlerts: true,
      createdAt: clock(),
      updatedAt: clock(),
    }))
    await insertMany(Preferences.collection, count, (n) => ({
      _id: ids[n],
      channels: { newJob: { push: true } },
      updatedAt: clock(),
    }))
  },
  handOut: async () => {
    if (await Notification.exists({ type: 'newJob' })) return
    const job = await Job.findOne().lean().orFail()
    const data = { jobId: job._id.toHexString(), clientId: job.client.toHexString(), category: 'Plumbing' }
    const event = { eventId: newId<'Event'>(), type: 'job.posted' as const, version: 1, data }
    await fanOut({ ...event, at: clock().toISOString() })
  },
  left: async () => 5_000 - (await Notification.countDocuments({ type: 'newJob' })),
}

export const BACKLOGS = { deadlines, payouts, quietHours, audience } as const
