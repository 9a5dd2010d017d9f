import { randomUUID } from 'node:crypto'
import {
  serve,
  type StandIn,
  type StandInAnswer,
  type StandInRequest,
} from '#infra/local/stand-ins/stand-in.ts'

/** An e-mail that was sent, as the box on this machine shows it. */
export interface SentEmail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly at: string
}

export interface ResendStandIn extends StandIn {
  /** What was sent, newest first. Other processes read it at GET /box. */
  readonly box: () => readonly SentEmail[]
  readonly emptyBox: () => void
  /** Refuses the next `times` e-mails with this status; 0 takes no notice of them at all. */
  readonly failNext: (status: number, times?: number) => void
}

interface Letter {
  readonly from?: string
  readonly to?: string | readonly string[]
  readonly subject?: string
  readonly html?: string
  readonly text?: string
}

const KEPT = 5_000

/** Resend on this machine: takes e-mails, keeps each idempotency key's first, shows what was sent. */
export async function startResendStandIn({ port = 0 } = {}): Promise<ResendStandIn> {
  const sent: SentEmail[] = []
  const idOfKey = new Map<string, string>()
  const failures: number[] = []

  const send = ({ headers, body }: StandInRequest): StandInAnswer | Promise<never> => {
    if (!headers.authorization?.startsWith('Bearer ')) return refuse(401, 'missing_api_key')
    const failure = failures.shift()
    if (failure === 0) return new Promise<never>(() => undefined)
    if (failure !== undefined) return refuse(failure, 'application_error')
    const letter = JSON.parse(body.toString('utf8')) as Letter
    const [to] = typeof letter.to === 'string' ? [letter.to] : (letter.to ?? [])
    const { subject, text = '', html = '' } = letter
    if (!letter.from || !to || !subject) return refuse(422, 'missing_required_field')
    const key = headers['idempotency-key']
    const known = key && idOfKey.get(key)
    if (known) return { status: 200, json: { id: known } }
    const id = randomUUID()
    if (key) idOfKey.set(key, id)
    sent.unshift({ to, subject, text, html, at: new Date().toISOString() })
    sent.length = Math.min(sent.length, KEPT)
    return { status: 200, json: { id } }
  }

  const { url, stop } = await serve((request) => {
    const route = `${request.method} ${request.url.pathname}`
    if (route === 'POST /emails') return send(request)
    if (route === 'GET /box') return { status: 200, json: sent }
    return refuse(404, 'not_found')
  }, port)
  return {
    url,
    env: { RESEND_API_KEY: 're_stand_in', RESEND_BASE_URL: url },
    stop,
    box: () => sent,
    emptyBox: () => void (sent.length = 0),
    failNext: (status, times = 1) => void failures.push(...Array<number>(times).fill(status)),
  }
}

const refuse = (status: number, name: string): StandInAnswer => ({
  status,
  json: { statusCode: status, name, message: 'Refused by the stand-in' },
})
