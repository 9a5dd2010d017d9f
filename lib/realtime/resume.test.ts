import { describe, expect, it } from 'vitest'
import { queues } from '#functions/queues/queues.ts'
import { Connection } from '#lib/model/connection.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId, type UserId } from '#lib/platform/ids.ts'
import { deliverRealtime, type RealtimeMessage } from '#lib/realtime/deliver-realtime.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, type Somebody } from '#lib/testing/people.ts'
import { randomOf } from '#lib/testing/random.ts'
import { aNotification, notificationsAt, someNotifications } from '#lib/testing/realtime-messages.ts'
import { ReconnectingApp } from '#lib/testing/reconnecting-app.ts'
import { AppSocket, localSockets } from '#lib/testing/sockets.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

aDatabase()
const sockets = localSockets()

const connected = ({ token }: Somebody) =>
  AppSocket.open(sockets.its.url, { authorization: `Bearer ${token}` })

describe('resume', () => {
  it('replays what came after the last notification seen, in order, and says when it is done', async () => {
    // Prepare
    const client = await aClient()
    const messages = await someNotifications(client.id, 60)
    const app = await connected(client)
    // Act
    const answer = await app.ask({ action: 'resume', after: messages[4]?.frame.id })
    // Assess
    expect(answer).toMatchObject({ type: 'resumed', data: { replayed: 55, tooOld: 0, online: [] } })
    expect(notificationsAt(app)).toEqual(messages.slice(5).map(({ frame }) => frame.id))
    expect(app.frames.at(-1)).toBe(answer)
    expect(app.frames[0]).toEqual(messages[5]?.frame) // the same frame as when it is delivered live
    await app.close()
  })

  it('replays everything to an app that has none, and nothing to one that has all', async () => {
    // Prepare
    const client = await aClient()
    const messages = await someNotifications(client.id, 3)
    const [none, all] = [await connected(client), await connected(client)]
    // Act
    await none.ask({ action: 'resume' })
    await all.ask({ action: 'resume', after: messages[2]?.frame.id })
    // Assess
    expect([notificationsAt(none).length, notificationsAt(all).length]).toEqual([3, 0])
    for (const app of [none, all]) await app.close()
  })

  it('is refused after another user’s notification, or an unknown one', async () => {
    // Prepare
    const [client, other] = [await aClient(), await aClient()]
    const theirs = await aNotification(other.id)
    const app = await connected(client)
    // Act
    const codes = [
      await app.ask({ action: 'resume', after: theirs.frame.id }),
      await app.ask({ action: 'resume', after: newId<'Notification'>() }),
    ].map(({ data }) => data.code)
    // Assess
    expect(codes).toEqual(['NOTIFICATION_NOT_FOUND', 'NOTIFICATION_NOT_FOUND'])
    await app.close()
  })
})

describe('a socket', () => {
  it('gets notifications in order and once, even if they are delivered backwards and twice', async () => {
    // Prepare
    const client = await aClient()
    const app = await connected(client)
    const messages = await someNotifications(client.id, 20)
    // Act
    await Promise.all([...messages.toReversed(), ...messages].map(deliverRealtime))
    await deliverRealtime(messages[3] as (typeof messages)[0])
    await app.ask({ action: 'ping' })
    // Assess
    expect(notificationsAt(app)).toEqual(messages.map(({ frame }) => frame.id))
    await app.close()
  })

  it('is deleted, if it is closed, by the first frame that does not reach it', async () => {
    // Prepare
    const client = await aClient()
    const [here, gone] = [await connected(client), newId<'Socket'>()]
    const record = await Connection.findOne({ user: client.id }).lean().orFail()
    await Connection.create([{ ...record, _id: gone, slot: record.slot + 1 }])
    // Act
    const message = await aNotification(client.id)
    await deliverRealtime(message)
    // Assess
    expect(await Connection.exists({ _id: gone })).toBeNull()
    expect((await here.receives(({ type }) => type === 'notification')).id).toBe(message.frame.id)
    await here.close()
  })

  it('gets only the ids of a frame that is too large', async () => {
    // Prepare
    const client = await aClient()
    const app = await connected(client)
    // Act
    const frame = { type: 'message', id: newId<'Frame'>(), at: clock().toISOString() }
    const jobId = newId<'Job'>()
    await deliverRealtime({
      userId: client.id,
      frame: { ...frame, data: { jobId, text: 'م'.repeat(16_400) } },
    })
    // Assess
    expect(await app.receives(({ type }) => type === 'message')).toEqual({
      ...frame,
      data: { jobId, cut: true },
    })
    await app.close()
  })
})

describe('a hundred apps that lose their sockets in the middle of a burst', () => {
  it(
    'each get every notification once and in order',
    async () => {
      // Prepare
      const seed = 20_261_123
      const random = randomOf(seed)
      const people = await Promise.all(Array.from({ length: 10 }, () => aClient()))
      const apps = people.flatMap((who) =>
        Array.from({ length: 10 }, () => ReconnectingApp.start(() => connected(who))),
      )
      // Act
      const lost = Promise.all(apps.map((app) => wait(random() * 1_200).then(() => app.losesItsSocket())))
      const sent = await Promise.all(people.map(({ id }) => burst(id, 12, random)))
      await lost
      // Assess
      for (const [i, app] of apps.entries()) {
        const order = sent[Math.floor(i / 10)] ?? []
        const hasAll = { message: `seed ${seed}, app ${i}`, timeout: timeLimit(2_000) }
        await expect.poll(() => app.counted(), hasAll).toEqual(order)
        expect(app.sentTwice(order), `seed ${seed}, app ${i}`).toEqual([])
      }
      await Promise.all(apps.map((app) => app.close()))
    },
    timeLimit(5_000),
  )
})

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const underWay = new Set<Promise<void>>()

/** Delivers as the function of the queue does: as many side by side as a batch has, and what fails comes again. */
async function deliverAsQueue(message: RealtimeMessage): Promise<void> {
  const { batchSize, maxReceives } = queues.realtime
  for (let tries = 1; ; tries += 1) {
    while (underWay.size >= batchSize) await Promise.race(underWay).catch(() => undefined)
    const delivery = deliverRealtime(message).finally(() => underWay.delete(delivery))
    underWay.add(delivery)
    try {
      return await delivery
    } catch (error) {
      if (tries === maxReceives) throw error
      await wait(500)
    }
  }
}

/** Stores notifications one after the other. Each is delivered twice, some of them late. */
async function burst(userId: UserId, count: number, random: () => number): Promise<readonly string[]> {
  const deliveries: Promise<void>[] = []
  const ids: string[] = []
  for (let i = 0; i < count; i += 1) {
    const message = await aNotification(userId)
    ids.push(message.frame.id)
    for (let times = 0; times < 2; times += 1) {
      deliveries.push(wait(random() * 100).then(() => deliverAsQueue(message)))
    }
    await wait(random() * 200)
  }
  await Promise.all(deliveries)
  return ids
}
