import type { Books } from '#infra/local/stand-ins/stripe/books.ts'
import { ENDPOINTS, refused, type Work } from '#infra/local/stand-ins/stripe/endpoints.ts'
import type { StripeMessages } from '#infra/local/stand-ins/stripe/messages.ts'
import type { StandInAnswer, StandInRequest } from '#infra/local/stand-ins/stand-in.ts'

type Fault = { readonly status: number } | { readonly isLost: true }

/** Takes Stripe's API calls: the key, idempotency keys, what goes wrong on demand, the events that follow. */
export class StripeDesk {
  readonly #books: Books
  readonly #secretKey: string
  readonly #messages: StripeMessages
  readonly #answered = new Map<string, { readonly asked: string; readonly answer: StandInAnswer }>()
  readonly #faults: Fault[] = []

  constructor(books: Books, secretKey: string, messages: StripeMessages) {
    this.#books = books
    this.#secretKey = secretKey
    this.#messages = messages
  }

  /** Answers the next `times` calls with this status and does nothing; 0 takes no notice of them at all. */
  failNext(status: number, times = 1): void {
    this.#faults.push(...Array<Fault>(times).fill({ status }))
  }

  /** Does what the next `times` calls ask, and hangs up before it answers. */
  loseNextAnswer(times = 1): void {
    this.#faults.push(...Array<Fault>(times).fill({ isLost: true }))
  }

  async take(request: StandInRequest): Promise<StandInAnswer> {
    const fault = this.#faults.shift()
    if (!fault) return this.#answer(request)
    if ('isLost' in fault) {
      this.#answer(request)
      return { status: 200, hangUp: true }
    }
    if (fault.status === 0) return new Promise<never>(() => undefined)
    return refused(fault.status, 'api_error', 'api_error')
  }

  #answer(request: StandInRequest): StandInAnswer {
    if (request.headers.authorization !== `Bearer ${this.#secretKey}`) return refused(401, 'api_key_invalid')
    const route = `${request.method} ${request.url.pathname}`
    for (const [pattern, endpoint] of ENDPOINTS) {
      const match = pattern.exec(route)
      if (!match) continue
      const isRead = request.method === 'GET'
      const fields = isRead ? request.url.searchParams : new URLSearchParams(request.body.toString('utf8'))
      return this.#once(request, () => endpoint(this.#books, { fields, ids: match.slice(1) }))
    }
    return refused(404, 'unrecognized_request_url')
  }

  /** The same key is answered the same; with other parameters it is an error (docs.stripe.com/api/idempotent_requests). */
  #once(request: StandInRequest, work: () => Work): StandInAnswer {
    const key = request.method === 'POST' ? request.headers['idempotency-key'] : undefined
    const asked = `${request.url.pathname} ${request.body.toString('utf8')}`
    const before = key && this.#answered.get(key)
    if (before && before.asked === asked) return before.answer
    if (before) return refused(400, 'idempotency_key_in_use', 'idempotency_error')
    const { answer, events = [] } = work()
    if (key) this.#answered.set(key, { asked, answer })
    for (const { type, object } of events) this.#messages.tellSoon(type, object)
    return answer
  }
}
