import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import type { SocketEvent, SocketResult } from '#lib/lambda/socket/socket-event.ts'

/** An e-mail as the e-mail fake stores it. */
export interface SentMail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly at: string
}

/** A WebSocket upgrade request on its way to the supervisor; its connection is sent along with it. */
export interface UpgradeRequest {
  readonly url: string
  readonly rawHeaders: readonly string[]
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** The bytes that were read after the request, base64. */
  readonly head: string
}

/** The messages from the server to the supervisor, which runs the fakes and holds the sockets. */
export type FromServer =
  | { readonly type: 'upgrade'; readonly request: UpgradeRequest }
  | { readonly type: 'socketResult'; readonly id: string; readonly result: SocketResult }
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly fault: string; readonly tryAgain: boolean }
  | { readonly type: 'requestEmails'; readonly id: string }

/** The messages from the supervisor to the server; a socket is sent along with `connection`. */
export type ToServer =
  | { readonly type: 'go'; readonly env: Readonly<Record<string, string>> }
  | { readonly type: 'connection' }
  | {
      readonly type: 'socketEvent'
      readonly id: string
      readonly name: string
      readonly event: SocketEvent
    }
  | { readonly type: 'retire' }
  | { readonly type: 'stop' }
  | { readonly type: 'emails'; readonly id: string; readonly emails: readonly SentMail[] }

export const sendToSupervisor = (message: FromServer, socket?: Socket): void =>
  void process.send?.(message, socket, { keepOpen: false })

/** Gets the sent e-mails from the supervisor, newest first. */
export function requestEmails(): Promise<readonly SentMail[]> {
  const id = randomUUID()
  return new Promise((resolve) => {
    const listen = (message: ToServer) => {
      if (message.type !== 'emails' || message.id !== id) return
      process.off('message', listen)
      resolve(message.emails)
    }
    process.on('message', listen)
    sendToSupervisor({ type: 'requestEmails', id })
  })
}
