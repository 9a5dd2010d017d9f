import { randomUUID } from 'node:crypto'

/** A mail as the stand-in of the mail service keeps it. */
export interface SentMail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly at: string
}

/** What the server tells the supervisor, which keeps the stand-ins and so what they were sent. */
export type FromServer =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly fault: string }
  | { readonly type: 'askEmails'; readonly id: string }

/** What the supervisor tells the server; a socket comes beside `connection`. */
export type ToServer =
  | { readonly type: 'go'; readonly env: Readonly<Record<string, string>> }
  | { readonly type: 'connection' }
  | { readonly type: 'retire' }
  | { readonly type: 'stop' }
  | { readonly type: 'emails'; readonly id: string; readonly emails: readonly SentMail[] }

export const tellSupervisor = (message: FromServer): void => void process.send?.(message)

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
