import {
  newName,
  seconds,
  type Account,
  type Books,
  type Intent,
  type Refund,
  type Transfer,
} from '#infra/local/stand-ins/stripe/books.ts'
import type { StandInAnswer } from '#infra/local/stand-ins/stand-in.ts'

/** A call as Stripe's SDK makes it: form fields, nested ones as `metadata[reference]`. */
export interface Call {
  readonly fields: URLSearchParams
  /** The ids in the path. */
  readonly ids: readonly string[]
}

/** What an endpoint does; the events that follow from it are told after its answer. */
export interface Work {
  readonly answer: StandInAnswer
  readonly events?: readonly { readonly type: string; readonly object: unknown }[]
}

type Endpoint = (books: Books, call: Call) => Work

/** The calls that Craftworks makes, by method and path. */
export const ENDPOINTS: readonly (readonly [RegExp, Endpoint])[] = [
  [/^POST \/v1\/payment_intents$/, createIntent],
  [/^GET \/v1\/payment_intents\/search$/, searchIntents],
  [
    /^GET \/v1\/payment_intents\/(\w+)$/,
    (books, { ids }) => found(books.intents.get(ids[0] ?? ''), 'payment_intent'),
  ],
  [/^POST \/v1\/payment_intents\/(\w+)\/cancel$/, cancelIntent],
  [/^POST \/v1\/refunds$/, createRefund],
  [/^GET \/v1\/refunds$/, listRefunds],
  [/^POST \/v1\/transfers$/, createTransfer],
  [/^GET \/v1\/transfers$/, listTransfers],
  [/^POST \/v1\/accounts$/, createAccount],
  [/^GET \/v1\/accounts\/(\w+)$/, (books, { ids }) => found(books.accounts.get(ids[0] ?? ''), 'account')],
  [/^POST \/v1\/account_links$/, createAccountLink],
]

/** Stripe's error in its own shape. */
export const refused = (status: number, code: string, type = 'invalid_request_error'): StandInAnswer => ({
  status,
  json: { error: { type, code, message: `Refused by the stand-in: ${code}` } },
})

const ok = (json: unknown): Work => ({ answer: { status: 200, json } })
const no = (code: string, status = 400): Work => ({ answer: refused(status, code) })
const found = (object: unknown, kind: string): Work =>
  object ? ok(object) : no(`resource_missing_${kind}`, 404)
const listed = (url: string, data: readonly unknown[]): Work =>
  ok({ object: 'list', url, has_more: false, data })

function metadataOf(fields: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    [...fields].flatMap(([name, value]) => {
      const key = /^metadata\[(\w+)\]$/.exec(name)?.[1]
      return key ? [[key, value]] : []
    }),
  )
}

/** A whole amount above nothing, as Stripe wants it; null for anything else. */
function amountOf(fields: URLSearchParams): number | null {
  const amount = Number(fields.get('amount'))
  return Number.isSafeInteger(amount) && amount > 0 ? amount : null
}

function createIntent(books: Books, { fields }: Call): Work {
  const amount = amountOf(fields)
  if (amount === null) return no('parameter_invalid_integer')
  const id = newName('pi')
  const intent: Intent = {
    id,
    object: 'payment_intent',
    amount,
    currency: fields.get('currency') ?? '',
    amount_received: 0,
    status: 'requires_payment_method',
    client_secret: `${id}_secret_${newName('s').slice(2)}`,
    transfer_group: fields.get('transfer_group'),
    description: fields.get('description'),
    metadata: metadataOf(fields),
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    created: seconds(),
  }
  books.intents.set(id, intent)
  return { ...ok({ ...intent }), events: [{ type: 'payment_intent.created', object: { ...intent } }] }
}

function searchIntents(books: Books, { fields }: Call): Work {
  const [, key = '', value = ''] = /^metadata\['(\w+)'\]:'([^']*)'$/.exec(fields.get('query') ?? '') ?? []
  const data = [...books.intents.values()].filter(({ metadata }) => metadata[key] === value)
  return ok({ object: 'search_result', url: '/v1/payment_intents/search', has_more: false, data })
}

function cancelIntent(books: Books, { ids }: Call): Work {
  const intent = books.intents.get(ids[0] ?? '')
  if (!intent) return no('resource_missing', 404)
  if (intent.status !== 'requires_payment_method') return no('payment_intent_unexpected_state')
  intent.status = 'canceled'
  return { ...ok({ ...intent }), events: [{ type: 'payment_intent.canceled', object: { ...intent } }] }
}

function createRefund(books: Books, { fields }: Call): Work {
  const intent = books.intents.get(fields.get('payment_intent') ?? '')
  if (!intent?.latest_charge) return no('resource_missing', 404)
  const left = intent.amount_received - books.refundedOf(intent.id)
  if (left === 0) return no('charge_already_refunded')
  const amount = fields.has('amount') ? amountOf(fields) : left
  if (amount === null || amount > left) return no('amount_too_large')
  const refund: Refund = {
    id: newName('re'),
    object: 'refund',
    amount,
    currency: intent.currency,
    status: 'succeeded',
    payment_intent: intent.id,
    metadata: metadataOf(fields),
    created: seconds(),
  }
  books.refunds.set(refund.id, refund)
  intent.latest_charge.amount_refunded += amount
  return { ...ok({ ...refund }), events: [{ type: 'refund.updated', object: { ...refund } }] }
}

function listRefunds(books: Books, { fields }: Call): Work {
  return listed(
    '/v1/refunds',
    [...books.refunds.values()].filter((refund) => refund.payment_intent === fields.get('payment_intent')),
  )
}

function createTransfer(books: Books, { fields }: Call): Work {
  const amount = amountOf(fields)
  const destination = books.accounts.get(fields.get('destination') ?? '')
  if (amount === null) return no('parameter_invalid_integer')
  if (!destination) return no('account_invalid')
  if (!destination.payouts_enabled) return no('insufficient_capabilities_for_transfer')
  if (amount > books.balance) return no('balance_insufficient')
  const transfer: Transfer = {
    id: newName('tr'),
    object: 'transfer',
    amount,
    currency: fields.get('currency') ?? '',
    destination: destination.id,
    transfer_group: fields.get('transfer_group'),
    reversed: false,
    metadata: metadataOf(fields),
    created: seconds(),
  }
  books.transfers.set(transfer.id, transfer)
  return { ...ok(transfer), events: [{ type: 'transfer.created', object: transfer }] }
}

function listTransfers(books: Books, { fields }: Call): Work {
  return listed(
    '/v1/transfers',
    [...books.transfers.values()].filter(
      (transfer) => transfer.transfer_group === fields.get('transfer_group'),
    ),
  )
}

function createAccount(books: Books, { fields }: Call): Work {
  const account: Account = {
    id: newName('acct').replace('_', '_1'),
    object: 'account',
    email: fields.get('email'),
    payouts_enabled: false,
    charges_enabled: false,
    details_submitted: false,
    metadata: metadataOf(fields),
  }
  books.accounts.set(account.id, account)
  return ok({ ...account })
}

function createAccountLink(books: Books, { fields }: Call): Work {
  const account = books.accounts.get(fields.get('account') ?? '')
  if (!account) return no('account_invalid')
  const url = `https://connect.stripe.example/setup/e/${account.id}/${newName('l').slice(2)}`
  return ok({ object: 'account_link', created: seconds(), expires_at: seconds() + 300, url })
}
