import type { FakeResponse } from '#infra/fakes/fake-server.ts'
import {
  type Account,
  type Intent,
  newStripeId,
  type Refund,
  seconds,
  type StripeRecords,
  type Transfer,
} from '#infra/fakes/stripe/records.ts'

/** A call of Stripe's SDK: form fields, with nested ones named like `metadata[reference]`. */
export interface Call {
  readonly fields: URLSearchParams
  /** The ids from the path. */
  readonly ids: readonly string[]
}

/** The result of an endpoint: its answer, and the events that are sent as webhooks after it. */
export interface EndpointResult {
  readonly answer: FakeResponse
  readonly events?: readonly { readonly type: string; readonly object: unknown }[]
}

type Endpoint = (records: StripeRecords, call: Call) => EndpointResult

/** The calls that Craftworks makes, by method and path. */
export const ENDPOINTS: readonly (readonly [RegExp, Endpoint])[] = [
  [/^POST \/v1\/payment_intents$/, createIntent],
  [/^GET \/v1\/payment_intents\/search$/, searchIntents],
  [
    /^GET \/v1\/payment_intents\/(\w+)$/,
    (records, { ids }) => found(records.intents.get(ids[0] ?? ''), 'payment_intent'),
  ],
  [/^POST \/v1\/payment_intents\/(\w+)\/cancel$/, cancelIntent],
  [/^POST \/v1\/refunds$/, createRefund],
  [/^GET \/v1\/refunds$/, listRefunds],
  [/^POST \/v1\/transfers$/, createTransfer],
  [/^GET \/v1\/transfers$/, listTransfers],
  [/^POST \/v1\/accounts$/, createAccount],
  [/^GET \/v1\/accounts\/(\w+)$/, (records, { ids }) => found(records.accounts.get(ids[0] ?? ''), 'account')],
  [/^POST \/v1\/account_links$/, createAccountLink],
]

/** An error in the shape that Stripe uses. */
export const refused = (status: number, code: string, type = 'invalid_request_error'): FakeResponse => ({
  status,
  json: { error: { type, code, message: `Refused by the fake: ${code}` } },
})

const ok = (json: unknown): EndpointResult => ({ answer: { status: 200, json } })
const refusal = (code: string, status = 400): EndpointResult => ({ answer: refused(status, code) })
const found = (object: unknown, kind: string): EndpointResult =>
  object ? ok(object) : refusal(`resource_missing_${kind}`, 404)
const listed = (url: string, data: readonly unknown[]): EndpointResult =>
  ok({ object: 'list', url, has_more: false, data })

function metadataOf(fields: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    [...fields].flatMap(([name, value]) => {
      const key = /^metadata\[(\w+)\]$/.exec(name)?.[1]
      return key ? [[key, value]] : []
    }),
  )
}

/** The amount if it is a positive whole number, as Stripe requires; else null. */
function amountOf(fields: URLSearchParams): number | null {
  const amount = Number(fields.get('amount'))
  return Number.isSafeInteger(amount) && amount > 0 ? amount : null
}

function createIntent(records: StripeRecords, { fields }: Call): EndpointResult {
  const amount = amountOf(fields)
  if (amount === null) return refusal('parameter_invalid_integer')
  const id = newStripeId('pi')
  const intent: Intent = {
    id,
    object: 'payment_intent',
    amount,
    currency: fields.get('currency') ?? '',
    amount_received: 0,
    status: 'requires_payment_method',
    client_secret: `${id}_secret_${newStripeId('s').slice(2)}`,
    transfer_group: fields.get('transfer_group'),
    description: fields.get('description'),
    metadata: metadataOf(fields),
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    created: seconds(),
  }
  records.intents.set(id, intent)
  return { ...ok({ ...intent }), events: [{ type: 'payment_intent.created', object: { ...intent } }] }
}

function searchIntents(records: StripeRecords, { fields }: Call): EndpointResult {
  const [, key = '', value = ''] = /^metadata\['(\w+)'\]:'([^']*)'$/.exec(fields.get('query') ?? '') ?? []
  const data = [...records.intents.values()].filter(({ metadata }) => metadata[key] === value)
  return ok({ object: 'search_result', url: '/v1/payment_intents/search', has_more: false, data })
}

function cancelIntent(records: StripeRecords, { ids }: Call): EndpointResult {
  const intent = records.intents.get(ids[0] ?? '')
  if (!intent) return refusal('resource_missing', 404)
  if (intent.status !== 'requires_payment_method') return refusal('payment_intent_unexpected_state')
  intent.status = 'canceled'
  return { ...ok({ ...intent }), events: [{ type: 'payment_intent.canceled', object: { ...intent } }] }
}

function createRefund(records: StripeRecords, { fields }: Call): EndpointResult {
  const intent = records.intents.get(fields.get('payment_intent') ?? '')
  if (!intent?.latest_charge) return refusal('resource_missing', 404)
  const left = intent.amount_received - records.refundedOf(intent.id)
  if (left === 0) return refusal('charge_already_refunded')
  const amount = fields.has('amount') ? amountOf(fields) : left
  if (amount === null || amount > left) return refusal('amount_too_large')
  const refund = addRefund(records, intent, { amount, metadata: metadataOf(fields) })
  return { ...ok({ ...refund }), events: refundEvents(intent, refund, 'refund.updated') }
}

/** Refunds a part of an intent, whoever orders it. */
export function addRefund(
  records: StripeRecords,
  intent: Intent,
  { amount, metadata }: Pick<Refund, 'amount' | 'metadata'>,
): Refund {
  const refund: Refund = {
    id: newStripeId('re'),
    object: 'refund',
    amount,
    currency: intent.currency,
    status: 'succeeded',
    payment_intent: intent.id,
    metadata,
    created: seconds(),
  }
  records.refunds.set(refund.id, refund)
  if (intent.latest_charge) intent.latest_charge.amount_refunded += amount
  return refund
}

/** What Stripe sends about a refund: the refund itself, and the charge with the sum of its refunds. */
export const refundEvents = (intent: Intent, refund: Refund, type: string) => [
  { type, object: { ...refund } },
  {
    type: 'charge.refunded',
    object: {
      ...intent.latest_charge,
      amount: intent.amount_received,
      currency: intent.currency,
      payment_intent: intent.id,
      metadata: intent.metadata,
      refunded: intent.latest_charge?.amount_refunded === intent.amount_received,
    },
  },
]

function listRefunds(records: StripeRecords, { fields }: Call): EndpointResult {
  return listed(
    '/v1/refunds',
    [...records.refunds.values()].filter((refund) => refund.payment_intent === fields.get('payment_intent')),
  )
}

function createTransfer(records: StripeRecords, { fields }: Call): EndpointResult {
  const amount = amountOf(fields)
  const destination = records.accounts.get(fields.get('destination') ?? '')
  if (amount === null) return refusal('parameter_invalid_integer')
  if (!destination) return refusal('account_invalid')
  if (!destination.payouts_enabled) return refusal('insufficient_capabilities_for_transfer')
  if (amount > records.balance) return refusal('balance_insufficient')
  const transfer: Transfer = {
    id: newStripeId('tr'),
    object: 'transfer',
    amount,
    currency: fields.get('currency') ?? '',
    destination: destination.id,
    transfer_group: fields.get('transfer_group'),
    reversed: false,
    metadata: metadataOf(fields),
    created: seconds(),
  }
  records.transfers.set(transfer.id, transfer)
  return { ...ok(transfer), events: [{ type: 'transfer.created', object: transfer }] }
}

function listTransfers(records: StripeRecords, { fields }: Call): EndpointResult {
  return listed(
    '/v1/transfers',
    [...records.transfers.values()].filter(
      (transfer) => transfer.transfer_group === fields.get('transfer_group'),
    ),
  )
}

function createAccount(records: StripeRecords, { fields }: Call): EndpointResult {
  const account: Account = {
    id: newStripeId('acct').replace('_', '_1'),
    object: 'account',
    email: fields.get('email'),
    payouts_enabled: false,
    charges_enabled: false,
    details_submitted: false,
    metadata: metadataOf(fields),
  }
  records.accounts.set(account.id, account)
  return ok({ ...account })
}

function createAccountLink(records: StripeRecords, { fields }: Call): EndpointResult {
  const account = records.accounts.get(fields.get('account') ?? '')
  if (!account) return refusal('account_invalid')
  const url = `https://connect.stripe.example/setup/e/${account.id}/${newStripeId('l').slice(2)}`
  return ok({ object: 'account_link', created: seconds(), expires_at: seconds() + 300, url })
}
