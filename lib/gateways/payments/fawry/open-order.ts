import * as z from 'zod'
import { toEgp } from '#lib/gateways/payments/fawry/amounts.ts'
import { chargeAnswer, isSigned } from '#lib/gateways/payments/fawry/charge-answer.ts'
import { askFawry, callFawry, lost, ourAccount, parsed } from '#lib/gateways/payments/fawry/call-fawry.ts'
import { askForOrder } from '#lib/gateways/payments/fawry/order-at-fawry.ts'
import { stateOfOrder } from '#lib/gateways/payments/fawry/read-order.ts'
import { signCharge, signInit } from '#lib/gateways/payments/fawry/signatures.ts'
import { GatewayRefusal, type Charge, type Checkout } from '#lib/gateways/payments/payments.ts'
import { log } from '#lib/platform/logger.ts'

const INIT = '/fawrypay-api/api/payments/init'
const CHARGE = '/ECommerceWeb/Fawry/payments/charge'
/** Wallets are charged at a path of their own (docs/decisions/fawry.md). */
const CHARGE_WALLET = '/ECommerceWeb/api/payments/charge'

/** Opens Fawry's hosted page, where the payer enters his card: its number never comes near us. */
export async function openHostedPage(charge: Charge): Promise<Checkout> {
  const { merchant, ...account } = await ourAccount()
  const { reference, amount, returnUrl } = charge
  const item = { itemId: reference, quantity: 1, price: amount }
  const text = await callFawry({
    path: INIT,
    body: {
      ...ofEveryCharge(charge, merchant.code),
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

/** Asks for a number with which the payer pays in cash at any outlet. */
export const openReference = async (charge: Charge): Promise<Checkout> => {
  const fawryReference = await openOrder(charge, { path: CHARGE, method: 'PAYATFAWRY' })
  return { gatewayPaymentId: fawryReference, fawryReference }
}

/** Asks the payer's mobile wallet for the money: he agrees on his phone. */
export async function chargeWallet(charge: Charge): Promise<Checkout> {
  const wallet = localPhone(charge.payer.phone)
  if (!wallet) throw new GatewayRefusal('Fawry', 'payer-without-phone')
  const fawryReference = await openOrder(charge, { path: CHARGE_WALLET, method: 'MWALLET', wallet })
  return { gatewayPaymentId: fawryReference, fawryReference }
}

/**
 * Opens an order and answers Fawry's reference. What Fawry does with a reference of ours that it knows already
 * is not written anywhere: where it refuses, the order that it has is looked up, and is the answer.
 */
async function openOrder(
  charge: Charge,
  { path, method, wallet }: { path: string; method: string; wallet?: string },
): Promise<string> {
  const { merchant, amounts } = await ourAccount()
  const { reference, amount, expiresAt } = charge
  const body = {
    ...ofEveryCharge(charge, merchant.code),
    paymentMethod: method,
    amount: written(toEgp(amount), amounts),
    currencyCode: 'EGP',
    paymentExpiry: expiresAt.getTime(),
    chargeItems: [itemOf(charge, amounts)],
    ...(wallet && { debitMobileWalletNo: wallet }),
    signature: signCharge(merchant, { reference, method, amount, ...(wallet && { more: [wallet] }) }),
  }
  try {
    const answer = await askFawry({ path, body }, chargeAnswer)
    if (answer.reference !== reference) throw lost(path, 'of-another')
    if (!isSigned(answer, merchant.key))
      log.warn('charge answered without a right signature', { action: path })
    return answer.fawryReference
  } catch (error) {
    if (!(error instanceof GatewayRefusal)) throw error
    const known = await askForOrder(reference)
    const isOpen = known !== null && stateOfOrder(known) === 'pending' && known.asked === amount
    if (!isOpen || known.fawryReference === '') throw error
    return known.fawryReference
  }
}

const ofEveryCharge = ({ reference, payer, description }: Charge, merchantCode: string) => ({
  merchantCode,
  merchantRefNum: reference,
  customerName: payer.name,
  customerEmail: payer.email,
  ...(payer.phone && { customerMobile: localPhone(payer.phone) }),
  description,
  language: payer.locale === 'ar' ? 'ar-eg' : 'en-gb',
})

/** One item a charge, named by our reference: the order in which several would be signed is not certain. */
const itemOf = ({ reference, description, amount }: Charge, amounts: 'number' | 'text') => ({
  itemId: reference,
  description,
  price: written(toEgp(amount), amounts),
  quantity: 1,
})

/** An amount in a body: a number, as in Fawry's samples, or the very text that is signed. */
export const written = (egp: string, as: 'number' | 'text'): number | string =>
  as === 'number' ? Number(egp) : egp

/** +201012345678 as Fawry writes it: 01012345678. */
const localPhone = (phone: string | null): string | undefined => phone?.replace(/^\+?20(?=1)/, '0')

const withAddress = z.union([
  z.object({ url: z.string() }).transform(({ url }) => url),
  z.string(), // the address as a JSON string
])

/** The address that init answers, as plain text or in JSON. Throws a LostAnswer for anything else. */
function addressIn(text: string): string {
  const json = withAddress.safeParse(parsed(text))
  const address = URL.parse(json.success ? json.data : text.trim())
  if (!address || !['https:', 'http:'].includes(address.protocol)) throw lost(INIT, 'no-address')
  return address.href
}
