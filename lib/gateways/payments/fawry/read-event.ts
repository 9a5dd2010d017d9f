import { fail, isRefusal } from '#lib/errors/app-error.ts'
import { merchantAccount, parseJson } from '#lib/gateways/payments/fawry/call-fawry.ts'
import { readOrder, receivedAmount, stateOfOrder } from '#lib/gateways/payments/fawry/read-order.ts'
import { orderFingerprint, type SignedOrder } from '#lib/gateways/payments/fawry/signatures.ts'
import type { WebhookEvent } from '#lib/gateways/payments/payments.ts'
import { log } from '#lib/platform/logger.ts'
import { withFreshSecrets } from '#lib/platform/secrets.ts'

/**
 * Reads a webhook notification from Fawry (version 2, JSON). The signature is verified first. Throws BAD_SIGNATURE if
 * it is wrong, and for version 1, whose MD5 in a query proves nothing. Only signed values are read. They contain no
 * time, so a captured message can be replayed at any time; its `key` is then the same. If the key does not fit, it may
 * have been rotated: it is read again.
 */
export const readFawryEvent = (raw: Buffer): Promise<WebhookEvent> =>
  withFreshSecrets(
    () => verifyAndRead(raw),
    (error) => isRefusal(error, 'BAD_SIGNATURE'),
  )

async function verifyAndRead(raw: Buffer): Promise<WebhookEvent> {
  const { keys } = await merchantAccount()
  const order = readOrder(parseJson(raw.toString('utf8')), keys)
  if (!order) throw fail('BAD_SIGNATURE')
  return {
    gateway: 'Fawry',
    key: orderFingerprint(order),
    reference: order.reference,
    gatewayPaymentId: order.fawryReference || null,
    content: contentOf(order),
  }
}

function contentOf(order: SignedOrder): WebhookEvent['content'] {
  const state = stateOfOrder(order)
  switch (state) {
    case 'paid':
      return { kind: 'paid', amount: receivedAmount(order) }
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
      log.error('Fawry sent an unknown status', { event: order.status.slice(0, 40) })
      return { kind: 'other', type: order.status }
  }
}
