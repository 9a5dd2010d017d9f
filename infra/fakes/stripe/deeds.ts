import type { FakeRequest, FakeResponse } from '#infra/fakes/fake-server.ts'
import { isOutcome, type PayerOutcome } from '#infra/fakes/payer-outcomes.ts'
import type { Deeds, Remembered } from '#infra/fakes/stripe/stripe.ts'

const PAY = /^\/pay\/(\w+)\/([a-z-]+)$/
const APPROVE = /^\/accounts\/(\w+)\/approve$/

/**
 * Has a payer, a bank or an account's owner do something at Stripe, as another process asked for it:
 * `POST /pay/:intent/:outcome` and `POST /accounts/:account/approve`. Answers after the effect; null if the request is
 * another one.
 */
export async function answerDeed(
  deeds: Deeds,
  { method, url, body }: FakeRequest,
): Promise<FakeResponse | null> {
  if (method !== 'POST') return null
  const [, account] = APPROVE.exec(url.pathname) ?? []
  const [, intent = '', outcome = ''] = PAY.exec(url.pathname) ?? []
  if (account) await deeds.approve(account)
  else if (isOutcome(outcome)) await PAYER[outcome](deeds, intent, rememberedIn(body))
  else return null
  return { status: 200, json: {} }
}

const rememberedIn = (body: Buffer): Remembered | undefined =>
  body.length > 0 ? (JSON.parse(body.toString()) as Remembered) : undefined

type Deed = (deeds: Deeds, intent: string, remembered: Remembered | undefined) => Promise<unknown>

const PAYER: Readonly<Record<PayerOutcome, Deed>> = {
  paid: (deeds, ...payment) => payAs('paid', deeds, ...payment),
  failed: (deeds, ...payment) => payAs('failed', deeds, ...payment),
  expired: (deeds, ...payment) => payAs('expired', deeds, ...payment),
  'charged-back': (deeds, ...payment) => deeds.chargeBack(...payment),
  'chargeback-won': (deeds, intent, remembered) => deeds.endDispute(intent, 'won', remembered),
  'chargeback-lost': (deeds, intent, remembered) => deeds.endDispute(intent, 'lost', remembered),
  duplicate: (deeds, ...payment) => deeds.payTwice(...payment),
  late: async (deeds, ...payment) => {
    await payAs('expired', deeds, ...payment)
    await payAs('paid', deeds, ...payment)
  },
}

const payAs = (
  outcome: 'paid' | 'failed' | 'expired',
  deeds: Deeds,
  intent: string,
  remembered: Remembered | undefined,
): Promise<void> => deeds.pay(intent, outcome, remembered)
