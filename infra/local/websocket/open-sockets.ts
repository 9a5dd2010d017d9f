import { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { UpgradeRequest } from '#infra/local/supervision.ts'
import { SocketGateway, type InvokeSocketRoute } from '#infra/local/websocket/socket-gateway.ts'

/** The sockets of `npm start`, held beside the servers that come and go with the code. */
export interface Sockets {
  /** The settings with which the functions find them. */
  readonly env: Readonly<Record<string, string>>
  /** Takes a connection that asks to become a socket. */
  readonly take: (request: UpgradeRequest, socket: Socket) => void
  readonly stop: () => Promise<void>
}

/** What the SDK wants to sign with; nothing on this machine looks at the signature. */
const AWS = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' }

export async function openSockets(port: number, invoke: InvokeSocketRoute): Promise<Sockets> {
  const gateway = new SocketGateway(invoke)
  const endpoint = await gateway.listen()
  return {
    env: { ...AWS, SOCKETS_ENDPOINT: endpoint, SOCKETS_URL: `ws://localhost:${port}/ws` },
    take: ({ head, ...asked }, socket) => {
      const request = Object.assign(new IncomingMessage(socket), { ...asked, method: 'GET' })
      void gateway.upgrade(request, socket, Buffer.from(head, 'base64'))
    },
    stop: () => gateway.stop(),
  }
}
