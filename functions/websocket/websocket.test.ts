import { beforeEach, describe, expect, it } from 'vitest'
import { authRoutes } from '#functions/auth/auth.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { startResendFake } from '#infra/fakes/resend.ts'
import { hashOfResetToken, newResetToken } from '#lib/auth/reset-token.ts'
import { Connection } from '#lib/model/connection.model.ts'
import { User } from '#lib/model/user.model.ts'
import { hashPassword } from '#lib/passwords/password.ts'
import { addMs, HOUR, realTime } from '#lib/platform/clock.ts'
import { type SessionId } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { submitQuote } from '#lib/quotes/submit-quote.ts'
import { deliverRealtime } from '#lib/realtime/deliver-realtime.ts'
import { newFrame } from '#lib/realtime/frame.ts'
import { beginSession, endSession } from '#lib/sessions/session.ts'
import { call } from '#lib/testing/call.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aHiredJob, aQuotedJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, type Somebody } from '#lib/testing/people.ts'
import { AppSocket, localSockets } from '#lib/testing/sockets.ts'

aDatabase()
const sockets = localSockets()
aFake(startResendFake)

const bearer = ({ token }: { token: string }) => ({ authorization: `Bearer ${token}` })
const connected = (person: { token: string }) => AppSocket.open(sockets.its.url, bearer(person))

describe('a frame', () => {
  let client: Somebody
  let app: AppSocket
  beforeEach(async () => {
    client = await aClient()
    app = await connected(client)
    return () => app.close()
  })

  it('that pings is answered with its ref', async () => {
    app.send({ action: 'ping', ref: 7 })
    expect(await app.receives(({ type }) => type === 'pong')).toMatchObject({ ref: 7, data: {} })
  })

  it.each([
    ['not JSON', 'hello', 'MALFORMED_JSON'],
    ['incomplete JSON', '{"action":', 'MALFORMED_JSON'],
    ['a list', '[1,2]', 'VALIDATION_FAILED'],
    ['nothing', 'null', 'VALIDATION_FAILED'],
    ['a number', '5', 'VALIDATION_FAILED'],
    ['empty', '', 'MALFORMED_JSON'],
    ['of an unknown action', '{"action":"dance","ref":"r"}', 'UNKNOWN_ACTION'],
    ['of an action that is an inherited property', '{"action":"constructor","ref":"r"}', 'UNKNOWN_ACTION'],
    ['without an action', '{"ref":"r"}', 'UNKNOWN_ACTION'],
    ['with an unknown field', '{"action":"ping","ref":"r","x":1}', 'VALIDATION_FAILED'],
    [
      'with a query operator for an id',
      '{"action":"typing","ref":"r","jobId":{"$gt":""}}',
      'VALIDATION_FAILED',
    ],
    ['with a malformed id', '{"action":"resume","ref":"r","after":"x"}', 'INVALID_ID'],
    [
      'about an unknown job',
      '{"action":"typing","ref":"r","jobId":"65a000000000000000000001"}',
      'JOB_NOT_FOUND',
    ],
  ])('that is %s gets an error frame, and the socket stays open', async (_, text, code) => {
    // Act
    app.send(text)
    const answer = await app.receives(({ type }) => type === 'error')
    // Assess
    expect(answer.data.code).toBe(code)
    if (text.includes('"ref"')) expect(answer.ref).toBe('r')
    expect((await app.ask({ action: 'ping' })).type).toBe('pong')
  })

  it('over a socket whose session ended closes the socket', async () => {
    // Prepare
    const session = await Connection.findOne({ user: client.id }).lean().orFail()
    await endSession(session.session.toHexString() as SessionId, 'logout')
    // Act
    app.send({ action: 'ping' })
    // Assess
    expect((await app.receives(({ type }) => type === 'error')).data.code).toBe('UNAUTHENTICATED')
    await app.closed
    expect(await Connection.countDocuments({ user: client.id })).toBe(0)
  })

  it('from a user who was banned meanwhile closes the socket, with the reason', async () => {
    // Prepare
    await User.updateOne({ _id: client.id }, { $set: { isBanned: true, banReason: 'Fraud' } })
    await deliverRealtime({ userId: client.id, frame: newFrame('job.status') })
    // Act
    app.send({ action: 'ping' })
    // Assess
    expect((await app.receives(({ type }) => type === 'error')).data).toMatchObject({
      code: 'ACCOUNT_BLOCKED',
      reason: 'Fraud',
    })
    await app.closed
    expect(app.frames.map(({ type }) => type)).toEqual(['error'])
  })
})

describe('typing', () => {
  it('is shown only to the other party of the job', async () => {
    // Prepare
    const { jobId, client, craftsman } = await aHiredJob()
    const stranger = await aCraftsman()
    const [one, other, third] = [
      await connected(client),
      await connected(craftsman),
      await connected(stranger),
    ]
    // Act
    const answer = await one.ask({ action: 'typing', jobId })
    const refused = await third.ask({ action: 'typing', jobId })
    // Assess
    expect(answer.type).toBe('ack')
    expect(await other.receives(({ type }) => type === 'typing')).toMatchObject({
      data: { jobId, from: client.id },
    })
    expect(refused.data.code).toBe('JOB_NOT_FOUND')
    for (const app of [one, other, third]) await app.close()
  })

  it('must name the craftsman while several may quote', async () => {
    // Prepare
    const { jobId, client, craftsman } = await aQuotedJob()
    await submitQuote(jobId, { price: asPiastres(1_000) }, await aCraftsman())
    const [one, other] = [await connected(client), await connected(craftsman)]
    // Act
    const unnamed = await one.ask({ action: 'typing', jobId })
    const named = await one.ask({ action: 'typing', jobId, to: craftsman.id })
    // Assess
    expect([unnamed.data.code, named.type]).toEqual(['RECIPIENT_REQUIRED', 'ack'])
    await other.receives(({ type }) => type === 'typing')
    for (const app of [one, other]) await app.close()
  })
})

describe('a message', () => {
  it('is stored and acknowledged to its sender', async () => {
    // Prepare
    const { jobId, client, craftsman } = await aHiredJob()
    const app = await connected(client)
    // Act
    const answer = await app.ask({ action: 'sendMessage', jobId, text: 'When do you come?' })
    // Assess
    expect(answer).toMatchObject({
      type: 'ack',
      data: { jobId, from: { id: client.id }, to: { id: craftsman.id }, text: 'When do you come?' },
    })
    await app.close()
  })

  it('is marked as read by its recipient', async () => {
    // Prepare
    const { jobId, client, craftsman } = await aHiredJob()
    const [one, other] = [await connected(client), await connected(craftsman)]
    await one.ask({ action: 'sendMessage', jobId, text: 'When do you come?' })
    // Act
    const answers = [
      await other.ask({ action: 'markRead', jobId }),
      await other.ask({ action: 'markRead', jobId }),
    ]
    // Assess
    expect(answers.map(({ type, data }) => [type, data.read])).toEqual([
      ['ack', 1],
      ['ack', 0],
    ])
    for (const app of [one, other]) await app.close()
  })

  it('is refused if it is empty, too long, or sent to another’s job', async () => {
    // Prepare
    const { jobId, client } = await aHiredJob()
    const [app, stranger] = [await connected(client), await connected(await aCraftsman())]
    // Act
    const codes = [
      await app.ask({ action: 'sendMessage', jobId, text: ' ' }),
      await app.ask({ action: 'sendMessage', jobId, text: 'x'.repeat(2_001) }),
      await stranger.ask({ action: 'sendMessage', jobId, text: 'hello' }),
    ].map(({ data }) => data.code)
    // Assess
    expect(codes).toEqual(['VALIDATION_FAILED', 'VALIDATION_FAILED', 'JOB_NOT_FOUND'])
    for (const one of [app, stranger]) await one.close()
  })
})

describe('presence', () => {
  it('is sent to the other party of an active job, once for all sockets', async () => {
    // Prepare
    const { client, craftsman } = await aHiredJob()
    const watching = await connected(client)
    // Act
    const [first, second] = [await connected(craftsman), await connected(craftsman)]
    await watching.receives(({ type, data }) => type === 'presence' && data.online === true)
    await first.close()
    await second.close()
    await watching.receives(({ type, data }) => type === 'presence' && data.online === false)
    // Assess
    expect(watching.frames.map(({ type, data }) => [type, data.userId, data.online])).toEqual([
      ['presence', craftsman.id, true],
      ['presence', craftsman.id, false],
    ])
    await watching.close()
  })
})

describe('logging out', () => {
  it('closes the sockets of its session, and no others', async () => {
    // Prepare
    const client = await aClient()
    const other = await beginSession(client.id)
    const [here, there] = [await connected(client), await connected(other)]
    // Act
    await call(authRoutes.logout, { as: client })
    // Assess
    await here.closed
    expect((await there.ask({ action: 'ping' })).type).toBe('pong')
    expect(await Connection.countDocuments({ user: client.id })).toBe(1)
    await there.close()
  })
})

describe('a new password', () => {
  it('closes the sockets of all other sessions', async () => {
    // Prepare
    const password = 'a first word of mine'
    const client = await aClient({ password: await hashPassword(password) })
    const other = await beginSession(client.id)
    const [here, there] = [await connected(client), await connected(other)]
    // Act
    const body = { currentPassword: password, newPassword: 'a second word of mine' }
    expect((await call(userRoutes.updateMe, { as: client, body })).status).toBe(200)
    // Assess
    await there.closed
    expect((await here.ask({ action: 'ping' })).type).toBe('pong')
    await here.close()
  })

  it('by a reset link closes every socket', async () => {
    // Prepare
    const token = newResetToken()
    const client = await aClient({
      resetPasswordToken: hashOfResetToken(token),
      resetPasswordExpires: addMs(realTime(), HOUR),
    })
    const app = await connected(client)
    // Act
    const body = { token, password: 'a second word of mine' }
    expect((await call(authRoutes.resetPassword, { body })).status).toBe(201)
    // Assess
    await app.closed
    expect(await Connection.countDocuments({ user: client.id })).toBe(0)
  })
})
