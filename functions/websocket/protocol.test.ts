import { expect, it } from 'vitest'
import type * as z from 'zod'
import { socketRoutes } from '#functions/websocket/websocket.routes.ts'
import type { EventMessage } from '#lib/events/event-message.ts'
import { liveFrames } from '#lib/notifications/live-frames.ts'
import { realTime } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import type { Frame } from '#lib/realtime/frame.ts'
import { frameAround, SERVER_FRAMES } from '#lib/realtime/server-frames.schemas.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import type { Somebody } from '#lib/testing/people.ts'
import { AppSocket, localSockets } from '#lib/testing/sockets.ts'

aDatabase()
const sockets = localSockets()

const connected = ({ token }: Somebody) =>
  AppSocket.open(sockets.its.url, { authorization: `Bearer ${token}` })

/** What a frame has that the published protocol has not, or the other way round. */
function faultsOf(frame: Frame, data?: z.ZodType): unknown {
  const types: Readonly<Record<string, { readonly data: z.ZodType }>> = SERVER_FRAMES
  const published = data ?? types[frame.type]?.data
  return published
    ? frameAround(frame.type, published).safeParse(frame).error?.issues
    : `no frame ${frame.type}`
}

it('each action is answered with the frame that the protocol publishes for it', async () => {
  // Prepare
  const { jobId, client, craftsman } = await aHiredJob()
  const [app, other] = [await connected(client), await connected(craftsman)]
  const asks = {
    ping: {},
    sendMessage: { jobId, text: 'When do you come?' },
    markRead: { jobId },
    typing: { jobId },
    resume: {},
  }
  const { actions } = socketRoutes.default
  expect(Object.keys(asks)).toEqual(Object.keys(actions))
  for (const [name, fields] of Object.entries(asks)) {
    // Act
    const answer = await app.ask({ action: name, ...fields })
    // Assess
    const { answers, data } = actions[name as keyof typeof actions]
    expect([answer.type, faultsOf(answer, data)]).toEqual([answers, undefined])
  }
  expect(faultsOf(await app.ask({ action: 'sendMessage', jobId, text: '' }))).toBeUndefined()
  expect(faultsOf(await other.receives(({ type }) => type === 'typing'))).toBeUndefined()
  await other.close()
  expect(faultsOf(await app.receives(({ type }) => type === 'presence'))).toBeUndefined()
  await app.close()
})

it('live frames are those that the protocol publishes', async () => {
  // Prepare
  const { jobId, client, craftsman } = await aHiredJob()
  const app = await connected(client)
  const { data } = await app.ask({ action: 'sendMessage', jobId, text: 'I am here' })
  await app.close()
  const ids = { jobId, clientId: client.id, craftsmanId: craftsman.id, threadWith: craftsman.id }
  const at = realTime().toISOString()
  const events = [
    { type: 'job.status.changed', data: { ...ids, from: 'Hired', to: 'On The Way' } },
    { type: 'message.sent', data: { ...ids, messageId: data.id, fromId: client.id, toId: craftsman.id } },
    { type: 'message.read', data: { ...ids, readerId: client.id, writerId: craftsman.id } },
  ].map((event) => ({ ...event, eventId: newId<'Event'>(), at }) as unknown as EventMessage)
  for (const event of events) {
    // Act
    const frames = await liveFrames(event)
    // Assess
    expect(frames.length).toBeGreaterThan(0)
    expect(frames.map(({ frame }) => faultsOf(frame))).toEqual(frames.map(() => undefined))
  }
})
