import { describe, expect, it } from 'vitest'
import { authRoutes } from '#functions/auth/auth.routes.ts'
import { realtimeRoutes } from '#functions/realtime/realtime.routes.ts'
import { Connection } from '#lib/model/connection.model.ts'
import { Ticket } from '#lib/model/ticket.model.ts'
import { User } from '#lib/model/user.model.ts'
import { realTime, SECOND } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { deliverRealtime } from '#lib/realtime/deliver-realtime.ts'
import { newFrame } from '#lib/realtime/frame.ts'
import { signAccessToken } from '#lib/sessions/access-token.ts'
import { call } from '#lib/testing/call.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, type Somebody } from '#lib/testing/people.ts'
import { AppSocket, localSockets, RefusedError } from '#lib/testing/sockets.ts'

aDatabase()
const sockets = localSockets()

const aTicket = async (person: Somebody): Promise<string> =>
  (await call(realtimeRoutes.issueTicket, { as: person })).body.ticket

const bearer = ({ token }: { token: string }) => ({ authorization: `Bearer ${token}` })
const connected = (person: { token: string }) => AppSocket.open(sockets.its.url, bearer(person))

/** The status with which a handshake is refused; 101 if it is accepted. */
async function statusOf(query: string, headers: Record<string, string> = {}): Promise<number> {
  try {
    const app = await AppSocket.open(`${sockets.its.url}${query}`, headers)
    await app.close()
    return 101
  } catch (error) {
    if (error instanceof RefusedError) return error.status
    throw error
  }
}

describe('a ticket', () => {
  it('opens a socket over which frames arrive', async () => {
    // Prepare
    const client = await aClient()
    const { body } = await call(realtimeRoutes.issueTicket, { as: client })
    const app = await AppSocket.open(`${body.url}?ticket=${body.ticket}`)
    // Act
    await deliverRealtime({ userId: client.id, frame: newFrame('job.status', { jobId: 'x' }) })
    // Assess
    expect(await app.receives(({ type }) => type === 'job.status')).toMatchObject({ data: { jobId: 'x' } })
    await app.close()
  })

  it('works once, also when two use it at once', async () => {
    // Prepare
    const ticket = await aTicket(await aClient())
    // Act
    const statuses = await Promise.all([statusOf(`?ticket=${ticket}`), statusOf(`?ticket=${ticket}`)])
    // Assess
    expect(statuses.toSorted()).toEqual([101, 401])
    expect(await statusOf(`?ticket=${ticket}`)).toBe(401)
  })

  it('works for 30 s of real time', async () => {
    // Prepare
    const client = await aClient()
    const { body } = await call(realtimeRoutes.issueTicket, { as: client })
    const left = new Date(body.expiresAt).getTime() - realTime().getTime()
    expect(left).toBeGreaterThan(28 * SECOND)
    expect(left).toBeLessThanOrEqual(30 * SECOND)
    // Act
    await Ticket.updateMany({ user: client.id }, { $set: { expiresAt: new Date(realTime().getTime() - 1) } })
    // Assess
    expect(await statusOf(`?ticket=${body.ticket}`)).toBe(401)
  })

  it('is stored as its hash', async () => {
    // Act
    const ticket = await aTicket(await aClient())
    // Assess
    expect(JSON.stringify(await Ticket.find().lean())).not.toContain(ticket)
  })

  it('does not work after its session ended or its owner was banned', async () => {
    // Prepare
    const [loggedOut, banned] = [await aClient(), await aClient()]
    const tickets = [await aTicket(loggedOut), await aTicket(banned)]
    // Act
    await call(authRoutes.logout, { as: loggedOut })
    await User.updateOne({ _id: banned.id }, { $set: { isBanned: true } })
    // Assess
    expect(await statusOf(`?ticket=${tickets[0]}`)).toBe(401)
    expect(await statusOf(`?ticket=${tickets[1]}`)).toBe(403)
  })
})

describe('a handshake', () => {
  it('needs a valid ticket or token', async () => {
    const client = await aClient()
    const old = await signAccessToken(client.id, newId<'Session'>(), -1000)
    for (const query of ['', '?ticket=', '?ticket=abc', `?ticket=${'a'.repeat(43)}`]) {
      expect(await statusOf(query)).toBe(401)
    }
    expect(await statusOf('', { authorization: 'Bearer nonsense' })).toBe(401)
    expect(await statusOf('', bearer(old))).toBe(401)
    expect(await statusOf('', bearer(client))).toBe(101)
    expect(await statusOf('', { Authorization: `Bearer ${client.token}` })).toBe(101)
  })

  it('is refused with a token in the URL, even beside a valid one in the header', async () => {
    const client = await aClient()
    for (const name of ['token', 'access_token', 'ticket', 'jwt']) {
      expect(await statusOf(`?${name}=${client.token}`)).toBe(401)
      expect(await statusOf(`?${name}=${client.token}`, bearer(client))).toBe(401)
    }
  })

  it('is refused with a token in any part of the address, and with anything that is longer than a ticket', async () => {
    const client = await aClient()
    const { token } = client
    const refused = [
      `a=${token}&a=harmless`,
      `a=harmless&a=${token}`,
      `${token}=1`,
      `${token}`,
      `a=before%20${token}%20after`,
      `a=${token.split('.').join('.')}.more`,
      `a=${'aaaa.'.repeat(3)}aaaa`,
      `a=${'a'.repeat(201)}`,
      `a=${'a.'.repeat(3_950)}`,
      `${'b'.repeat(7_000)}=1`,
      `ticket=${await aTicket(client)}&ticket=${await aTicket(client)}`,
    ]
    for (const query of refused) expect(await statusOf(`?${query}`, bearer(client)), query).toBe(401)
    const allowed = ['v=1.20.3', 'app=com.craftworks.app', 'a=1&a=2', 'at=2026-11-26T10:00:00.000Z']
    for (const query of allowed) expect(await statusOf(`?${query}`, bearer(client)), query).toBe(101)
  })

  it('is refused for pages of other websites; apps send no origin', async () => {
    const client = await aClient()
    const from = async (origin: string) => statusOf('', { ...bearer(client), origin })
    expect(await from('https://evil.example')).toBe(403)
    expect(await from('http://localhost.evil.example')).toBe(403)
    expect(await from('null')).toBe(403)
    expect(await from('http://localhost:5173')).toBe(101)
    const ticket = await aTicket(client)
    expect(await statusOf(`?ticket=${ticket}`, { origin: 'https://evil.example' })).toBe(403)
    expect(await statusOf(`?ticket=${ticket}`)).toBe(101) // the refused page did not use the ticket up
  })

  it('is refused if the user already has 50 sockets', async () => {
    // Prepare
    const client = await aClient()
    const apps = await Promise.all(Array.from({ length: 49 }, () => connected(client)))
    // Act
    const last = await Promise.allSettled([connected(client), connected(client), connected(client)])
    // Assess
    const refused = last.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    expect(refused.map((reason) => (reason as RefusedError).status)).toEqual([429, 429])
    expect(await Connection.countDocuments({ user: client.id })).toBe(50)
    apps.push(...last.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : [])))
    await Promise.all(apps.map((app) => app.close()))
  })

  it('is accepted for exactly 50 sockets of 52 that come at once, and again for each that is closed', async () => {
    for (let round = 0; round < 5; round += 1) {
      // Prepare
      const client = await aClient()
      // Act
      const all = await Promise.allSettled(Array.from({ length: 52 }, () => connected(client)))
      // Assess
      const open = all.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
      const refused = all.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
      expect(refused.map((reason) => (reason as RefusedError).status)).toEqual([429, 429])
      expect(await Connection.countDocuments({ user: client.id })).toBe(50)
      await open[0]?.close()
      await expect.poll(() => Connection.countDocuments({ user: client.id })).toBe(49)
      const next = await Promise.allSettled([connected(client), connected(client), connected(client)])
      expect(next.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      open.push(...next.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : [])))
      await Promise.all(open.map((app) => app.close()))
    }
  })

  it('finds a place at once where sockets ended without a word', async () => {
    // Prepare
    const client = await aClient()
    const apps = await Promise.all(Array.from({ length: 50 }, () => connected(client)))
    await Connection.updateMany(
      { user: client.id },
      { $set: { expiresAt: new Date(realTime().getTime() - 1) } },
    )
    // Act and assess
    expect(await statusOf('', bearer(client))).toBe(101)
    await Promise.all(apps.map((app) => app.close()))
  })
})
