import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import mongoose from 'mongoose'
import { WebSocketServer, type WebSocket } from 'ws'
import { Apps, measure, now, type Size, type Tell } from './realtime-measured.ts'
import { queues } from '#functions/queues/queues.ts'
import { ofQueue } from '#infra/functions.ts'
import { loadHandler } from '#infra/local/http/handlers.ts'
import { QueueBoard } from '#infra/local/queues/queue-board.ts'
import { startEventBridgeStandIn } from '#infra/local/stand-ins/eventbridge.ts'
import { startSqsStandIn } from '#infra/local/stand-ins/sqs.ts'
import { findMongod, startMongod } from '#infra/local/mongod.ts'
import { SocketGateway } from '#infra/local/websocket/socket-gateway.ts'
import { Session } from '#lib/auth/session.model.ts'
import { Outbox } from '#lib/events/outbox.model.ts'
import { recordEvent } from '#lib/events/outbox.ts'
import type { QueueHandler } from '#lib/http/consumed.ts'
import type { Queue } from '#lib/http/define-queue.ts'
import { buildIndexes } from '#lib/indexes.ts'
import { sendMessages } from '#lib/gateways/queues/send-messages.ts'
import { Notification, type NotificationRecord } from '#lib/notifications/notification.model.ts'
import { storeNotification } from '#lib/notifications/store-notification.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { HOUR, after, clock, realTime } from '#lib/platform/clock.ts'
import { sendLogsTo } from '#lib/platform/logger.ts'
import { newId, type SessionId, type UserId } from '#lib/platform/ids.ts'
import { afterCommit, connectMongo, disconnectMongo, inTransaction } from '#lib/platform/mongo.ts'
import { Connection } from '#lib/realtime/connection.model.ts'
import { frameOf } from '#lib/realtime/notification-frame.ts'
import { User } from '#lib/users/user.model.ts'

/**
 * `npm run bench:realtime`: from the commit of an event to its frame in an app, the whole way: outbox, queue, fan-out,
 * in-app notification, queue, delivery, gateway and socket, as `npm start` runs them in one process; beside a bare
 * `ws` server that sends the same frames with nothing around it. Frames come at a steady rate (RATE); then the sockets
 * double, each user having more of them. Apps, and what stands for SQS and EventBridge, share the machine. What
 * counts is the distance to the bare server: the figures are this machine's.
 */
const USERS = 200
const FRAMES_A_SECOND = Number(process.env.RATE ?? 50)
/** So many sockets, and so many events. */
const SIZES = [
  { sockets: 200, events: 2_000 },
  { sockets: 400, events: 400 },
  { sockets: 800, events: 400 },
  { sockets: 1_600, events: 400 },
]

const urlsOf = (port: number, perUser: number): readonly string[] =>
  Array.from({ length: USERS * perUser }, (_, i) => `ws://127.0.0.1:${port}/ws?user=${i % USERS}`)

const userIn = (url: string | undefined): number => Number(/user=(\d+)/.exec(url ?? '')?.[1])

/** A `ws` server and nothing else: the limit. */
async function bare(apps: Apps, size: Size): Promise<void> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
  const sockets = new Map<number, WebSocket[]>()
  server.on('connection', (socket, { url }) => {
    const user = userIn(url)
    sockets.set(user, [...(sockets.get(user) ?? []), socket])
  })
  await new Promise((resolve) => server.once('listening', resolve))
  const opened = apps.hear('opened')
  apps.tell({ type: 'open', urls: urlsOf((server.address() as AddressInfo).port, size.perUser) })
  await opened
  await measure('bare ws', apps, size, (user) => {
    const began = now()
    const frame = { type: 'notification', id: newId<'Frame'>(), at: clock().toISOString() }
    const data = { id: frame.id, type: 'quote', ...WORDS, data: {}, read: false, createdAt: frame.at }
    for (const socket of sockets.get(user) ?? []) socket.send(JSON.stringify({ ...frame, data }))
    return Promise.resolve([frame.id, began] as const)
  })
  const closed = apps.hear('closed')
  apps.tell({ type: 'close' })
  await closed
  server.close()
}

const WORDS = { title: 'A new quote', message: 'A craftsman offers to do “A leaking tap” for EGP 450' }

type People = readonly { user: UserId; session: SessionId }[]

/** Craftworks: an event is committed, and everything that follows from it happens as it does on one machine. */
const wholeWay = (apps: Apps, size: Size): Promise<void> =>
  withSockets(apps, size, async (people) => {
    const tell: Tell = async (user) => {
      const craftsmanId = userOf(people, user)
      const payoutId = newId<'Payout'>()
      let committed = 0
      await inTransaction(async (session) => {
        await recordEvent(session, 'payout.paid', { payoutId, craftsmanId, amount: 45_000 })
        afterCommit(session, () => Promise.resolve(void (committed = now())), null)
      })
      return [payoutId, committed]
    }
    await measure('Craftworks', apps, size, tell, payoutsOfFrames)
  })

/** The last leg alone, as it runs after the fan-out: a stored notification is put on the queue of frames. */
const delivery = (apps: Apps, size: Size): Promise<void> =>
  withSockets(apps, size, async (people) => {
    const stored = await Promise.all(people.map(({ user }) => storeSome(user, size.events / USERS)))
    const tell: Tell = async (user) => {
      const notification = stored[user]?.shift()
      if (!notification) throw new RangeError(`Nothing is stored any more for user ${user}.`)
      const frame = { ...frameOf(notification, 'en'), type: 'notification' as const }
      const began = now()
      await sendMessages('realtime', [
        { userId: userOf(people, user), frame: { ...frame, data: { ...frame.data } } },
      ])
      return [frame.id, began]
    }
    await measure('delivery', apps, size, tell)
  })

async function storeSome(userId: UserId, count: number): Promise<NotificationRecord[]> {
  const stored: NotificationRecord[] = []
  for (let i = 0; i < count; i += 1) {
    const words = { en: WORDS, ar: WORDS }
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

/** Has everybody's apps connected to a gateway, as they are to `npm start`. */
async function withSockets(
  apps: Apps,
  { perUser }: Size,
  work: (people: People) => Promise<void>,
): Promise<void> {
  const people = await thePeople()
  const gateway = new SocketGateway(async (route, event) => {
    if (route !== 'connect') return { statusCode: 200 }
    const user = people[Number(event.queryStringParameters?.user)]
    if (!user) return { statusCode: 401 }
    await Connection.create([{ ...user, ...fresh(), _id: event.requestContext.connectionId }])
    return { statusCode: 200 }
  })
  process.env.SOCKETS_ENDPOINT = await gateway.listen()
  forgetConfig()
  const server = createServer()
  server.on('upgrade', (request, stream, head) => void gateway.upgrade(request, stream, head))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const opened = apps.hear('opened')
  apps.tell({ type: 'open', urls: urlsOf((server.address() as AddressInfo).port, perUser) })
  await opened
  await work(people)
  const closed = apps.hear('closed')
  apps.tell({ type: 'close' })
  await closed
  await gateway.stop()
  server.close()
}

async function payoutsOfFrames(): Promise<ReadonlyMap<string, string>> {
  const events = await Outbox.find({ type: 'payout.paid' }, { data: 1 }).lean()
  const payouts = new Map(events.map(({ _id, data }) => [_id.toHexString(), String(data.payoutId)]))
  const told = await Notification.find({}, { event: 1 }).lean()
  return new Map(told.map(({ _id, event }) => [_id.toHexString(), payouts.get(event.toHexString()) ?? '']))
}

/** SQS and EventBridge on this machine, and the functions behind the queues that frames go through. */
async function startQueues(): Promise<() => Promise<void>> {
  const all = Object.values(queues) as Queue[]
  const standIns = [await startSqsStandIn(all), await startEventBridgeStandIn()]
  for (const { env } of standIns) Object.assign(process.env, env)
  forgetConfig()
  const onTheWay = all.filter(({ name }) => name === 'notifications' || name === 'realtime')
  const handlers = onTheWay.map(async (queue) => {
    return [queue.name, await loadHandler<QueueHandler>(ofQueue(queue).file)] as const
  })
  const board = new QueueBoard(all, new Map(await Promise.all(handlers)))
  board.start()
  return async () => {
    await board.stop()
    await Promise.all(standIns.map(({ stop }) => stop()))
  }
}

const fresh = () => ({
  connectedAt: realTime(),
  expiresAt: after(realTime(), HOUR),
  through: 0,
  wanted: 0,
})

async function thePeople(): Promise<People> {
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
  const login = { generation: 0, createdAt: at, expiresAt: after(at, HOUR) }
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
  process.stdout.write(`${USERS} users, ${FRAMES_A_SECOND} frames a second\n`)
  for (const { sockets, events } of SIZES) {
    const size = { users: USERS, perUser: sockets / USERS, events, rate: FRAMES_A_SECOND }
    await bare(apps, size)
    await wholeWay(apps, size)
  }
  for (const rate of [FRAMES_A_SECOND, 500])
    await delivery(apps, { users: USERS, perUser: 1, events: 2_000, rate })
  await stopQueues()
  await mongoose.connection.dropDatabase()
} finally {
  apps.end()
  await disconnectMongo()
  await mongod.stop()
  rmSync(folder, { recursive: true, force: true })
}
