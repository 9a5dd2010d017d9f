import { fail } from '#lib/errors/app-error.ts'
import { ourAccount, parsed } from '#lib/gateways/payments/fawry/call-fawry.ts'
import { cameIn, readOrder, stateOfOrder } from '#lib/gateways/payments/fawry/read-order.ts'
import { nameOfOrder, type SignedOrder } from '#lib/gateways/payments/fawry/signatures.ts'
import type { GatewayEvent } from '#lib/gateways/payments/payments.ts'
import { log } from '#lib/platform/logger.ts'

/**
 * Reads a notification of Fawry (version 2, JSON). The signature comes first: what does not bear it throws
 * BAD_SIGNATURE, and so does version 1, whose MD5 in a query nobody should believe. Only signed values are
 * read; they carry no time, so that a captured one can come again for ever: its `key` is the same then.
 */
export async function readFawryEvent(raw: Buffer): Promise<GatewayEvent> {
  const { merchant } = await ourAccount()
  const order = readOrder(parsed(raw.toString('utf8')), merchant.key)
  if (!order) throw fail('BAD_SIGNATURE')
  return {
    gateway: 'Fawry',
    key: nameOfOrder(order),
    reference: order.reference,
    gatewayPaymentId: order.fawryReference || null,
    happened: whatHappened(order),
  }
}

function whatHappened(order: SignedOrder): GatewayEvent['happened'] {
  const state = stateOfOrder(order)
  switch (state) {
    case 'paid':
      return { kind: 'paid', amount: cameIn(order) }
    case 'failed':
    case 'expired':
    case 'cancelled':
      return { kind: state }
    case 'refunded':
    case 'partlyRefunded':
      return { kind: 'refunded', refundId: null, whole: state === 'refunded' }
    case 'pending':
      return { kind: 'other', type: order.status }
    case null:
      log.error('Fawry told of a status that nobody knows', { event: order.status.slice(0, 40) })
      return { kind: 'other', type: order.status }
  }
}
