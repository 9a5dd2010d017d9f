import * as z from 'zod'
import { fromEgp } from '#lib/gateways/payments/fawry/amounts.ts'
import { isSignature, signChargeAnswer } from '#lib/gateways/payments/fawry/signatures.ts'

const text = z.union([z.string(), z.number()]).transform(String)
const optionalText = text.nullish().transform((value) => value ?? '')
const optionalAmount = z.unknown().transform(fromEgp)

/** Fawry's answer to a charge. We use only its two references. */
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
  .transform((answer) => ({
    fawryReference: answer.referenceNumber,
    reference: answer.merchantRefNumber,
    paidAmount: answer.paymentAmount,
    orderAmount: answer.orderAmount,
    status: answer.orderStatus,
    method: answer.paymentMethod,
    fees: answer.fawryFees,
    shipping: answer.shippingFees,
    authNumber: answer.authNumber,
    email: answer.customerMail,
    phone: answer.customerMobile,
    signature: answer.signature,
  }))

/**
 * Whether the answer is signed with our key. TLS already proves that it comes from Fawry, and the formula of this
 * signature is the least certain of all: the caller uses an answer without a valid signature too, and logs it.
 */
export function isSigned(answer: z.output<typeof chargeAnswer>, key: string): boolean {
  const { paidAmount, orderAmount, signature, ...more } = answer
  if (paidAmount === null || orderAmount === null) return false
  return isSignature(signature, signChargeAnswer(key, { ...more, paidAmount, orderAmount }))
}
