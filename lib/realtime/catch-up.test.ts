import { describe, expect, it } from 'vitest'
import { Connection } from '#lib/model/connection.model.ts'
import { addMs, MINUTE, realTime } from '#lib/platform/clock.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { deliverRealtime, type RealtimeMessage } from '#lib/realtime/deliver-realtime.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient } from '#lib/testing/people.ts'
import { notificationsAt, someNotifications } from '#lib/testing/realtime-messages.ts'
import { AppSocket, localSockets } from '#lib/testing/sockets.ts'

aDatabase()
const sockets = localSockets()

const idOf = ({ frame }: RealtimeMessage) => frame.id

describe('a notification for a socket that another function sends to', () => {
  it.each([
    ['nothing of its own', 0],
    ['the one before', 1],
  ])(
    'is sent as soon as that function is done, if it sent %s: what it lacks, in order',
    async (_what, count) => {
      // Prepare
      const { id, token } = await aClient()
      const app = await AppSocket.open(sockets.its.url, { authorization: `Bearer ${token}` })
      await app.ask({ action: 'resume' })
      const messages = await someNotifications(id, 2)
      const [first, second] = messages as [RealtimeMessage, RealtimeMessage]
      if (count === 1) await deliverRealtime(first)
      const mine = { user: objectId(id) }
      await expect.poll(() => Connection.countDocuments({ ...mine, sender: null })).toBe(1)
      const held = { sender: 'another function', busyUntil: addMs(realTime(), MINUTE) }
      await Connection.updateOne(mine, { $set: held })
      // Act
      const delivered = deliverRealtime(second)
      await expect.poll(() => Connection.countDocuments({ ...mine, wanted: second.number })).toBe(1)
      await Connection.updateOne(mine, { $set: { sender: null, busyUntil: new Date(0) } })
      await delivered
      // Assess
      await expect.poll(() => notificationsAt(app)).toEqual(messages.map(idOf))
      await app.close()
    },
  )
})
