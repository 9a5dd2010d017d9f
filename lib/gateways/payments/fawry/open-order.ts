import * as z from 'zod'
import { toEgp } from '#lib/gateways/payments/fawry/amounts.ts'
import {
  callFawry,
  lostResponse,
  merchantAccount,
  parseJson,
  queryFawry,
} from '#lib/gateways/payments/fawry/call-fawry.ts'
import { chargeAnswer, isSigned } from '#lib/gateways/payments/fawry/charge-answer.ts'
import { fetchOrder } from '#lib/gateways/payments/fawry/order-at-fawry.ts'
import { stateOfOrder } from '#lib/gateways/payments/fawry/read-order.ts'
import { signCharge, signInit } from '#lib/gateways/payments/fawry/signatures.ts'
import { type Charge, type Checkout, GatewayRefusedError } from '#lib/gateways/payments/payments.ts'
import { log } from '#lib/platform/logger.ts'

const INIT = '/fawrypay-api/api/payments/init'
const CHARGE = '/ECommerceWeb/Fawry/payments/charge'
/** Wallets are charged at a separate path (docs/decisions/fawry.md). */
const CHARGE_WALLET = '/ECommerceWeb/api/payments/charge'

/** Opens Fawry's hosted page, where payers enter their card. We never see the card's number. */
export async function openHostedPage(charge: Charge): Promise<Checkout> {
  const { merchant, ...account } = await merchantAccount()
  const { reference, amount, returnUrl } = charge
  const item = { itemId: reference, quantity: 1, price: amount }
  const text = await callFawry({
    path: INIT,
    body: {
      ...commonFields(charge, merchant.code),
      paymentMethod: 'CARD',
      paymentExpiry: String(charge.expiresAt.getTime()),
      chargeItems: [itemOf(charge, account.amounts)],
      returnUrl,
      authCaptureModePayment: false,
      signature: signInit(merchant, { reference, returnUrl, items: [item] }),
    },
  })
  return { gatewayPaymentId: null, redirectUrl: addressIn(text) }
}

/** Requests a reference number with which the payer can pay in cash at any outlet. */
export const openReference = async (charge: Charge): Promise<Checkout> => {
  const fawryReference = await openOrder(charge, { path: CHARGE, method: 'PAYATFAWRY' })
  return { gatewayPaymentId: fawryReference, fawryReference }
}

/** Requests the money from the payer's mobile wallet. The payer approves it on their phone. */
export async function chargeWallet(charge: Charge): Promise<Checkout> {
  const wallet = localPhone(charge.payer.phone)
  if (!wallet) throw new GatewayRefusedError('Fawry', 'payer-without-phone')
  const fawryReference = await openOrder(charge, { path: CHARGE_WALLET, method: 'MWALLET', wallet })
  return { gatewayPaymentId: fawryReference, fawryReference }
}

/**
 * Opens an order and returns Fawry's reference. It is not documented what Fawry does with a reference of ours that it
 * already knows. If it refuses, its existing order is looked up and its reference is returned.
 */
async function openOrder(
  charge: Charge,
  { path, method, wallet }: { path: string; method: string; wallet?: string },
): Promise<string> {
  const { merchant, keys, amounts } = await merchantAccount()
  const { reference, amount, expiresAt } = charge
  const body = {
    ...commonFields(charge, merchant.code),
    paymentMethod: method,
    amount: wireAmount(toEgp(amount), amounts),
    currencyCode: 'EGP',
    paymentExpiry: expiresAt.getTime(),
    chargeItems: [itemOf(charge, amounts)],
    ...(wallet && { debitMobileWalletNo: wallet }),
    signature: signCharge(merchant, { reference, method, amount, ...(wallet && { more: [wallet] }) }),
  }
  try {
    const answer = await queryFawry({ path, body }, chargeAnswer)
    if (answer.reference !== reference) throw lostResponse(path, 'of-another')
    if (!keys.some((key) => isSigned(answer, key)))
      log.warn('answer to a charge has no valid signature', { action: path })
    return answer.fawryReference
  } catch (error) {
    if (!(error instanceof GatewayRefusedError)) throw error
    const existing = (await fetchOrder(reference))?.order ?? null
    const isSameOrder =
      existing !== null && stateOfOrder(existing) === 'pending' && existing.orderAmount === amount
    if (!isSameOrder || existing.fawryReference === '') throw error
    return existing.fawryReference
  }
}

/** The fields that every charge has. */
const commonFields = ({ reference, payer, description }: Charge, merchantCode: string) => ({
  merchantCode,
  merchantRefNum: reference,
  customerName: payer.name,
  customerEmail: payer.email,
  ...(payer.phone && { customerMobile: localPhone(payer.phone) }),
  description,
  language: payer.locale === 'ar' ? 'ar-eg' : 'en-gb',
})

/** Each charge has one item, named by our reference, because the order in which several are signed is not certain. */
const itemOf = ({ reference, description, amount }: Charge, amounts: 'number' | 'text') => ({
  itemId: reference,
  description,
  price: wireAmount(toEgp(amount), amounts),
  quantity: 1,
})

/** An amount in a request body: a number, as in Fawry's samples, or the same text that is signed. */
export const wireAmount = (egp: string, as: 'number' | 'text'): number | string =>
  as === 'number' ? Number(egp) : egp

/** Converts +201012345678 to Fawry's form, 01012345678. */
const localPhone = (phone: string | null): string | undefined => phone?.replace(/^\+?20(?=1)/, '0')

const withAddress = z.union([
  z.object({ url: z.string() }).transform(({ url }) => url),
  z.string(), // the address as a JSON string
])

/** The hosted page's address in the response, as text or in JSON. Throws a LostResponseError for anything else. */
function addressIn(text: string): string {
  const json = withAddress.safeParse(parseJson(text))
  const address = URL.parse(json.success ? json.data : text.trim())
  if (!address || !['https:', 'http:'].includes(address.protocol)) throw lostResponse(INIT, 'no-address')
  return address.href
}
