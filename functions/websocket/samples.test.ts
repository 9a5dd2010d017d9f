import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { socketRoutes } from '#functions/consumers.ts'
import { fillPlaceholders } from '#infra/local/sample-event.ts'
import { loadSocketHandlers } from '#infra/local/websocket/socket-handlers.ts'
import type { SocketEvent } from '#lib/lambda/socket/socket-event.ts'
import { Connection } from '#lib/model/connection.model.ts'
import { theDemoScene } from '#lib/testing/samples.ts'
import { localSockets } from '#lib/testing/sockets.ts'

theDemoScene()
localSockets()

const sampleOf = async (name: string): Promise<SocketEvent> => {
  const file = new URL(`../../events/websocket/${name}.json`, import.meta.url)
  return JSON.parse(await fillPlaceholders(readFileSync(file, 'utf8'))) as SocketEvent
}

describe('the sample events of the socket routes', () => {
  it('exist for each route and name it', async () => {
    for (const { name, key } of socketRoutes) {
      expect((await sampleOf(name)).requestContext.routeKey).toBe(key)
    }
  })

  it('open a socket, send over it and close it', async () => {
    // Prepare
    const invoke = await loadSocketHandlers(socketRoutes)
    const storedCount = () => Connection.countDocuments()
    // Act and assess
    expect(await invoke('connect', await sampleOf('connect'))).toEqual({ statusCode: 200 })
    expect(await storedCount()).toBe(1)
    // the gateway does not know this socket, so the answer cannot be sent and the connection is deleted
    expect(await invoke('default', await sampleOf('default'))).toEqual({ statusCode: 200 })
    expect(await storedCount()).toBe(0)
    expect(await invoke('disconnect', await sampleOf('disconnect'))).toEqual({ statusCode: 200 })
  })
})
