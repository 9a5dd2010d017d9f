import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { GatewayRefusedError, LostResponseError } from '#lib/gateways/payments/payments.ts'
import type { PayoutAnswer, PayoutOrder, PayoutProvider, PayoutState } from '#lib/gateways/payouts/payouts.ts'

/** What happens to an order. `lost`: it is paid, but the response is lost. `unheard`: it never reaches the provider. */
export type Fate = 'paid' | 'sent' | 'failed' | 'lost' | 'unheard' | 'refused'

/** A payout provider behind HTTP, which keeps its records when its callers crash. */
export class TestProvider {
  /** What happens to the next orders, in this sequence; `paid` once it is empty. */
  readonly fates: Fate[] = []
  /** By payout: its amount, how often it was sent, and its outcome. */
  readonly orders = new Map<string, { amount: number; times: number; outcome: 'paid' | 'sent' | 'failed' }>()
  readonly #server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => this.#answer(request.url ?? '', JSON.parse(text) as PayoutOrder, response))
  })

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #answer(url: string, { payoutId, amount }: PayoutOrder, response: ServerResponse): void {
    const fate = this.fates.shift() ?? 'paid'
    const say = (answer: object) => response.end(JSON.stringify(answer))
    if (fate === 'unheard') return void response.destroy()
    if (fate === 'refused') return void say({ refused: 'rate_limit' })
    const known = this.orders.get(payoutId)
    if (url === '/state')
      return void say(known ? { ...known, providerId: `tr_${payoutId}` } : { outcome: 'unknown' })
    // the idempotency key is the payout's: the same order again has the same outcome
    const outcome = known?.outcome ?? (fate === 'lost' ? 'paid' : fate)
    this.orders.set(payoutId, { amount, times: (known?.times ?? 0) + 1, outcome })
    if (fate === 'lost') return void response.destroy()
    say({ outcome, providerId: `tr_${payoutId}`, ...(outcome === 'failed' && { reason: 'account_closed' }) })
  }
}

/** The client of a TestProvider. */
export function providerAt(url: string): PayoutProvider {
  const ask = async (path: string, order: PayoutOrder): Promise<unknown> => {
    const answer = await fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(order) })
      .then((response) => response.json() as Promise<{ refused?: string }>)
      .catch((error: unknown) => {
        throw new LostResponseError('Stripe', { cause: error })
      })
    if (answer.refused) throw new GatewayRefusedError('Stripe', answer.refused)
    return answer
  }
  return {
    send: async (order) => (await ask('/send', order)) as PayoutAnswer,
    stateOf: async (order) => (await ask('/state', order)) as PayoutState,
  }
}
