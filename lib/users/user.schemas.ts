import * as z from 'zod'
import type { Point } from '#lib/platform/api-schemas.ts'
import { point } from '#lib/platform/api-schemas.ts'
import { stripInvisible, visiblePartOf } from '#lib/platform/invisible-characters.ts'
import { opaqueString } from '#lib/platform/opaque-string.ts'
import { readPhone } from '#lib/platform/phone.ts'
import { line } from '#lib/platform/text.ts'

/**
 * An e-mail address in lower case: the same address is the same account, ignoring upper and lower case. What was typed has
 * to be an address before that: some letters of other scripts have a Latin one as their lower case (the sign of Kelvin).
 */
export const email = z
  .string()
  .max(254)
  .transform((address) => stripInvisible(address).trim())
  .pipe(z.email().toLowerCase())
  .meta({ published: { type: 'string', format: 'email', maxLength: 254, pattern: z.regexes.email.source } })

/** 8 to 128 characters of any script, counted in the form that is hashed, and not all of them invisible. */
export const password = z
  .string()
  .refine((value) => {
    const { length } = [...opaqueString(value)]
    return (
      value.isWellFormed() &&
      !value.includes('\u0000') &&
      length >= 8 &&
      length <= 128 &&
      visiblePartOf(value) !== ''
    )
  }, 'Must be 8 to 128 characters')
  .meta({ minLength: 8, maxLength: 128, format: 'password', pattern: '^[^\\u0000]*$' })

/** An Egyptian mobile number in any notation, stored as E.164. */
export const phone = z
  .string()
  .max(40)
  .transform((written, ctx) => {
    const read = readPhone(written)
    if (read !== null) return read
    ctx.addIssue({ code: 'custom', message: 'Must be an Egyptian mobile number' })
    return z.NEVER
  })
  .meta({
    published: { type: 'string', format: 'phone', minLength: 10, maxLength: 40, example: '+201001234567' },
  })

export const personName = line(60)
export const place = point.transform(({ type, coordinates: [longitude, latitude] }): Point => ({
  type,
  coordinates: [longitude, latitude],
}))
export const skills = z.array(line(60)).max(20)
export const locale = z.enum(['ar', 'en'])

/** The texts that the user agrees to: which one (`terms`, `privacy`), and its version. */
export const consents = z.array(z.strictObject({ kind: line(40), version: line(40) })).max(10)
