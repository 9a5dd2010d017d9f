import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import mongoose from 'mongoose'
import { type WebSocket, WebSocketServer } from 'ws'
import { queues } from '#functions/queues/queues.ts'
import { startEventBridgeFake } from '#infra/fakes/eventbridge.ts'
import { startSqsFake } from '#infra/fakes/sqs.ts'
import { ofQueue } from '#infra/functions.ts'
import { loadHandler } from '#infra/local/http/handlers.ts'
import { findMongod, startMongod } from '#infra/local/mongod.ts'
import { QueueBoard } from '#infra/local/queues/queue-board.ts'
import { SocketGateway } from '#infra/local/websocket/socket-gateway.ts'
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
import { afterCommit, connectMongo, disconnectMongo, inTransaction } from '#lib/platform/mongo.ts'
import { frameOf } from '#lib/realtime/notification-frame.ts'
import { Apps, measure, now, type SendEvent, type Size } from './realtime-measured.ts'

/**
 * `npm run bench:realtime`: the delay from the commit of an event to its frame in an app. It covers the outbox, the
 * queue, the fan-out, the in-app notification, the second queue, the delivery, the gateway and the socket, which run in
 * one process as with `npm start`. It is compared with a bare `ws` server that only sends the same frames. Frames are
 * sent at a steady rate (RATE). The number of sockets per user doubles from round to round. The apps and the fakes of
 * SQS and EventBridge run on the same machine. Only the distance to the bare server matters, as the figures depend on
 * the machine.
 */
const USERS = 200
const FRAMES_PER_SECOND = Number(process.env.RATE ?? 50)
/** The number of sockets and events in each round. */
const SIZES = [
  { sockets: 200, events: 2_000 },
  { sockets: 400, events: 400 },
  { sockets: 800, events: 400 },
  { sockets: 1_600, events: 400 },
]

const urlsOf = (port: number, perUser: number): readonly string[] =>
  Array.from({ length: USERS * perUser }, (_, i) => `ws://127.0.0.1:${port}/ws?user=${i % USERS}`)

const userIn = (url: string | undefined): number => Number(/user=(\d+)/.exec(url ?? '')?.[1])

/** Measures a plain `ws` server, which is the lower limit. */
async function measureBareServer(apps: Apps, size: Size): Promise<void> {
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
  await measure('bare ws', apps, size, (user) => {
    const began = now()
    const frame = { type: 'notification', id: newId<'Frame'>(), at: clock().toISOString() }
    const data = { id: frame.id, type: 'quote', ...TEXT, data: {}, read: false, createdAt: frame.at }
    for (const socket of sockets.get(user) ?? []) socket.send(JSON.stringify({ ...frame, data }))
    return Promise.resolve([frame.id, began] as const)
  })
  const closed = apps.next('closed')
  apps.send({ type: 'close' })
  await closed
  server.close()
}

const TEXT = { title: 'A new quote', message: 'A craftsman offers to do “A leaking tap” for EGP 450' }

type People = readonly { user: UserId; session: SessionId }[]

/** Measures Craftworks from the commit of an event to the frame, as it runs on one machine. */
const measureCraftworks = (apps: Apps, size: Size): Promise<void> =>
  withSockets(apps, size, async (people) => {
    const sendEvent: SendEvent = async (user) => {
      const craftsmanId = userOf(people, user)
      const payoutId = newId<'Payout'>()
      let committed = 0
      await inTransaction(async (tx) => {
        await recordEvent(tx, 'payout.paid', { payoutId, craftsmanId, amount: 45_000 })
        afterCommit(tx, () => Promise.resolve(void (committed = now())), null)
      })
      return [payoutId, committed]
    }
    await measure('Craftworks', apps, size, sendEvent, payoutsOfFrames)
  })

/** Measures only the last part, after the fan-out: a stored notification is put on the queue of frames. */
const measureDelivery = (apps: Apps, size: Size): Promise<void> =>
  withSockets(apps, size, async (people) => {
    const stored = await Promise.all(people.map(({ user }) => storeSome(user, size.events / USERS)))
    const sendEvent: SendEvent = async (user) => {
      const notification = stored[user]?.shift()
      if (!notification) throw new RangeError(`No stored notification is left for user ${user}.`)
      const frame = { ...frameOf(notification, 'en'), type: 'notification' as const }
      const began = now()
      await sendMessages('realtime', [
        { userId: userOf(people, user), frame: { ...frame, data: { ...frame.data } } },
      ])
      return [frame.id, began]
    }
    await measure('delivery', apps, size, sendEvent)
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

/** Runs `work` while the apps of all users are connected to a local gateway, as with `npm start`. */
async function withSockets(
  apps: Apps,
  { perUser }: Size,
  work: (people: People) => Promise<void>,
): Promise<void> {
  const people = await createPeople()
  const gateway = new SocketGateway(async (route, event) => {
    if (route !== 'connect') return { statusCode: 200 }
    const user = people[Number(event.queryStringParameters?.user)]
    if (!user) return { statusCode: 401 }
    await Connection.create([{ ...user, ...connectionFields(), _id: event.requestContext.connectionId }])
    return { statusCode: 200 }
  })
  process.env.SOCKETS_ENDPOINT = await gateway.listen()
  forgetConfig()
  const server = createServer()
  server.on('upgrade', (request, stream, head) => void gateway.upgrade(request, stream, head))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const opened = apps.next('opened')
  apps.send({ type: 'open', urls: urlsOf((server.address() as AddressInfo).port, perUser) })
  await opened
  await work(people)
  const closed = apps.next('closed')
  apps.send({ type: 'close' })
  await closed
  await gateway.stop()
  server.close()
}

async function payoutsOfFrames(): Promise<ReadonlyMap<string, string>> {
  const events = await Outbox.find({ type: 'payout.paid' }, { data: 1 }).lean()
  const payouts = new Map(events.map(({ _id, data }) => [_id.toHexString(), String(data.payoutId)]))
  const notifications = await Notification.find({}, { event: 1 }).lean()
  return new Map(
    notifications.map(({ _id, event }) => [_id.toHexString(), payouts.get(event.toHexString()) ?? '']),
  )
}

/** Starts the fakes of SQS and EventBridge, and the functions behind the queues that frames pass through. */
async function startQueues(): Promise<() => Promise<void>> {
  const all = Object.values(queues) as Queue[]
  const fakes = [await startSqsFake(all), await startEventBridgeFake()]
  for (const { env } of fakes) Object.assign(process.env, env)
  forgetConfig()
  const needed = all.filter(({ name }) => name === 'notifications' || name === 'realtime')
  const handlers = needed.map(async (queue) => {
    return [queue.name, await loadHandler<QueueHandler>(ofQueue(queue).file)] as const
  })
  const board = new QueueBoard(all, new Map(await Promise.all(handlers)))
  board.start()
  return async () => {
    await board.stop()
    await Promise.all(fakes.map(({ stop }) => stop()))
  }
}

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
try {
  Object.assign(process.env, {
    MONGODB_URI: `${mongod.uri.replace(/\/?(\?.*)?$/, '')}/bench`,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  })
  sendLogsTo(() => undefined)
  await connectMongo()
  await buildIndexes()
  const stopQueues = await startQueues()
  process.stdout.write(`${USERS} users, ${FRAMES_PER_SECOND} frames per second\n`)
  for (const { sockets, events } of SIZES) {
    const size = { users: USERS, perUser: sockets / USERS, events, rate: FRAMES_PER_SECOND }
    await measureBareServer(apps, size)
    await measureCraftworks(apps, size)
  }
  for (const rate of [FRAMES_PER_SECOND, 500])
    await measureDelivery(apps, { users: USERS, perUser: 1, events: 2_000, rate })
  await stopQueues()
  await mongoose.connection.dropDatabase()
} finally {
  apps.kill()
  await disconnectMongo()
  await mongod.stop()
  rmSync(folder, { recursive: true, force: true })
}
