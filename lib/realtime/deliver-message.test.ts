import { Types } from 'mongoose'
import { describe, expect, it } from 'vitest'
import { Message } from '#lib/model/message.model.ts'
import { deliverRealtime, type RealtimeMessage } from '#lib/realtime/deliver-realtime.ts'
import { acquireMessageLease } from '#lib/realtime/message-lease.ts'
import { aHiredJob, aQuotedJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import type { Somebody } from '#lib/testing/people.ts'
import { RACE_SEED } from '#lib/testing/race.ts'
import { randomOf } from '#lib/testing/random.ts'
import { aMessage, messageNumbersAt, someMessages } from '#lib/testing/realtime-messages.ts'
import { AppSocket, localSockets } from '#lib/testing/sockets.ts'

aDatabase()
const sockets = localSockets()
const random = randomOf(RACE_SEED)

const connected = ({ token }: Somebody) =>
  AppSocket.open(sockets.its.url, { authorization: `Bearer ${token}` })

const shuffled = <T>(list: readonly T[]): T[] =>
  list
    .map((one) => ({ one, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ one }) => one)

describe(`messages of a thread, RACE_SEED=${RACE_SEED}`, () => {
  it('arrive at every socket in their order and once, however the queue delivers them', async () => {
    // Prepare
    const { jobId, client, craftsman } = await aHiredJob()
    const apps = [await connected(client), await connected(client)]
    const messages = await someMessages(jobId, craftsman, client.id, 20)
    // Act
    await Promise.all(shuffled([...messages, ...messages]).map(deliverRealtime))
    await deliverRealtime(messages[3] as RealtimeMessage)
    // Assess
    for (const app of apps) {
      await app.ask({ action: 'ping' })
      expect(messageNumbersAt(app)).toEqual(messages.map(({ frame }) => frame.data.number))
      await app.close()
    }
  })

  it('are the same frames at both users, whoever wrote them', async () => {
    // Prepare
    const { jobId, client, craftsman } = await aHiredJob()
    const [one, other] = [await connected(client), await connected(craftsman)]
    const first = await aMessage(jobId, client, craftsman.id)
    const second = await aMessage(jobId, craftsman, client.id)
    // Act
    const forAll = [second, first].flatMap((message) =>
      [client, craftsman].map(({ id }) => ({ ...message, userId: id })),
    )
    await Promise.all(forAll.map(deliverRealtime))
    // Assess
    for (const app of [one, other]) {
      await app.ask({ action: 'ping' })
      expect(app.frames.filter(({ type }) => type === 'message')).toEqual([first.frame, second.frame])
      await app.close()
    }
  })

  it('that one has overtaken are sent before it, also if their own delivery never comes', async () => {
    // Prepare
    const { jobId, client, craftsman } = await aHiredJob()
    const app = await connected(client)
    const messages = await someMessages(jobId, craftsman, client.id, 3)
    // Act
    await deliverRealtime(messages[2] as RealtimeMessage)
    await app.ask({ action: 'ping' })
    // Assess
    expect(messageNumbersAt(app)).toEqual([1, 2, 3])
    await app.close()
  })

  it('do not wait for those of another thread', async () => {
    // Prepare
    const { jobId, client, craftsman } = await aQuotedJob()
    const elsewhere = await aHiredJob({ client })
    const app = await connected(client)
    await acquireMessageLease(`${jobId}:${client.id}:${craftsman.id}`, 1) // somebody else is sending there
    // Act
    await deliverRealtime(await aMessage(elsewhere.jobId, elsewhere.craftsman, client.id))
    const blocked = await aMessage(jobId, craftsman, client.id)
    // Assess
    await app.receives(({ data }) => data.jobId === elsewhere.jobId)
    await expect(deliverRealtime(blocked)).rejects.toThrow('have not been sent yet')
    await app.close()
  })

  it('that are older than what is still sent live are left to the list', async () => {
    // Prepare
    const { jobId, client, craftsman } = await aHiredJob()
    const app = await connected(client)
    const messages = await someMessages(jobId, craftsman, client.id, 2)
    const [old] = await Message.find({ job: jobId, number: 1 }).lean()
    await Message.deleteOne({ _id: old?._id })
    await Message.create([{ ...old, _id: Types.ObjectId.createFromTime(1_700_000_000) }])
    // Act
    await deliverRealtime(messages[1] as RealtimeMessage)
    await app.ask({ action: 'ping' })
    // Assess
    expect(messageNumbersAt(app)).toEqual([2])
    await app.close()
  })
})
