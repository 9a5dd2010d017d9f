import * as z from 'zod'
import { OPEN_ROLES } from '#lib/model/role.ts'
import { instantView } from '#lib/platform/api-schemas.ts'
import { readAsNumber } from '#lib/platform/invisible-characters.ts'
import { characters, line } from '#lib/platform/text.ts'
import { ownProfileView } from '#lib/users/own-profile.schemas.ts'
import {
  consents,
  email,
  locale,
  password,
  personName,
  phone,
  place,
  skills,
} from '#lib/users/user.schemas.ts'

export const registration = z.strictObject({
  email,
  password,
  role: z.enum(OPEN_ROLES),
  firstName: personName,
  lastName: personName,
  phone: phone.optional(),
  location: place.optional(),
  skills: skills.optional(),
  locale: locale.optional(),
  consents: consents.optional(),
})

export const LOGIN_TYPES = ['clients', 'admins'] as const

export const credentials = z
  .strictObject({
    loginIdentifier: characters(254).meta({ example: 'mona@craftworks.example' }),
    password: characters(512),
    type: z.enum(LOGIN_TYPES),
  })
  .refine(({ type, loginIdentifier }) => type === 'clients' || email.safeParse(loginIdentifier).success, {
    path: ['loginIdentifier'],
    message: 'Must be an e-mail address',
  })

export const refreshRequest = z.strictObject({ refreshToken: characters(200) })

export const forgotPasswordRequest = z.strictObject({ email })

export const resetPasswordRequest = z.strictObject({ token: characters(200), password })

/** The ID token that an app gets from the identity provider; a JWT. */
const idToken = z
  .string()
  .regex(/^[\w-]+\.[\w-]+\.[\w-]*$/, 'Must be an ID token')
  .max(8_192)

export const socialLogin = z.strictObject({ idToken, role: z.enum(OPEN_ROLES).optional() })

export const phoneProof = z.strictObject({ idToken })

/** Six digits of any script, or a recovery code. */
const factorCode = line(40, 6).transform(readAsNumber)

export const secondFactorLogin = z.strictObject({ challenge: characters(200), code: factorCode })

export const secondFactorEnrolment = z.strictObject({ code: factorCode.optional() })

export const secondFactorConfirmation = z.strictObject({ code: factorCode })

export const secondFactorSecretView = z
  .strictObject({ secret: z.string(), otpauthUrl: z.string() })
  .meta({ id: 'SecondFactorSecret' })

export const recoveryCodesView = z
  .strictObject({ recoveryCodes: z.array(z.string()) })
  .meta({ id: 'RecoveryCodes' })

const tokens = { token: z.string(), expiresAt: instantView, refreshToken: z.string() }

/** The response to a login. */
export const loginView = z.strictObject({ ...tokens, user: ownProfileView }).meta({ id: 'Login' })

export const tokensView = z.strictObject(tokens).meta({ id: 'Tokens' })
