import { type ChildProcess, fork } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { SQSClient } from '@aws-sdk/client-sqs'
import mongoose, { Types } from 'mongoose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { queues } from '#functions/queues/queues.ts'
import { type EventBridgeFake, startEventBridgeFake } from '#infra/fakes/eventbridge.ts'
import { type FakeServer, serve } from '#infra/fakes/fake-server.ts'
import { type FcmFake, startFcmFake } from '#infra/fakes/fcm.ts'
import { startFirebaseFake } from '#infra/fakes/firebase.ts'
import { type ResendFake, startResendFake } from '#infra/fakes/resend.ts'
import { startSqsFake } from '#infra/fakes/sqs.ts'
import { AppOfTest } from '#infra/local/queues/testing/app-of-test.ts'
import { faultyProxyTo } from '#infra/local/queues/testing/faulty-proxy.ts'
import { listDeadLetters } from '#infra/ops/dead-letters.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { relayOutbox } from '#lib/events/relay-outbox.ts'
import { urlSettingOf } from '#lib/lambda/queue/define-queue.ts'
import { Notification } from '#lib/model/notification.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Session } from '#lib/model/session.model.ts'
import { changePreferences } from '#lib/notifications/preferences.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { newId } from '#lib/platform/ids.ts'
import { inTransaction, objectId, trusted } from '#lib/platform/mongo.ts'
import { UNLIMITED } from '#lib/platform/run.ts'
import type { Frame } from '#lib/realtime/frame.ts'
import { aPhoneOf } from '#lib/testing/devices.ts'
import { aJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, type Somebody } from '#lib/testing/people.ts'
import { randomOf } from '#lib/testing/random.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
const EVENTS = Number(process.env.TOLD_EVENTS ?? 400)
const FAULTS = 0.3
/** A frame of which it is unknown whether it has arrived costs its socket, so fewer are lost. */
const FRAME_FAULTS = 0.05
const KILLS = 12

interface Couple {
  readonly client: Somebody
  readonly craftsman: Somebody
  readonly jobId: string
}

const random = randomOf(SEED)
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
const fakes: FakeServer[] = []
const apps = new Map<string, AppOfTest>()
const couples: Couple[] = []
/** The notifications that must exist: `<event> <user>`. */
const expected: string[] = []
let resend: ResendFake
let fcm: FcmFake
let bus: EventBridgeFake
let withoutQuoteMails: Somebody
let sqs: SQSClient

aDatabase()

/** API Gateway's `@connections`: brings frames to the sockets of the apps, and closes them. */
async function startSockets(): Promise<FakeServer> {
  const { url, stop } = await serve(({ method, url: { pathname }, body }) => {
    const socket = decodeURIComponent(pathname.split('/').at(-1) ?? '')
    const app = [...apps.values()].find((one) => one.socket === socket)
    if (!app)
      return { status: 410, json: { message: 'Gone' }, headers: { 'x-amzn-errortype': 'GoneException' } }
    if (method === 'DELETE') app.isClosed()
    else app.receives(JSON.parse(body.toString('utf8')) as Frame)
    return { status: method === 'DELETE' ? 204 : 200 }
  })
  return { url, env: { SOCKETS_ENDPOINT: url }, stop }
}

beforeAll(async () => {
  process.stdout.write(`told-once: SEED=${SEED}\n`)
  resend = await startResendFake()
  fcm = await startFcmFake()
  bus = await startEventBridgeFake()
  const testQueues = Object.values(queues).map((queue) => ({
    ...queue,
    visibilitySeconds: 3,
    maxReceives: 500,
    maxCalls: 2,
  }))
  for (const fake of [resend, fcm, bus, await startSqsFake(testQueues)]) {
    fakes.push(fake, await faultyProxyTo(fake, FAULTS, random))
  }
  const sockets = await startSockets()
  fakes.push(sockets, await faultyProxyTo(sockets, FRAME_FAULTS, random))
  fakes.push(await startFirebaseFake())
  for (const { env } of fakes) Object.assign(process.env, env)
  forgetConfig()
  sqs = new SQSClient({ maxAttempts: 10 })
  await expireTransactionsAfter(5)
  for (let n = 0; n < 10; n += 1) couples.push(await aCouple())
  withoutQuoteMails = (couples[0] as Couple).client
  await changePreferences(withoutQuoteMails.id, { quote: { email: false } })
})
afterAll(async () => {
  await expireTransactionsAfter(60)
  await Promise.all(fakes.map(({ stop }) => stop()))
})

/** For so long MongoDB keeps the transaction of a killed process and its locks; the default is a minute. */
const expireTransactionsAfter = (seconds: number) =>
  mongoose.connection.db?.admin().command({ setParameter: 1, transactionLifetimeLimitSeconds: seconds })

async function aCouple(): Promise<Couple> {
  const [client, craftsman] = [await aClient(), await aCraftsman()]
  const { jobId } = await aJob({ client })
  for (const user of [client, craftsman]) {
    const { id } = user
    await aPhoneOf(user, 'device-of')
    const session = await Session.findOne({ user: id }).lean().orFail()
    const app = new AppOfTest(id, session._id)
    apps.set(id, app)
    await app.connects()
  }
  return { client, craftsman, jobId }
}

/** Records a random event between two people. The expected recipients are independent of the notification rules. */
async function recordRandomEvent(): Promise<void> {
  const { client, craftsman, jobId } = pick(couples)
  const ids = { jobId, clientId: client.id, craftsmanId: craftsman.id }
  const kind = pick(['quote', 'invitation', 'answer', 'status'] as const)
  await inTransaction(async (tx) => {
    if (kind === 'quote') await recordEvent(tx, 'quote.submitted', { ...ids, quoteId: newId() })
    if (kind === 'invitation') await recordEvent(tx, 'invitation.sent', { ...ids, invitationId: newId() })
    if (kind === 'answer')
      await recordEvent(tx, 'invitation.answered', {
        ...ids,
        invitationId: newId(),
        response: 'Accepted',
      })
    if (kind === 'status') {
      const transition = {
        from: 'Hired',
        to: 'On The Way',
        move: 'setOut',
        actorId: craftsman.id,
        contractId: null,
      }
      await recordEvent(tx, 'job.status.changed', { ...ids, ...transition })
    }
  })
  const event = await Outbox.findOne().sort({ _id: -1 }).lean().orFail()
  const recipients = {
    quote: [client],
    invitation: [craftsman],
    answer: [client],
    status: [client], // the craftsman knows that they are on the way
  }[kind]
  for (const { id } of recipients) expected.push(`${event._id.toHexString()} ${id}`)
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

const isDelivered = async (): Promise<boolean> => {
  if ((await Outbox.countDocuments({ sentAt: null })) > 0) return false
  if ((await Notification.countDocuments()) < expected.length) return false
  if (eventsOnBus().size < (await countEvents())) return false
  const waiting = await Notification.countDocuments({
    $or: [
      { channels: 'push', pushedAt: null },
      { channels: 'email', emailedAt: null },
    ],
  })
  return waiting === 0 && appsMissingFrames().length === 0
}

const eventsOnBus = () => new Set(bus.box().map(({ detail }) => (detail as { eventId: string }).eventId))

/** Marks for reports are no events. */
const countEvents = () => Outbox.countDocuments({ type: trusted({ $ne: 'touched' }) })

const appsMissingFrames = () =>
  [...apps].filter(
    ([user, { counted }]) => counted.length < expected.filter((one) => one.endsWith(user)).length,
  )

describe(`${EVENTS} events, each message twice and out of order, services that fail at 30 %, consumers that are killed`, () => {
  beforeAll(async () => {
    let consumers = await startConsumers()
    const recording = (async () => {
      for (let n = 0; n < EVENTS; n += 1) await recordRandomEvent()
    })()
    for (let kill = 0; kill < KILLS; kill += 1) {
      await wait(400 + random() * 1_600)
      consumers.kill('SIGKILL')
      consumers = await startConsumers()
    }
    await recording
    const end = performance.now() + timeLimit(15_000)
    while (performance.now() < end && !(await isDelivered())) {
      await relayOutbox(UNLIMITED, 0).catch(() => undefined)
      await wait(250)
    }
    await wait(1_500) // time for duplicates to arrive
    consumers.kill('SIGKILL')
  }, timeLimit(30_000))

  it('notify every recipient in-app exactly once, with consecutive numbers', async () => {
    const stored = await Notification.find({}, { user: 1, event: 1, number: 1 })
      .sort({ user: 1, number: 1 })
      .lean()
    const notified = stored.map(({ user, event }) => `${event.toHexString()} ${user.toHexString()}`)
    expect(notified.toSorted()).toEqual(expected.toSorted())
    const byUser = Map.groupBy(stored, ({ user }) => user.toHexString())
    for (const own of byUser.values()) {
      expect(own.map(({ number }) => number)).toEqual(own.map((_, index) => index + 1))
    }
  })

  it('send one e-mail for each notification whose recipient wants e-mails, and none otherwise', async () => {
    const people = couples.flatMap(({ client, craftsman }) => [client, craftsman])
    for (const { id, email } of people) {
      const wanted = await Notification.countDocuments({ user: objectId(id), channels: 'email' })
      expect(resend.box().filter(({ to }) => to === email)).toHaveLength(wanted)
    }
    const user = objectId(withoutQuoteMails.id)
    expect(await Notification.countDocuments({ user, type: 'quote', channels: 'email' })).toBe(0)
  })

  it('lose no push; a duplicate has the same id and collapse key', async () => {
    const pushed = new Set(fcm.box().map(({ token, data }) => `${data.notificationId} ${token}`))
    const stored = await Notification.find({ channels: 'push' }).lean()
    const all = stored.map(({ _id, user }) => `${_id.toHexString()} device-of-${user.toHexString()}`)
    expect([...pushed].toSorted()).toEqual(all.toSorted())
    expect(fcm.box().every(({ data, collapseKey }) => collapseKey === data.notificationId)).toBe(true)
  })

  it('lose no frame, and each app gets its notifications in order and once', async () => {
    for (const [user, { counted }] of apps) {
      const stored = await Notification.find({ user: new Types.ObjectId(user) })
        .sort({ number: 1 })
        .lean()
      expect(counted).toEqual(stored.map(({ _id }) => _id.toHexString()))
    }
  })

  it('are all on the bus, and there are no dead letters', async () => {
    expect(eventsOnBus().size).toBe(await countEvents())
    for (const url of queueUrls()) expect(await listDeadLetters(sqs, url)).toEqual([])
  })
})
