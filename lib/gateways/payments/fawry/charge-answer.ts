import * as z from 'zod'
import { fromEgp } from '#lib/gateways/payments/fawry/amounts.ts'
import { isSignature, signAnswer } from '#lib/gateways/payments/fawry/signatures.ts'

const text = z.union([z.string(), z.number()]).transform(String)
const optionalText = text.nullish().transform((value) => value ?? '')
const optionalAmount = z.unknown().transform(fromEgp)

/** What Fawry answers to a charge. Only its two references are used. */
export const chargeAnswer = z
  .object({
    referenceNumber: text.refine((value) => value !== ''),
    merchantRefNumber: text,
    paymentAmount: optionalAmount,
    orderAmount: optionalAmount,
    orderStatus: optionalText,
    paymentMethod: optionalText,
    fawryFees: optionalAmount,
    shippingFees: optionalAmount,
    authNumber: optionalText,
    customerMail: optionalText,
    customerMobile: optionalText,
    signature: optionalText,
  })
  .transform((told) => ({
    fawryReference: told.referenceNumber,
    reference: told.merchantRefNumber,
    paid: told.paymentAmount,
    asked: told.orderAmount,
    status: told.orderStatus,
    method: told.paymentMethod,
    fees: told.fawryFees,
    shipping: told.shippingFees,
    authNumber: told.authNumber,
    email: told.customerMail,
    phone: told.customerMobile,
    signature: told.signature,
  }))

/**
 * Whether the answer bears our key's signature. TLS says already that it is Fawry's, and its recipe is the least
 * certain of them: an answer without it is used, and told in the log.
 */
export function isSigned(answer: z.output<typeof chargeAnswer>, key: string): boolean {
  const { paid, asked, signature, ...more } = answer
  if (paid === null || asked === null) return false
  return isSignature(signature, signAnswer(key, { ...more, paid, asked }))
}
