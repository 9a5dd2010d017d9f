import { fork, type ChildProcess } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { SQSClient } from '@aws-sdk/client-sqs'
import mongoose, { Types } from 'mongoose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { queues } from '#functions/queues/queues.ts'
import { faultyWayTo } from '#infra/local/queues/testing/faulty-way.ts'
import { listDeadLetters } from '#infra/local/queues/dead-letters.ts'
import { startEventBridgeStandIn, type EventBridgeStandIn } from '#infra/local/stand-ins/eventbridge.ts'
import { startFcmStandIn, type FcmStandIn } from '#infra/local/stand-ins/fcm.ts'
import { startFirebaseStandIn } from '#infra/local/stand-ins/firebase.ts'
import { startResendStandIn, type ResendStandIn } from '#infra/local/stand-ins/resend.ts'
import { startSqsStandIn } from '#infra/local/stand-ins/sqs.ts'
import { serve, type StandIn } from '#infra/local/stand-ins/stand-in.ts'
import { Outbox } from '#lib/events/outbox.model.ts'
import { recordEvent } from '#lib/events/outbox.ts'
import { relayOutbox } from '#lib/events/relay-outbox.ts'
import { Device } from '#lib/notifications/device.model.ts'
import { urlSettingOf } from '#lib/http/define-queue.ts'
import { Notification } from '#lib/notifications/notification.model.ts'
import { changePreferences } from '#lib/notifications/preferences.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { realTime } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import { Connection } from '#lib/realtime/connection.model.ts'
import { Session } from '#lib/auth/session.model.ts'
import { aJob } from '#lib/testing/jobs.ts'
import { randomOf } from '#lib/testing/random.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, type Somebody } from '#lib/testing/people.ts'

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
const EVENTS = Number(process.env.TOLD_EVENTS ?? 1_000)
const FAULTS = 0.3
const KILLS = 12

interface Couple {
  readonly client: Somebody
  readonly craftsman: Somebody
  readonly jobId: string
}

interface Frame {
  readonly type: string
  readonly id: string
}

const random = randomOf(SEED)
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
const standIns: StandIn[] = []
const framesOf = new Map<string, Frame[]>()
const couples: Couple[] = []
/** Who has to be told of each event: `<event> <user>`. */
const expected: string[] = []
let resend: ResendStandIn
let fcm: FcmStandIn
let bus: EventBridgeStandIn
let withoutQuoteMails: Somebody
let sqs: SQSClient

aDatabase()

/** API Gateway's `@connections`: what each socket was sent, as it came. */
async function startSockets(): Promise<StandIn> {
  const { url, stop } = await serve(({ url: { pathname }, body }) => {
    const socket = decodeURIComponent(pathname.split('/').at(-1) ?? '')
    framesOf.get(socket)?.push(JSON.parse(body.toString('utf8')) as Frame)
    return { status: 200 }
  })
  return { url, env: { SOCKETS_ENDPOINT: url }, stop }
}

beforeAll(async () => {
  process.stdout.write(`told-once: SEED=${SEED}\n`)
  resend = await startResendStandIn()
  fcm = await startFcmStandIn()
  bus = await startEventBridgeStandIn()
  const patient = Object.values(queues).map((queue) => ({ ...queue, visibilitySeconds: 3, maxReceives: 500 }))
  for (const standIn of [resend, fcm, bus, await startSockets(), await startSqsStandIn(patient)]) {
    standIns.push(standIn, await faultyWayTo(standIn, FAULTS, random))
  }
  standIns.push(await startFirebaseStandIn())
  for (const { env } of standIns) Object.assign(process.env, env)
  forgetConfig()
  sqs = new SQSClient({ maxAttempts: 10 })
  await forgetTransactionsAfter(5)
  for (let n = 0; n < 10; n += 1) couples.push(await aCouple())
  withoutQuoteMails = (couples[0] as Couple).client
  await changePreferences(withoutQuoteMails.id, { quote: { email: false } })
}, 60_000)
afterAll(async () => {
  await forgetTransactionsAfter(60)
  await Promise.all(standIns.map(({ stop }) => stop()))
})

/** MongoDB keeps the transaction of whoever was killed, and its locks, for that long; a minute unless told. */
const forgetTransactionsAfter = (seconds: number) =>
  mongoose.connection.db?.admin().command({ setParameter: 1, transactionLifetimeLimitSeconds: seconds })

async function aCouple(): Promise<Couple> {
  const [client, craftsman] = [await aClient(), await aCraftsman()]
  const { jobId } = await aJob({ client })
  for (const { id } of [client, craftsman]) {
    const at = realTime()
    await Device.create({
      user: objectId(id),
      token: `device-of-${id}`,
      platform: 'android',
      createdAt: at,
      updatedAt: at,
    })
    const session = await Session.findOne({ user: id }).lean().orFail()
    const long = new Date(at.getTime() + 3_600_000)
    await Connection.create({
      _id: `socket-of-${id}`,
      user: objectId(id),
      session: session._id,
      connectedAt: at,
      expiresAt: long,
      through: 0,
      wanted: 0,
    })
    framesOf.set(`socket-of-${id}`, [])
  }
  return { client, craftsman, jobId }
}

/** Something that happens between two people; who hears of it is written down apart from the code's own table. */
async function somethingHappens(): Promise<void> {
  const { client, craftsman, jobId } = pick(couples)
  const ids = { jobId, clientId: client.id, craftsmanId: craftsman.id }
  const what = pick(['quote', 'invitation', 'answer', 'status'] as const)
  await inTransaction(async (session) => {
    if (what === 'quote') await recordEvent(session, 'quote.submitted', { ...ids, quoteId: newId() })
    if (what === 'invitation')
      await recordEvent(session, 'invitation.sent', { ...ids, invitationId: newId() })
    if (what === 'answer')
      await recordEvent(session, 'invitation.answered', {
        ...ids,
        invitationId: newId(),
        response: 'Accepted',
      })
    if (what === 'status') {
      const move = {
        from: 'Hired',
        to: 'On The Way',
        move: 'setOut',
        actorId: craftsman.id,
        reason: null,
        contractId: null,
      }
      await recordEvent(session, 'job.status.changed', { ...ids, ...move })
    }
  })
  const event = await Outbox.findOne().sort({ _id: -1 }).lean().orFail()
  const told = { quote: [client], invitation: [craftsman], answer: [client], status: [client, craftsman] }[
    what
  ]
  for (const { id } of told) expected.push(`${event._id.toHexString()} ${id}`)
}

const queueUrls = () => Object.values(queues).map((queue) => process.env[urlSettingOf(queue)] ?? '')

function startConsumers(): Promise<ChildProcess> {
  const child = fork(new URL('./testing/consume.ts', import.meta.url), {
    silent: true,
    env: process.env,
    execArgv: [],
  })
  return new Promise((resolve) => child.stdout?.once('data', () => resolve(child)))
}

const isThrough = async (): Promise<boolean> => {
  if ((await Outbox.countDocuments({ sentAt: null })) > 0) return false
  if ((await Notification.countDocuments()) < expected.length) return false
  const waiting = await Notification.countDocuments({
    $or: [{ queuedAt: null }, { channels: 'push', pushedAt: null }, { channels: 'email', emailedAt: null }],
  })
  return waiting === 0 && framesMissing().length === 0
}

const framesMissing = () =>
  [...framesOf].filter(([socket, frames]) => {
    const user = socket.replace('socket-of-', '')
    const has = new Set(frames.filter(({ type }) => type === 'notification').map(({ id }) => id))
    return has.size < expected.filter((one) => one.endsWith(user)).length
  })

describe(`${EVENTS} events, each message twice and out of order, ways that fail at 30 %, consumers that are killed`, () => {
  beforeAll(async () => {
    let consumers = await startConsumers()
    const happening = (async () => {
      for (let n = 0; n < EVENTS; n += 1) await somethingHappens()
    })()
    for (let kill = 0; kill < KILLS; kill += 1) {
      await wait(400 + random() * 1_600)
      consumers.kill('SIGKILL')
      consumers = await startConsumers()
    }
    await happening
    for (let i = 0; i < 600 && !(await isThrough()); i += 1) {
      await relayOutbox(0).catch(() => undefined)
      await wait(250)
    }
    await wait(1_500) // what comes twice is to come now
    consumers.kill('SIGKILL')
  }, 240_000)

  it('tell everybody whom they concern in-app, exactly once, with numbers without a gap', async () => {
    const stored = await Notification.find({}, { user: 1, event: 1, number: 1 })
      .sort({ user: 1, number: 1 })
      .lean()
    const told = stored.map(({ user, event }) => `${event.toHexString()} ${user.toHexString()}`)
    expect(told.toSorted()).toEqual(expected.toSorted())
    const byUser = Map.groupBy(stored, ({ user }) => user.toHexString())
    for (const own of byUser.values()) {
      expect(own.map(({ number }) => number)).toEqual(own.map((_, index) => index + 1))
    }
  })

  it('send one e-mail for each that wants one, and none to who does not', async () => {
    const people = couples.flatMap(({ client, craftsman }) => [client, craftsman])
    for (const { id, email } of people) {
      const wanted = await Notification.countDocuments({ user: objectId(id), channels: 'email' })
      expect(resend.box().filter(({ to }) => to === email)).toHaveLength(wanted)
    }
    const user = objectId(withoutQuoteMails.id)
    expect(await Notification.countDocuments({ user, type: 'quote', channels: 'email' })).toBe(0)
  })

  it('lose no push; one that comes twice has the same id and collapse key', async () => {
    const pushed = new Set(fcm.box().map(({ token, data }) => `${data.notificationId} ${token}`))
    const stored = await Notification.find({ channels: 'push' }).lean()
    const all = stored.map(({ _id, user }) => `${_id.toHexString()} device-of-${user.toHexString()}`)
    expect([...pushed].toSorted()).toEqual(all.toSorted())
    expect(fcm.box().every(({ data, collapseKey }) => collapseKey === data.notificationId)).toBe(true)
  })

  it('lose no frame, and each socket has its notifications in their order', async () => {
    for (const [socket, frames] of framesOf) {
      const user = new Types.ObjectId(socket.replace('socket-of-', ''))
      const stored = await Notification.find({ user }).sort({ number: 1 }).lean()
      const order = stored.map(({ _id }) => _id.toHexString())
      const firsts = [...new Set(frames.filter(({ type }) => type === 'notification').map(({ id }) => id))]
      expect(firsts).toEqual(order)
    }
  })

  it('are all on the bus, and nothing is among the dead letters', async () => {
    const onBus = new Set(bus.box().map(({ detail }) => (detail as { eventId: string }).eventId))
    expect(onBus.size).toBe(await Outbox.countDocuments())
    for (const url of queueUrls()) expect(await listDeadLetters(sqs, url)).toEqual([])
  })
})
