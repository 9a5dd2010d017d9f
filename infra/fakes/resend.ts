import { randomUUID } from 'node:crypto'
import { type FakeRequest, type FakeResponse, type FakeServer, serve } from '#infra/fakes/fake-server.ts'

/** A sent e-mail, as the box on this machine shows it. */
export interface SentEmail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly at: string
}

export interface ResendFake extends FakeServer {
  /** The sent e-mails, newest first. Other processes read them at GET /box. */
  readonly box: () => readonly SentEmail[]
  readonly emptyBox: () => void
  /** Refuses the next `times` e-mails with this status; with 0 they are never answered. */
  readonly failNext: (status: number, times?: number) => void
}

interface EmailRequest {
  readonly from?: string
  readonly to?: string | readonly string[]
  readonly subject?: string
  readonly html?: string
  readonly text?: string
}

const MAX_EMAILS = 5_000

/** Resend on this machine: accepts e-mails, sends only the first of each idempotency key, shows what was sent. */
export async function startResendFake({ port = 0 } = {}): Promise<ResendFake> {
  const sent: SentEmail[] = []
  const idOfKey = new Map<string, string>()
  const failures: number[] = []

  const send = ({ headers, body }: FakeRequest): FakeResponse | Promise<never> => {
    if (!headers.authorization?.startsWith('Bearer ')) return refuse(401, 'missing_api_key')
    const failure = failures.shift()
    if (failure === 0) return new Promise<never>(() => undefined)
    if (failure !== undefined) return refuse(failure, 'application_error')
    const email = JSON.parse(body.toString('utf8')) as EmailRequest
    const [to] = typeof email.to === 'string' ? [email.to] : (email.to ?? [])
    const { subject, text = '', html = '' } = email
    if (!email.from || !to || !subject) return refuse(422, 'missing_required_field')
    const key = headers['idempotency-key']
    const known = key && idOfKey.get(key)
    if (known) return { status: 200, json: { id: known } }
    const id = randomUUID()
    if (key) idOfKey.set(key, id)
    sent.unshift({ to, subject, text, html, at: new Date().toISOString() })
    sent.length = Math.min(sent.length, MAX_EMAILS)
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
    env: { RESEND_API_KEY: 're_fake', RESEND_BASE_URL: url },
    stop,
    box: () => sent,
    emptyBox: () => void (sent.length = 0),
    failNext: (status, times = 1) => void failures.push(...Array<number>(times).fill(status)),
  }
}

const refuse = (status: number, name: string): FakeResponse => ({
  status,
  json: { statusCode: status, name, message: 'Refused by the fake' },
})
