import { describe, expect, it } from 'vitest'
import { Connection } from '#lib/model/connection.model.ts'
import { MessageDelivery } from '#lib/model/message-delivery.model.ts'
import { deliverRealtime, type RealtimeMessage } from '#lib/realtime/deliver-realtime.ts'
import { newFrame } from '#lib/realtime/frame.ts'
import { acquireMessageLease } from '#lib/realtime/message-lease.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, type Somebody } from '#lib/testing/people.ts'
import { RACE_SEED } from '#lib/testing/race.ts'
import { randomOf } from '#lib/testing/random.ts'
import {
  aMessage,
  aNotification,
  messageNumbersAt,
  notificationsAt,
  someNotifications,
} from '#lib/testing/realtime-messages.ts'
import { ReconnectingApp } from '#lib/testing/reconnecting-app.ts'
import { AppSocket, localSockets } from '#lib/testing/sockets.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'
import { type Fate, type GatewayCall, weakGateway } from '#lib/testing/weak-gateway.ts'

aDatabase()
const sockets = localSockets()
const gateway = weakGateway(sockets)

const connected = ({ token }: Somebody) =>
  AppSocket.open(sockets.its.url, { authorization: `Bearer ${token}` })

const DOUBTFUL = ['lostBefore', 'lostAfter', 'failedBefore', 'failedAfter'] as const satisfies readonly Fate[]

/** One call of those that match meets this fate; all others are done. */
function once(fate: Fate, matches: (call: GatewayCall) => boolean): void {
  let isOver = false
  gateway.decide = (call) => {
    if (isOver || !matches(call)) return 'done'
    isOver = true
    return fate
  }
}

const isFrame =
  (part: string) =>
  ({ method, text }: GatewayCall): boolean =>
    method === 'POST' && text.includes(part)
const isEnd = ({ method }: GatewayCall): boolean => method === 'DELETE'
const idOf = ({ frame }: RealtimeMessage) => frame.id
const hasAll = { timeout: timeLimit(2_000) }

/** An app that is connected, and has one notification. */
async function anAppWithOne(client: Somebody) {
  const app = ReconnectingApp.start(() => connected(client))
  const first = await aNotification(client.id)
  await expect.poll(() => app.sockets, hasAll).toBe(1)
  await deliverRealtime(first)
  await expect.poll(() => app.counted(), hasAll).toEqual([idOf(first)])
  return { app, first }
}

describe('a socket on which it is unknown whether a notification has arrived', () => {
  it.each(DOUBTFUL)('is closed, and its app has each once over the next one (%s)', async (fate) => {
    // Prepare
    const client = await aClient()
    const { app, first } = await anAppWithOne(client)
    const messages = await someNotifications(client.id, 3)
    const order = [first, ...messages].map(idOf)
    // Act
    once(fate, isFrame(order[2] ?? ''))
    await Promise.all([...messages, ...messages].map(deliverRealtime))
    // Assess
    await expect.poll(() => app.counted(), hasAll).toEqual(order)
    expect([app.sockets, app.sentTwice(order)]).toEqual([2, []])
    await app.close()
  })

  it('is sent nothing more, even while it cannot be closed, and is closed by the next delivery', async () => {
    // Prepare
    const client = await aClient()
    const app = await connected(client)
    await app.ask({ action: 'resume' })
    const [first, second] = (await someNotifications(client.id, 2)) as [RealtimeMessage, RealtimeMessage]
    gateway.decide = (call) => (isEnd(call) ? 'refused' : 'lostAfter')
    // Act
    await expect(deliverRealtime(first)).rejects.toThrow()
    gateway.decide = (call) => (isEnd(call) ? 'refused' : 'done')
    await expect(deliverRealtime(second)).rejects.toThrow() // it stays on its queue
    await expect(deliverRealtime({ userId: client.id, frame: newFrame('typing') })).rejects.toThrow()
    gateway.decide = () => 'done'
    await deliverRealtime(first)
    // Assess
    await app.closed
    expect(notificationsAt(app)).toEqual([idOf(first)])
  })

  it('that could not be closed is closed when its app sends a frame', async () => {
    // Prepare
    const client = await aClient()
    const app = await connected(client)
    await app.ask({ action: 'resume' })
    gateway.decide = () => 'failedBefore'
    await expect(deliverRealtime(await aNotification(client.id))).rejects.toThrow()
    gateway.decide = () => 'done'
    // Act
    app.send({ action: 'ping' })
    // Assess
    await app.closed
    expect(app.frames.map(({ type }) => type)).toEqual(['resumed'])
  })

  it('does not keep the other sockets of its user from having it, each once', async () => {
    // Prepare
    const client = await aClient()
    const [one, other] = [await connected(client), await connected(client)]
    const message = await aNotification(client.id)
    // Act
    once('lostBefore', isFrame(idOf(message)))
    await deliverRealtime(message)
    await deliverRealtime(message)
    // Assess
    await Promise.race([one.closed, other.closed])
    expect([...notificationsAt(one), ...notificationsAt(other)]).toEqual([idOf(message)])
    await Promise.all([one.close(), other.close()])
  })

  it('is closed too if the function that sent to it has died: nobody knows how far it came', async () => {
    // Prepare
    const client = await aClient()
    const { app, first } = await anAppWithOne(client)
    const next = await aNotification(client.id)
    const order = [first, next].map(idOf)
    const leased = { sender: 'died', busyUntil: new Date(8e12) }
    await Connection.updateOne({ user: client.id }, { $set: leased })
    await expect(deliverRealtime(next)).rejects.toThrow('lease holder') // it stays on its queue
    // Act
    await Connection.updateOne({ user: client.id }, { $set: { busyUntil: new Date(0) } })
    await deliverRealtime(next)
    // Assess
    await expect.poll(() => app.counted(), hasAll).toEqual(order)
    expect([app.sockets, app.sentTwice(order)]).toEqual([2, []])
    await app.close()
  })
})

describe('a frame that the gateway refuses, or that does not reach it', () => {
  it('is sent again, and its socket stays', async () => {
    // Prepare
    const client = await aClient()
    const app = await connected(client)
    const message = await aNotification(client.id)
    // Act
    once('refused', isFrame(idOf(message)))
    await deliverRealtime(message)
    await app.ask({ action: 'ping' })
    // Assess
    expect(notificationsAt(app)).toEqual([idOf(message)])
    await app.close()
  })

  it('again and again is on its queue still, and comes once', async () => {
    // Prepare
    const client = await aClient()
    const app = await connected(client)
    const message = await aNotification(client.id)
    // Act
    gateway.decide = (call) => (call.method === 'POST' ? 'refused' : 'done')
    await expect(deliverRealtime(message)).rejects.toThrow('429')
    gateway.decide = () => 'done'
    await deliverRealtime(message)
    await app.ask({ action: 'ping' })
    // Assess
    expect(notificationsAt(app)).toEqual([idOf(message)])
    await app.close()
  })
})

describe('a resume', () => {
  it.each(DOUBTFUL)('that breaks in the middle ends its socket, without "resumed" (%s)', async (fate) => {
    // Prepare
    const client = await aClient()
    const order = (await someNotifications(client.id, 5)).map(idOf)
    const broken = await connected(client)
    once(fate, isFrame(order[2] ?? ''))
    // Act
    broken.send({ action: 'resume' })
    await broken.closed
    const app = ReconnectingApp.start(() => connected(client))
    // Assess
    expect(broken.frames.filter(({ type }) => type === 'resumed')).toEqual([])
    await expect.poll(() => app.counted(), hasAll).toEqual(order)
    await app.close()
  })

  it('over a socket whose sender has died ends it', async () => {
    // Prepare
    const client = await aClient()
    await aNotification(client.id)
    const app = await connected(client)
    const left = { sender: 'died', busyUntil: new Date(0) }
    await Connection.updateOne({ user: client.id }, { $set: left })
    // Act
    app.send({ action: 'resume' })
    // Assess
    await app.closed
  })
})

describe('an answer to an app of which it is unknown whether it has arrived', () => {
  it('ends the socket: the app asks again over the next one', async () => {
    // Prepare
    const app = await connected(await aClient())
    once('lostBefore', isFrame('pong'))
    // Act
    app.send({ action: 'ping' })
    // Assess
    await app.closed
    expect(app.frames).toEqual([])
  })
})

describe('a message', () => {
  async function anotherHas(fate: Fate, times: number) {
    const { jobId, client, craftsman } = await aHiredJob()
    const [one, other] = [await connected(client), await connected(client)]
    const message = await aMessage(jobId, craftsman, client.id)
    const [unlucky] = await Connection.find({ user: client.id }).lean()
    let left = times
    gateway.decide = ({ method, connectionId }) =>
      method === 'POST' && connectionId === unlucky?._id && left-- > 0 ? fate : 'done'
    return { one, other, message }
  }

  it.each([
    ['lostBefore', 1],
    ['failedBefore', 1],
    ['refused', 3],
  ] as const)('that one socket does not get comes once over the others (%s)', async (fate, times) => {
    // Prepare
    const { one, other, message } = await anotherHas(fate, times)
    // Act
    await deliverRealtime(message)
    await deliverRealtime(message)
    // Assess
    await Promise.race([one.closed, other.closed])
    expect([...messageNumbersAt(one), ...messageNumbersAt(other)]).toEqual([1])
    await Promise.all([one.close(), other.close()])
  })

  it('whose sender has died ends the sockets to which it may have been sent', async () => {
    // Prepare
    const { jobId, client, craftsman } = await aHiredJob()
    const app = await connected(client)
    const messages = [
      await aMessage(jobId, craftsman, client.id),
      await aMessage(jobId, craftsman, client.id),
    ] as const
    const { key } = await acquireMessageLease(`${jobId}:${client.id}:${craftsman.id}`, 1)
    await MessageDelivery.updateOne({ _id: key }, { $set: { busyUntil: new Date(0) } })
    // Act
    gateway.decide = (call) => (isEnd(call) ? 'refused' : 'done')
    await expect(deliverRealtime(messages[0])).rejects.toThrow()
    gateway.decide = () => 'done'
    await deliverRealtime(messages[0])
    // Assess
    await app.closed
    expect(messageNumbersAt(app)).toEqual([])
    const next = await connected(client)
    await deliverRealtime(messages[1])
    await next.ask({ action: 'ping' })
    expect(messageNumbersAt(next)).toEqual([2]) // and reads the first over HTTP
    await next.close()
  })
})

describe(`ten apps whose gateway loses one call of 20, RACE_SEED=${RACE_SEED}`, () => {
  it('have every notification once and in order, and no socket is sent one twice', async () => {
    // Prepare
    const random = randomOf(RACE_SEED)
    const client = await aClient()
    const apps = Array.from({ length: 10 }, () => ReconnectingApp.start(() => connected(client)))
    const pick = () => DOUBTFUL[Math.floor(random() * DOUBTFUL.length)] ?? 'done'
    gateway.decide = () => (random() < 0.05 ? pick() : 'done')
    // Act
    const order: string[] = []
    for (let burst = 0; burst < 4; burst += 1) {
      const messages = await someNotifications(client.id, 5)
      order.push(...messages.map(idOf))
      for (let left = [...messages, ...messages]; left.length > 0;) {
        const outcomes = await Promise.allSettled(left.map(deliverRealtime))
        left = left.filter((_, place) => outcomes[place]?.status === 'rejected') // they come again
      }
    }
    // Assess
    for (const app of apps) {
      await expect.poll(() => app.counted(), hasAll).toEqual(order)
      expect(app.sentTwice(order)).toEqual([])
    }
    gateway.decide = () => 'done'
    await Promise.all(apps.map((app) => app.close()))
  })
})
