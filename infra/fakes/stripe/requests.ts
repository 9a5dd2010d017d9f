import type { FakeRequest, FakeResponse } from '#infra/fakes/fake-server.ts'
import { type EndpointResult, ENDPOINTS, refused } from '#infra/fakes/stripe/endpoints.ts'
import { seconds, type StripeRecords } from '#infra/fakes/stripe/records.ts'
import type { StripeWebhooks } from '#infra/fakes/stripe/webhooks.ts'

type Fault = { readonly status: number; readonly isSaved?: boolean } | { readonly isLost: true }

/** Handles Stripe's API calls: checks the secret key, honours idempotency keys, injects planned faults, sends the events that follow. */
export class StripeRequests {
  readonly #records: StripeRecords
  readonly #secretKey: string
  readonly #webhooks: StripeWebhooks
  readonly #faults: Fault[] = []

  constructor(records: StripeRecords, secretKey: string, webhooks: StripeWebhooks) {
    this.#records = records
    this.#secretKey = secretKey
    this.#webhooks = webhooks
  }

  /**
   * Answers the next `times` calls with this status and does nothing else; with 0 they are never answered. `isSaved`: the
   * error came so late that it is the answer for the idempotency key from then on.
   */
  failNext(status: number, times = 1, isSaved = false): void {
    this.#faults.push(...Array<Fault>(times).fill({ status, isSaved }))
  }

  /** Executes the next `times` calls, but closes the connection before it answers. */
  loseNextAnswer(times = 1): void {
    this.#faults.push(...Array<Fault>(times).fill({ isLost: true }))
  }

  async handle(request: FakeRequest): Promise<FakeResponse> {
    const fault = this.#faults.shift()
    if (!fault) return this.#answer(request)
    if ('isLost' in fault) {
      this.#answer(request)
      return { status: 200, hangUp: true }
    }
    if (fault.status === 0) return new Promise<never>(() => undefined)
    const error = refused(fault.status, 'api_error', 'api_error')
    return fault.isSaved === true ? this.#withIdempotency(request, () => ({ answer: error })) : error
  }

  #answer(request: FakeRequest): FakeResponse {
    if (request.headers.authorization !== `Bearer ${this.#secretKey}`) return refused(401, 'api_key_invalid')
    const route = `${request.method} ${request.url.pathname}`
    for (const [pattern, endpoint] of ENDPOINTS) {
      const match = pattern.exec(route)
      if (!match) continue
      const isRead = request.method === 'GET'
      const fields = isRead ? request.url.searchParams : new URLSearchParams(request.body.toString('utf8'))
      return this.#withIdempotency(request, () => endpoint(this.#records, { fields, ids: match.slice(1) }))
    }
    return refused(404, 'unrecognized_request_url')
  }

  /** A repeated key gets the same answer; with other parameters it is an error (docs.stripe.com/api/idempotent_requests). */
  #withIdempotency(request: FakeRequest, execute: () => EndpointResult): FakeResponse {
    const key = request.method === 'POST' ? request.headers['idempotency-key'] : undefined
    const fingerprint = `${request.url.pathname} ${request.body.toString('utf8')}`
    const saved = key && this.#records.answers.get(key)
    if (saved && saved.fingerprint === fingerprint) return saved.answer
    if (saved) return refused(400, 'idempotency_key_in_use', 'idempotency_error')
    const { answer, events = [] } = execute()
    if (key) this.#records.answers.set(key, { fingerprint, answer, at: seconds() })
    if (request.method !== 'GET') this.#records.keep()
    for (const { type, object } of events) this.#webhooks.sendLater(type, object)
    return answer
  }
}
