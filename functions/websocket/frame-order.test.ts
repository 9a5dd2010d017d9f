import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { Connection } from '#lib/model/connection.model.ts'
import { Message } from '#lib/model/message.model.ts'
import { addMs, realTime, SECOND } from '#lib/platform/clock.ts'
import type { JobId } from '#lib/platform/ids.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import type { Somebody } from '#lib/testing/people.ts'
import { RACE_SEED } from '#lib/testing/race.ts'
import { randomOf } from '#lib/testing/random.ts'
import { AppSocket, localSockets } from '#lib/testing/sockets.ts'

aDatabase()
const sockets = localSockets()
const random = randomOf(RACE_SEED)

const connected = ({ token }: Somebody) =>
  AppSocket.open(sockets.its.url, { authorization: `Bearer ${token}` })

const message = (jobId: JobId, n: number, seq?: number) => ({
  action: 'sendMessage',
  jobId,
  text: `${n}`,
  ref: n,
  ...(seq !== undefined && { seq }),
})

const storedTexts = async (job: JobId) =>
  (await Message.find({ job }, { text: 1 }).sort({ number: 1 }).lean()).map(({ text }) => Number(text))

const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1)

const shuffled = <T>(list: readonly T[]): T[] =>
  list
    .map((one) => ({ one, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ one }) => one)

describe(`frames without a seq, RACE_SEED=${RACE_SEED}`, () => {
  it('that are sent back to back on one machine are stored and answered in the order of sending', async () => {
    for (let round = 0; round < 5; round += 1) {
      // Prepare
      const { jobId, client } = await aHiredJob()
      const app = await connected(client)
      // Act
      for (const n of upTo(10)) app.send(message(jobId, n))
      await app.receives(({ ref }) => ref === 10)
      // Assess
      expect(await storedTexts(jobId)).toEqual(upTo(10))
      expect(app.frames.map(({ ref }) => ref)).toEqual(upTo(10))
      await app.close()
    }
  })
})

describe(`frames with a seq, RACE_SEED=${RACE_SEED}`, () => {
  it('are applied and answered in its order, in whatever order they come', async () => {
    for (let round = 0; round < 5; round += 1) {
      // Prepare
      const { jobId, client } = await aHiredJob()
      const app = await connected(client)
      // Act
      for (const n of shuffled(upTo(12))) app.send(message(jobId, n, n))
      await expect.poll(() => app.frames.length, { timeout: 10 * SECOND }).toBe(12)
      // Assess
      expect(await storedTexts(jobId)).toEqual(upTo(12))
      expect(app.frames.map(({ ref }) => ref)).toEqual(upTo(12))
      await app.close()
    }
  })

  it('wait 2 s for a missing one, are applied then in their order, and it is refused if it still comes', async () => {
    // Prepare
    const { jobId, client } = await aHiredJob()
    const app = await connected(client)
    app.send(message(jobId, 1, 1))
    await app.receives(({ ref }) => ref === 1)
    const start = performance.now()
    // Act
    for (const n of [5, 4, 3]) app.send(message(jobId, n, n))
    await app.receives(({ ref }) => ref === 3)
    const waited = performance.now() - start
    await app.receives(({ ref }) => ref === 5)
    app.send(message(jobId, 2, 2))
    const late = await app.receives(({ ref }) => ref === 2)
    app.send(message(jobId, 6, 6))
    await app.receives(({ ref }) => ref === 6)
    // Assess
    expect(waited).toBeGreaterThan(1_990)
    expect(waited).toBeLessThan(4_000)
    expect(late).toMatchObject({ type: 'error', data: { code: 'FRAME_OUT_OF_ORDER' } })
    expect(await storedTexts(jobId)).toEqual([1, 3, 4, 5, 6])
    await app.close()
  })

  it('are applied once, also if one seq comes twice', async () => {
    // Prepare
    const { jobId, client } = await aHiredJob()
    const app = await connected(client)
    // Act
    for (const n of [2, 2, 1, 1]) app.send(message(jobId, n, n))
    await expect.poll(() => app.frames.length, { timeout: 10 * SECOND }).toBe(4)
    // Assess
    expect(await storedTexts(jobId)).toEqual([1, 2])
    expect(typesOf(app)).toEqual(['ack', 'ack', 'error', 'error'])
    await app.close()
  })

  it('keep their place although they are refused', async () => {
    // Prepare
    const { jobId, client } = await aHiredJob()
    const app = await connected(client)
    const start = performance.now()
    // Act
    app.send({ ...message(jobId, 3), seq: 3 })
    app.send({ action: 'dance', seq: 2, ref: 2 })
    app.send({ action: 'ping', seq: 1, ref: 1, more: true })
    await app.receives(({ ref }) => ref === 3)
    // Assess
    expect(app.frames.map(({ type, ref }) => [type, ref])).toEqual([
      ['error', 1],
      ['error', 2],
      ['ack', 3],
    ])
    expect(performance.now() - start).toBeLessThan(1_900)
    await app.close()
  })

  it('are refused if the seq is no number from 1 on', async () => {
    // Prepare
    const { client } = await aHiredJob()
    const app = await connected(client)
    // Act
    const answers = []
    for (const seq of [0, -1, 1.5, '1', null]) answers.push(await app.ask({ action: 'ping', seq }))
    // Assess
    expect(answers.map(({ data }) => data.code)).toEqual(Array(5).fill('VALIDATION_FAILED'))
    await app.close()
  })

  it('follow the frame that another process is working on, and go on if that one has died', async () => {
    // Prepare
    const { jobId, client } = await aHiredJob()
    const app = await connected(client)
    const socket = { user: client.id }
    const elsewhere = { seq: 1, holder: 'elsewhere', until: addMs(realTime(), 10 * SECOND) }
    await Connection.updateOne(socket, { $set: { applying: elsewhere } })
    // Act
    app.send(message(jobId, 2, 2))
    await wait(300)
    const before = await storedTexts(jobId)
    await Connection.updateOne(socket, { $set: { applying: null, applied: 1 } })
    await app.receives(({ ref }) => ref === 2)
    const died = { seq: 3, holder: 'elsewhere', until: addMs(realTime(), 300) }
    await Connection.updateOne(socket, { $set: { applying: died } })
    app.send(message(jobId, 4, 4))
    await app.receives(({ ref }) => ref === 4)
    // Assess
    expect(before).toEqual([])
    expect(await storedTexts(jobId)).toEqual([2, 4])
    await app.close()
  })
})

const typesOf = (app: AppSocket) => app.frames.map(({ type }) => type).toSorted()
