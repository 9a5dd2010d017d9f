import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import mongoose from 'mongoose'
import { type WebSocket, WebSocketServer } from 'ws'
import { queues } from '#functions/queues/queues.ts'
import { ofQueue } from '#infra/functions.ts'
import { loadHandler } from '#infra/local/http/handlers.ts'
import { findMongod, startMongod } from '#infra/local/mongod.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { sendMessages } from '#lib/events/send-messages.ts'
import type { Queue } from '#lib/lambda/queue/define-queue.ts'
import type { QueueHandler } from '#lib/lambda/queue/queue-handler.ts'
import { buildIndexes } from '#lib/model/build-indexes.ts'
import { Connection } from '#lib/model/connection.model.ts'
import { Notification, type NotificationRecord } from '#lib/model/notification.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Session } from '#lib/model/session.model.ts'
import { User } from '#lib/model/user.model.ts'
import { storeNotification } from '#lib/notifications/store-notification.ts'
import { addMs, clock, HOUR, realTime } from '#lib/platform/clock.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { newId, type SessionId, type UserId } from '#lib/platform/ids.ts'
import { sendLogsTo } from '#lib/platform/logger.ts'
import {
  afterCommit,
  connectMongo,
  disconnectMongo,
  inTransaction,
  TRANSACTION,
} from '#lib/platform/mongo.ts'
import { frameOf } from '#lib/realtime/notification-frame.ts'
import {
  Apps,
  Broker,
  cpuOfCall,
  cpuOfEach,
  measure,
  now,
  type Origins,
  type SendEvent,
  type Size,
} from './realtime-measured.ts'

/**
 * `npm run bench:realtime`: the delay from the commit of an event to its frame in an app. It covers the outbox, the
 * queue, the fan-out, the in-app notification, the second queue, the delivery, the gateway and the socket. This process
 * runs the functions. What AWS runs for them (queues and their pollers, the bus, the gateway) is a second process, the
 * broker; the apps are a third. Each round prints the delay and the CPU time of the functions from the commit on (the
 * same transactions without anything after them are measured before, and are not in it), how much of the delay a
 * message waited in the broker (from the time the queue had it until the function was called), and the rest. Compared is
 * a bare `ws` server that only sends the same frames. Frames are sent at a steady rate (RATE). The number of sockets per
 * user doubles from round to round (SOCKETS=200 for one round alone). A first round warms everything up and is not printed.
 */
const USERS = 200
const FRAMES_PER_SECOND = Number(process.env.RATE ?? 50)
/** The number of sockets and events in each round. */
const SIZES = [
  { sockets: 200, events: Number(process.env.EVENTS ?? 2_000) },
  { sockets: 400, events: 400 },
  { sockets: 800, events: 400 },
  { sockets: 1_600, events: 400 },
].filter(({ sockets }) => !process.env.SOCKETS || Number(process.env.SOCKETS) === sockets)
const WARM_UP: Size = { users: USERS, perUser: 1, events: 2_000, rate: 100 }

const urlsOf = (port: number, perUser: number): readonly string[] =>
  Array.from({ length: USERS * perUser }, (_, i) => `ws://127.0.0.1:${port}/ws?user=${i % USERS}`)

const userIn = (url: string | undefined): number => Number(/user=(\d+)/.exec(url ?? '')?.[1])

/** Measures a plain `ws` server, which is the lower limit. */
async function measureBareServer(size: Size): Promise<void> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
  const sockets = new Map<number, WebSocket[]>()
  server.on('connection', (socket, { url }) => {
    const user = userIn(url)
    sockets.set(user, [...(sockets.get(user) ?? []), socket])
  })
  await new Promise((resolve) => server.once('listening', resolve))
  const opened = apps.next('opened')
  apps.send({ type: 'open', urls: urlsOf((server.address() as AddressInfo).port, size.perUser) })
  await opened
  const sendEvent: SendEvent = (user) => {
    const began = now()
    const frame = { type: 'notification', id: newId<'Frame'>(), at: clock().toISOString() }
    const data = { id: frame.id, type: 'quote', ...TEXT, data: {}, read: false, createdAt: frame.at }
    for (const socket of sockets.get(user) ?? []) socket.send(JSON.stringify({ ...frame, data }))
    return Promise.resolve([frame.id, began] as const)
  }
  await measure(apps, { title: 'bare ws', size, sendEvent })
  const closed = apps.next('closed')
  apps.send({ type: 'close' })
  await closed
  server.close()
}

const TEXT = { title: 'A new quote', message: 'A craftsman offers to do “A leaking tap” for EGP 450' }

type People = readonly { user: UserId; session: SessionId }[]

/** Measures Craftworks from the commit of an event to the frame. */
const measureCraftworks = (size: Size, isWarmUp = false): Promise<void> =>
  withSockets(size, async (people) => {
    const sendEvent: SendEvent = async (user) => {
      const payout = aPayoutOf(userOf(people, user))
      let committed = 0
      await inTransaction(async (tx) => {
        // before the event has its own hook: they run in their order, and the event's waits for its queue
        afterCommit(tx, () => Promise.resolve(void (committed = now())), null)
        await recordEvent(tx, 'payout.paid', payout)
      })
      return [payout.payoutId, committed]
    }
    const upToCommit: SendEvent = async (user) => recordOnly(aPayoutOf(userOf(people, user)))
    const some = { ...size, events: Math.ceil(size.events / 4) }
    const notOurs = {
      toCommit: await cpuOfEach(some, upToCommit),
      calls: 2 * (await cpuOfCall(broker, some)),
    }
    const origins = originsOfFrames
    await measure(apps, { title: 'Craftworks', size, sendEvent, notOurs, origins, broker, isWarmUp })
  })

const aPayoutOf = (craftsmanId: UserId) => ({ payoutId: newId<'Payout'>(), craftsmanId, amount: 45_000 })

/**
 * The same transaction, and nothing after its commit: an event that is recorded in a session of others is not sent, since
 * nobody knows when it commits.
 */
async function recordOnly(payout: ReturnType<typeof aPayoutOf>): ReturnType<SendEvent> {
  const tx = await mongoose.startSession()
  await tx.withTransaction(() => recordEvent(tx, 'payout.paid', payout), TRANSACTION)
  await tx.endSession()
  return [payout.payoutId, now()]
}

/** Measures only the last part, after the fan-out: a stored notification is put on the queue of frames. */
const measureDelivery = (size: Size): Promise<void> =>
  withSockets(size, async (people) => {
    const stored = await Promise.all(people.map(({ user }) => storeSome(user, size.events / USERS)))
    const sendEvent: SendEvent = async (user) => {
      const notification = stored[user]?.shift()
      if (!notification) throw new RangeError(`No stored notification is left for user ${user}.`)
      const frame = { ...frameOf(notification, 'en'), type: 'notification' as const }
      const began = now()
      await sendMessages('realtime', [
        {
          userId: userOf(people, user),
          number: notification.number,
          frame: { ...frame, data: { ...frame.data } },
        },
      ])
      return [frame.id, began]
    }
    await measure(apps, { title: `at ${size.rate}/s`, size, sendEvent, broker })
  })

async function storeSome(userId: UserId, count: number): Promise<NotificationRecord[]> {
  const stored: NotificationRecord[] = []
  for (let i = 0; i < count; i += 1) {
    const words = { en: TEXT, ar: TEXT }
    const entry = { type: 'quote' as const, words, data: {}, channels: [], notBefore: null, at: clock() }
    stored.push(await storeNotification({ ...entry, userId, eventId: newId<'Event'>() }))
  }
  return stored
}

function userOf(people: People, user: number): UserId {
  const one = people[user]
  if (!one) throw new RangeError(`There is no user ${user}.`)
  return one.user
}

/** Runs `work` while the apps of all users are connected to the gateway. */
async function withSockets({ perUser }: Size, work: (people: People) => Promise<void>): Promise<void> {
  const people = await createPeople()
  connect = async (user, id) => {
    const person = people[user]
    if (person) await Connection.create([{ ...person, ...connectionFields(), _id: id }])
    return person !== undefined
  }
  const opened = apps.next('opened')
  apps.send({ type: 'open', urls: urlsOf(port, perUser) })
  await opened
  await work(people)
  const closed = apps.next('closed')
  apps.send({ type: 'close' })
  await closed
}

async function originsOfFrames(): Promise<Origins> {
  const events = await Outbox.find({ type: 'payout.paid' }, { data: 1 }).lean()
  const payouts = new Map(events.map(({ _id, data }) => [_id.toHexString(), String(data.payoutId)]))
  const notifications = await Notification.find({}, { event: 1 }).lean()
  return new Map(
    notifications.map(({ _id, event }) => {
      const id = event.toHexString()
      return [_id.toHexString(), { key: payouts.get(id) ?? '', event: id }]
    }),
  )
}

/** The function behind `$connect`, in each round that of its people. */
let connect: (user: number, connectionId: string) => Promise<boolean> = () => Promise.resolve(false)

/** Runs the functions behind the queues that frames pass through, and that behind `$connect`. */
async function answerBroker(): Promise<void> {
  const needed = (Object.values(queues) as Queue[]).filter(({ name }) => BEHIND_FRAMES.includes(name))
  const handlers = new Map<string, QueueHandler>([
    ['nothing', () => Promise.resolve({ batchItemFailures: [] })],
  ])
  for (const queue of needed) handlers.set(queue.name, await loadHandler<QueueHandler>(ofQueue(queue).file))
  broker.on('invoke', ({ call, queue, event }) => {
    const batchItemFailures = event.Records.map(({ messageId }) => ({ itemIdentifier: messageId }))
    const called = handlers.get(queue)?.(event, { awsRequestId: call }) ?? Promise.reject(new Error(queue))
    void called
      .catch(() => ({ batchItemFailures }))
      .then((result) => broker.send({ type: 'result', call, result }))
  })
  broker.on('connect', ({ call, id, user }) => {
    void connect(user, id).then((isAccepted) => broker.send({ type: 'connected', call, isAccepted }))
  })
}

const BEHIND_FRAMES = ['notifications', 'realtime']

let sockets = 0

const connectionFields = () => ({
  slot: (sockets += 1),
  connectedAt: realTime(),
  expiresAt: addMs(realTime(), HOUR),
  through: 0,
  wanted: 0,
})

async function createPeople(): Promise<People> {
  const at = clock()
  const people = Array.from({ length: USERS }, () => ({ user: newId<'User'>(), session: newId<'Session'>() }))
  const record = {
    role: 'Client' as const,
    firstName: 'Person',
    lastName: 'One',
    createdAt: at,
    updatedAt: at,
  }
  await User.insertMany(people.map(({ user }) => ({ ...record, _id: user, email: `${user}@example.com` })))
  const login = { generation: 0, createdAt: at, expiresAt: addMs(at, HOUR) }
  await Session.insertMany(people.map(({ user, session }) => ({ ...login, _id: session, user })))
  return people
}

const folder = mkdtempSync(path.join(tmpdir(), 'craftworks-bench-'))
const mongod = await startMongod({
  dataFolder: folder,
  logFile: path.join(folder, 'mongod.log'),
  binary: await findMongod(),
})
const apps = new Apps()
const broker = new Broker()
const { env, port } = await broker.next('ready')
try {
  const MONGODB_URI = `${mongod.uri.replace(/\/?(\?.*)?$/, '')}/bench`
  Object.assign(process.env, env, { MONGODB_URI })
  forgetConfig()
  sendLogsTo(() => undefined)
  await connectMongo()
  await buildIndexes()
  await answerBroker()
  await measureCraftworks(WARM_UP, true)
  process.stdout.write(`${USERS} users, ${FRAMES_PER_SECOND} frames per second\n`)
  for (const { sockets, events } of SIZES) {
    const size = { users: USERS, perUser: sockets / USERS, events, rate: FRAMES_PER_SECOND }
    await measureBareServer(size)
    await measureCraftworks(size)
  }
  process.stdout.write('The second queue and the delivery alone\n')
  for (const rate of [FRAMES_PER_SECOND, 500]) {
    await measureDelivery({ users: USERS, perUser: 1, events: 2_000, rate })
  }
  broker.send({ type: 'stop' })
  await mongoose.connection.dropDatabase()
} finally {
  apps.kill()
  broker.kill()
  await disconnectMongo()
  await mongod.stop()
  rmSync(folder, { recursive: true, force: true })
}
