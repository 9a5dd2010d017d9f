import { Types } from 'mongoose'
import { handler as listMessages } from '#functions/messages/list-messages.ts'
import { handler as listNotifications } from '#functions/notifications/list-notifications.ts'
import { handler as listTransactions } from '#functions/wallet/list-transactions.ts'
import { Job } from '#lib/model/job.model.ts'
import { Message } from '#lib/model/message.model.ts'
import { Notification } from '#lib/model/notification.model.ts'
import { Quote } from '#lib/model/quote.model.ts'
import { Transaction } from '#lib/model/transaction.model.ts'
import { addMs, clock, MINUTE } from '#lib/platform/clock.ts'
import { aPosting, pick } from '#lib/testing/many-jobs.ts'
import { randomOf } from '#lib/testing/random.ts'
import { aCaller, insertMany, people } from './people.ts'
import { get } from './request.ts'
import type { Subject } from './row.ts'

const random = randomOf(2)

/** How many of a list are the caller's own, at every size. */
const OWN = 300

const message = (job: Types.ObjectId, [client, craftsman]: readonly Types.ObjectId[], i: number) => ({
  job,
  client,
  craftsman,
  from: client,
  to: craftsman,
  number: i + 1,
  text: 'ممكن حضرتك تيجي بكره الصبح؟',
  images: [],
  createdAt: addMs(clock(), i * MINUTE),
})

const words = {
  ar: { title: 'عرض جديد', message: 'وصلك عرض' },
  en: { title: 'New quote', message: 'A quote' },
}
export const aNotification = (user: Types.ObjectId, number: number) => ({
  user,
  number,
  event: new Types.ObjectId(),
  type: 'quote',
  words,
  data: {},
  read: number % 10 !== 0,
  channels: [],
  createdAt: addMs(clock(), number * MINUTE),
})

const transaction = (user: Types.ObjectId, i: number) => ({
  user,
  type: pick(random, ['Payout', 'Fee', 'Withdrawal']),
  status: 'Completed',
  amount: 10_000,
  gateway: 'System',
  createdAt: addMs(clock(), -i * MINUTE),
  updatedAt: clock(),
})

/** What others have grows with the jobs: four messages, two notifications, two quotes and a transaction each. */
export const own: Subject = {
  grow: async (from, to) => {
    const threads = Array.from({ length: Math.ceil((to - from) / 10) }, () => new Types.ObjectId())
    const party = () => pick(random, people)
    const size = to - from
    await insertMany(Message.collection, threads.length * 40, (i) => {
      const job = threads[Math.floor(i / 40)] ?? new Types.ObjectId()
      return message(job, [job, job], i % 40)
    })
    await insertMany(Notification.collection, size * 2, (i) => aNotification(party(), from * 2 + i))
    await insertMany(Transaction.collection, size, (i) => transaction(party(), i))
    await insertMany(Quote.collection, size * 2, () => ({
      ...{ job: pick(random, threads), craftsman: new Types.ObjectId(), price: 20_000, status: 'Submitted' },
      ...{ expiresAt: clock(), createdAt: clock(), updatedAt: clock() },
    }))
  },
  rows: async () => {
    const [client, craftsman] = [await aCaller('Client'), await aCaller('Craftsman')]
    const posting = aPosting({ random, clients: [client._id], at: clock() }, 1)
    const job = { ...posting, status: 'Hired', craftsman: craftsman._id }
    await Job.collection.insertOne(job)
    const parties = [client._id, craftsman._id]
    await insertMany(Message.collection, OWN, (i) => message(job._id, parties, i))
    await insertMany(Notification.collection, OWN, (i) => aNotification(client._id, i + 1))
    await insertMany(Transaction.collection, OWN, (i) => transaction(craftsman._id, i))
    const jobId = job._id.toHexString()
    const thread = { path: `/api/jobs/${jobId}/messages`, params: { jobId }, token: client.token }
    const wallet = { path: '/api/wallet/transactions', token: craftsman.token }
    return [
      { name: 'messages of a thread', ask: () => get(listMessages, thread) },
      {
        name: 'notifications',
        ask: () => get(listNotifications, { path: '/api/notifications', token: client.token }),
      },
      { name: 'wallet transactions', ask: () => get(listTransactions, wallet) },
    ]
  },
}
