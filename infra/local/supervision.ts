import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import type { SocketEvent, SocketResult } from '#lib/http/socket-event.ts'

/** A mail as the stand-in of the mail service keeps it. */
export interface SentMail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly at: string
}

/** A request to become a socket, on its way to the gateway that holds them; its connection comes beside it. */
export interface UpgradeRequest {
  readonly url: string
  readonly rawHeaders: readonly string[]
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** What was read beyond the request, base64. */
  readonly head: string
}

/** What the server tells the supervisor, which keeps the stand-ins and so what they were sent. */
export type FromServer =
  | { readonly type: 'upgrade'; readonly request: UpgradeRequest }
  | { readonly type: 'socketResult'; readonly id: string; readonly result: SocketResult }
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly fault: string }
  | { readonly type: 'askEmails'; readonly id: string }

/** What the supervisor tells the server; a socket comes beside `connection`. */
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

export const tellSupervisor = (message: FromServer, socket?: Socket): void =>
  void process.send?.(message, socket, { keepOpen: false })

/** The mails that were sent, newest first. */
export function askEmails(): Promise<readonly SentMail[]> {
  const id = randomUUID()
  return new Promise((resolve) => {
    const listen = (message: ToServer) => {
      if (message.type !== 'emails' || message.id !== id) return
      process.off('message', listen)
      resolve(message.emails)
    }
    process.on('message', listen)
    tellSupervisor({ type: 'askEmails', id })
  })
}
