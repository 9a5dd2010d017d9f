import { setTimeout as wait } from 'node:timers/promises'
import { SQSClient } from '@aws-sdk/client-sqs'
import { beforeEach, describe, expect, it } from 'vitest'
import { queues } from '#functions/queues/queues.ts'
import { startSqsFake } from '#infra/fakes/sqs.ts'
import { EventSource } from '#infra/local/queues/event-source.ts'
import { LostResponseError } from '#lib/gateways/payments/payments.ts'
import type { PayoutProvider } from '#lib/gateways/payouts/payouts.ts'
import { queueHandler } from '#lib/lambda/queue/queue-handler.ts'
import { askGateway } from '#lib/lambda/work/ask-gateway.ts'
import { sendOrder } from '#lib/lambda/work/send-order.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { runPayouts } from '#lib/payouts/run-payouts.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aPayout } from '#lib/testing/payouts.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

/** As many as the calls that run side by side, and more: 500 and 500 behave alike. */
const SILENT = 20
const BEHIND = 8

aDatabase()
const sqs = aFake(() => startSqsFake([queues['gateway-orders'], queues['gateway-queries']]))
beforeEach(emptyDatabase)

/** A provider that never answers about some payouts, before their callers give up after `patience` ms. */
class SilentProvider implements PayoutProvider {
  readonly silent = new Set<string>()
  readonly #patience: number

  constructor(patience: number) {
    this.#patience = patience
  }

  readonly send: PayoutProvider['send'] = async ({ payoutId }) => {
    await this.#silence(payoutId)
    return { outcome: 'paid', providerId: `tr_${payoutId}` }
  }

  readonly stateOf: PayoutProvider['stateOf'] = async ({ payoutId }) => {
    await this.#silence(payoutId)
    return { outcome: 'unknown' }
  }

  async #silence(payoutId: string): Promise<void> {
    if (!this.silent.has(payoutId)) return
    await wait(this.#patience)
    throw new LostResponseError('Stripe')
  }
}

/** Starts the functions behind the queues of gateways. Returns what stops them. */
function startWorkers(provider: PayoutProvider): () => Promise<void> {
  const client = new SQSClient({ endpoint: sqs.its.url })
  const source = (
    queue: (typeof queues)['gateway-orders'] | (typeof queues)['gateway-queries'],
    url = '',
  ) => {
    const handler =
      queue.name === 'gateway-orders'
        ? queueHandler(queues['gateway-orders'], (message) => sendOrder(message, provider))
        : queueHandler(queues['gateway-queries'], (message) => askGateway(message, provider))
    return new EventSource({ queue, url, handler, client, retrySeconds: 1 })
  }
  const sources = [
    source(queues['gateway-orders'], sqs.its.env.GATEWAY_ORDERS_QUEUE_URL),
    source(queues['gateway-queries'], sqs.its.env.GATEWAY_QUERIES_QUEUE_URL),
  ]
  for (const one of sources) one.start()
  return async () => {
    await Promise.all(sources.map((one) => one.stop()))
  }
}

async function untilPaid(count: number): Promise<void> {
  const end = performance.now() + timeLimit(10_000)
  while (performance.now() < end && (await Payout.countDocuments({ status: 'Paid' })) < count) await wait(25)
}

const somePayouts = async (count: number) => {
  const ids: string[] = []
  for (let n = 0; n < count; n += 1) ids.push((await aPayout({ throughStripe: true })).payoutId)
  return ids
}

describe(`${SILENT} payouts that the provider is silent about, ${BEHIND} behind them`, () => {
  it(
    'do not stand before these: they are paid in the same run, while the provider is still asked about the first',
    async () => {
      // Prepare: an earlier run has sent the first ones, and heard nothing
      const provider = new SilentProvider(timeLimit(8_000))
      for (const id of await somePayouts(SILENT)) provider.silent.add(id)
      await Payout.updateMany({}, { $set: { status: 'Unknown' } })
      await somePayouts(BEHIND)
      const stop = startWorkers(provider)
      // Act
      const began = performance.now()
      await runPayouts()
      await untilPaid(BEHIND)
      const ms = performance.now() - began
      // Assess
      expect(await Payout.countDocuments({ status: 'Paid' })).toBe(BEHIND)
      expect(ms, 'not one of the silent ones was waited for').toBeLessThan(timeLimit(8_000))
      expect(await Payout.countDocuments({ status: 'Unknown' })).toBe(SILENT)
      expect(await verifyLedger()).toEqual([])
      void stop()
    },
    timeLimit(30_000),
  )

  it(
    'are no obstacle either when all are sent for the first time, and the next run asks about the silent ones',
    async () => {
      // Prepare
      const provider = new SilentProvider(200)
      for (const id of await somePayouts(SILENT)) provider.silent.add(id)
      await somePayouts(BEHIND)
      const stop = startWorkers(provider)
      // Act
      await runPayouts()
      await untilPaid(BEHIND)
      const inTheFirstRun = await Payout.countDocuments({ status: 'Paid' })
      provider.silent.clear()
      await wait(500) // what was handed out is done
      await runPayouts()
      await untilPaid(SILENT + BEHIND)
      await stop()
      // Assess
      expect(inTheFirstRun).toBe(BEHIND)
      expect(await Payout.countDocuments({ status: 'Paid' })).toBe(SILENT + BEHIND)
      expect(await verifyLedger()).toEqual([])
    },
    timeLimit(30_000),
  )
})
