import { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { UpgradeRequest } from '#infra/local/supervision.ts'
import { type InvokeSocketRoute, SocketGateway } from '#infra/local/websocket/socket-gateway.ts'

/** The sockets of `npm start`. Its main process holds them, so that they outlive a reload of the server. */
export interface Sockets {
  /** The settings with the addresses of the sockets, for functions. */
  readonly env: Readonly<Record<string, string>>
  /** Accepts the connection of a WebSocket upgrade request. */
  readonly accept: (request: UpgradeRequest, socket: Socket) => void
  readonly stop: () => Promise<void>
}

/** Credentials that the SDK needs for signing; nothing on this machine checks the signature. */
const AWS = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' }

export async function openSockets(port: number, invoke: InvokeSocketRoute): Promise<Sockets> {
  const gateway = new SocketGateway(invoke)
  const endpoint = await gateway.listen()
  return {
    env: { ...AWS, SOCKETS_ENDPOINT: endpoint, SOCKETS_URL: `ws://localhost:${port}/ws` },
    accept: ({ head, ...fields }, socket) => {
      const request = Object.assign(new IncomingMessage(socket), { ...fields, method: 'GET' })
      void gateway.upgrade(request, socket, Buffer.from(head, 'base64'))
    },
    stop: () => gateway.stop(),
  }
}
