import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { Connection } from '#lib/model/connection.model.ts'
import { realTime, SECOND } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { admitFrame, MAX_FRAMES_PER_SECOND, MAX_REFUSED_FRAMES } from '#lib/realtime/frame-limit.ts'
import { findSocketOwner } from '#lib/realtime/socket-owner.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, type Somebody } from '#lib/testing/people.ts'
import { AppSocket, localSockets } from '#lib/testing/sockets.ts'
import { tripsOf } from '#lib/testing/trips.ts'

aDatabase()
const sockets = localSockets()

const connected = ({ token }: Somebody) =>
  AppSocket.open(sockets.its.url, { authorization: `Bearer ${token}` })

const typesAt = (app: AppSocket, type: string) => app.frames.filter((frame) => frame.type === type)

const FIVE_SECONDS = { timeout: 5 * SECOND }

/** Frames of any kind, also those that are no JSON. */
const FRAMES = ['{"action":"ping"}', '{"action":"dance"}', 'hello', '{"action":"resume","after":"x"}', '']

describe('frames of a socket', () => {
  it('are answered up to 20 in a second; more are refused with their ref, and the socket stays open', async () => {
    // Prepare
    const app = await connected(await aClient())
    // Act
    for (let i = 0; i < 25; i += 1) app.send({ action: 'ping', ref: i })
    await app.receives(({ ref }) => ref === 24)
    await expect.poll(() => app.frames.length, FIVE_SECONDS).toBe(25)
    const refused = typesAt(app, 'error')
    await wait(SECOND)
    const later = await app.ask({ action: 'ping' })
    // Assess
    expect(new Set(refused.map(({ data }) => data.code))).toEqual(new Set(['TOO_MANY_FRAMES']))
    expect(refused.map(({ ref }) => ref).toSorted()).toEqual([20, 21, 22, 23, 24])
    expect(typesAt(app, 'pong')).toHaveLength(21)
    expect(later.type).toBe('pong')
    await app.close()
  })

  it('count whatever they are', async () => {
    // Prepare
    const app = await connected(await aClient())
    // Act
    for (let i = 0; i < 22; i += 1) app.send(FRAMES[i % FRAMES.length])
    await expect.poll(() => app.frames.length, FIVE_SECONDS).toBe(22)
    // Assess
    expect(app.frames.filter(({ data }) => data.code === 'TOO_MANY_FRAMES')).toHaveLength(2)
    await app.close()
  })

  it('are counted for each socket, not for its user', async () => {
    // Prepare
    const client = await aClient()
    const [flooding, other] = [await connected(client), await connected(client)]
    // Act
    for (let i = 0; i < 30; i += 1) flooding.send({ action: 'ping' })
    const answer = await other.ask({ action: 'ping' })
    // Assess
    expect(answer.type).toBe('pong')
    for (const app of [flooding, other]) await app.close()
  })

  it('close it if they go on: 3,000 at once cost the database as much as 20, and get 50 answers', async () => {
    // Prepare
    const client = await aClient()
    const [flooding, other] = [await connected(client), await connected(await aClient())]
    let closed
    // Act
    const trips = await tripsOf(async () => {
      for (let i = 0; i < 3_000; i += 1) flooding.send({ action: 'ping' })
      expect((await other.ask({ action: 'ping' })).type).toBe('pong')
      closed = await flooding.closed
    })
    // Assess
    expect(closed).toMatchObject({ code: 1008 })
    expect(typesAt(flooding, 'pong').length).toBeLessThanOrEqual(MAX_FRAMES_PER_SECOND)
    expect(typesAt(flooding, 'error').length).toBeLessThanOrEqual(MAX_REFUSED_FRAMES)
    expect(trips.commands.length, 'each handled frame: its socket, user and session').toBeLessThan(100)
    await expect.poll(() => Connection.countDocuments({ user: client.id }), FIVE_SECONDS).toBe(0)
    expect((await other.ask({ action: 'ping' })).type).toBe('pong')
    await other.close()
  })
})

describe('frames that several processes handle', () => {
  it('are counted together: of 30 within a second, 20 find their owner, in whatever order they come', async () => {
    // Prepare
    const client = await aClient()
    const app = await connected(client)
    const { _id } = await Connection.findOne({ user: client.id }).lean().orFail()
    const at = realTime().getTime()
    const of = (from: number) =>
      Promise.allSettled(Array.from({ length: 30 }, (_, i) => findSocketOwner(_id, from + ((i * 7) % 30))))
    // Act
    const [first, second] = [await of(at), await of(at + SECOND + 30)]
    // Assess
    for (const outcomes of [first, second]) {
      const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
      expect(refused).toHaveLength(10)
      for (const reason of refused) expect(reason).toMatchObject({ code: 'TOO_MANY_FRAMES' })
    }
    await app.close()
  })
})

describe('the count of one process', () => {
  const every = (ms: number, seconds: number): string[] => {
    const id = newId<'Socket'>()
    const start = realTime().getTime()
    return Array.from({ length: (seconds * SECOND) / ms }, (_, i) => admitFrame(id, start + i * ms))
  }

  it('lets 20 a second through for as long as they like', () => {
    expect(new Set(every(50, 120))).toEqual(new Set(['handled']))
  })

  it('closes a socket that sends 25 a second, once, after it has refused 50', () => {
    const admissions = every(40, 15)
    expect(admissions.indexOf('refused')).toBe(20)
    expect(admissions.filter((one) => one === 'closes')).toHaveLength(1)
    expect(admissions.filter((one) => one === 'refused')).toHaveLength(50)
    expect(new Set(admissions.slice(admissions.indexOf('closes') + 1))).toEqual(new Set(['dropped']))
  })

  it('forgives after a pause', () => {
    const id = newId<'Socket'>()
    const start = realTime().getTime()
    const burst = (at: number) => Array.from({ length: 60 }, () => admitFrame(id, at)).at(-1)
    expect([burst(start), burst(start + 11 * SECOND), burst(start + 22 * SECOND)]).toEqual([
      'refused',
      'refused',
      'refused',
    ])
  })
})
