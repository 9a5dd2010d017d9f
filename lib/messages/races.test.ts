import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { messageRoutes } from '#functions/messages/messages.routes.ts'
import { listMessages } from '#lib/messages/list-messages.ts'
import { sendMessage } from '#lib/messages/send-message.ts'
import { Message } from '#lib/model/message.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import type { JobId } from '#lib/platform/ids.ts'
import { call } from '#lib/testing/call.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import type { Somebody } from '#lib/testing/people.ts'
import { race, RACE_SEED, roundsOr, timeFor } from '#lib/testing/race.ts'
import { randomOf } from '#lib/testing/random.ts'
import { AppSocket, localSockets } from '#lib/testing/sockets.ts'

aDatabase()
const sockets = localSockets()

const ROUNDS = roundsOr(10)
const random = randomOf(RACE_SEED)
const rounds = async (round: () => Promise<void>) => {
  for (let i = 0; i < ROUNDS; i += 1) await round()
}

const numbersIn = async (job: JobId): Promise<readonly number[]> =>
  (await Message.find({ job }, { number: 1 }).sort({ number: 1 }).lean()).map(({ number }) => number)

const upTo = (last: number): readonly number[] => Array.from({ length: last }, (_, i) => i + 1)

/** Sends one message, named or with a key, over HTTP, and fails where the answer is no 201. */
async function overHttp(
  jobId: JobId,
  as: Somebody,
  body: Readonly<Record<string, unknown>>,
  headers: Record<string, string> = {},
): Promise<string> {
  const { status, body: answer } = await call(messageRoutes.sendMessage, {
    as,
    params: { jobId },
    body: { text: 'Once', ...body },
    headers,
  })
  expect(status, JSON.stringify(answer)).toBe(201)
  return answer.id
}

async function overSocket(
  jobId: JobId,
  app: AppSocket,
  fields: Readonly<Record<string, unknown>>,
): Promise<string> {
  const answer = await app.ask({ action: 'sendMessage', jobId, text: 'Once', ...fields })
  expect(answer, JSON.stringify(answer)).toMatchObject({ type: 'ack' })
  return answer.data.id as string
}

describe(
  `races over messages, ${ROUNDS} rounds each, RACE_SEED=${RACE_SEED}`,
  { timeout: timeFor(ROUNDS * 3) },
  () => {
    it('what both sides write at once is numbered without gaps, and read in that order', async () => {
      await rounds(async () => {
        const { jobId, client, craftsman } = await aHiredJob()
        const { codes } = await race(
          random,
          Object.fromEntries(
            upTo(8).map((n) => [
              `writer ${n}`,
              () => sendMessage(jobId, { text: `${n}` }, n % 2 ? client : craftsman),
            ]),
          ),
        )
        expect(codes).toEqual([])
        expect(await numbersIn(jobId)).toEqual(upTo(8))
        const { data } = await listMessages(jobId, { page: 1, limit: 10 }, client)
        expect(data.map(({ number }) => number)).toEqual(upTo(8).toReversed())
      })
    })

    it('the same clientMessageId at once over HTTP and two sockets is one message', async () => {
      await rounds(async () => {
        const { jobId, client } = await aHiredJob()
        const bearer = { authorization: `Bearer ${client.token}` }
        const apps = [
          await AppSocket.open(sockets.its.url, bearer),
          await AppSocket.open(sockets.its.url, bearer),
        ]
        const name = randomUUID()
        const ids: string[] = []
        const keep = async (id: Promise<string>) => void ids.push(await id)
        await race(random, {
          http: () => keep(overHttp(jobId, client, { clientMessageId: name })),
          httpAgain: () => keep(overHttp(jobId, client, { clientMessageId: name.toUpperCase() })),
          httpByKey: () => keep(overHttp(jobId, client, {}, { 'idempotency-key': name })),
          ...Object.fromEntries(
            apps.map((app, i) => [
              `socket ${i}`,
              () => keep(overSocket(jobId, app, { clientMessageId: name })),
            ]),
          ),
        })
        expect(ids).toHaveLength(5)
        expect(new Set(ids).size).toBe(1)
        expect(await numbersIn(jobId)).toEqual([1])
        expect(await Outbox.countDocuments({ type: 'message.sent', 'data.jobId': jobId })).toBe(1)
        for (const app of apps) await app.close()
      })
    })

    it('the same Idempotency-Key at once over HTTP is one message, whatever the key looks like', async () => {
      await rounds(async () => {
        const { jobId, craftsman } = await aHiredJob()
        const headers = { 'idempotency-key': `order-${random()}` }
        const ids: string[] = []
        const send = async () => void ids.push(await overHttp(jobId, craftsman, {}, headers))
        await race(random, { one: send, other: send, third: send })
        expect(new Set(ids).size).toBe(1)
        expect(await numbersIn(jobId)).toEqual([1])
      })
    })
  },
)
