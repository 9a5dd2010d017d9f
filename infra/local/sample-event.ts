import Stripe from 'stripe'
import { DEMO, type DemoName, type DemoPerson } from '#infra/demo/demo-ids.ts'
import { unsignedToken } from '#infra/fakes/firebase.ts'
import { challengeFor } from '#lib/auth/login-challenge.ts'
import { hashOfResetToken, newResetToken } from '#lib/auth/reset-token.ts'
import { stepAt, totpAt } from '#lib/auth/totp.ts'
import { encryptField } from '#lib/encryption/encrypt-field.ts'
import type { HttpEvent } from '#lib/lambda/http/http-event.ts'
import { SecondFactor } from '#lib/model/second-factor.model.ts'
import { User } from '#lib/model/user.model.ts'
import { unsubscribeToken } from '#lib/notifications/unsubscribe-token.ts'
import { addMs, HOUR, realTime } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { beginSession } from '#lib/sessions/session.ts'

/** Stands for the signature of a message from Stripe, which has a time in it. */
const STRIPE_SIGNATURE = '{{stripeSignature}}'

const PLACEHOLDER = /\{\{(?:(\w+):)?(\w+)\}\}/g
const IDENTITY_PROJECT = 'craftworks-local'

/** Makes the value of each kind of placeholder; one without a kind (`{{client1}}`) is an access token. */
const VALUE_MAKERS: Readonly<Record<string, (person: DemoPerson) => string | Promise<string>>> = {
  token: async ({ id }) => (await beginSession(id)).token,
  refreshToken: async ({ id }) => (await beginSession(id)).refreshToken,
  resetToken: async ({ id }) => {
    const token = newResetToken()
    const resetPasswordExpires = addMs(realTime(), HOUR)
    await User.updateOne(
      { _id: id },
      { $set: { resetPasswordToken: hashOfResetToken(token), resetPasswordExpires } },
    )
    return token
  },
  /** Sets up a second factor, and stands for a login that waits for it. */
  challenge: async ({ id }) => {
    await setUpSecondFactor(id)
    return challengeFor(await User.findById(id).lean().orFail())
  },
  totp: async ({ id }) => totpAt(await setUpSecondFactor(id), stepAt()),
  /** The first code of a secret that was just shown. */
  firstTotp: async ({ id }) => totpAt(await showSecret(id), stepAt()),
  unsubscribeToken: ({ id }) => unsubscribeToken({ userId: id, type: 'quote' }),
  /** A Firebase token for a phone number that nobody else has. */
  phoneToken: ({ id }) => {
    const phoneNumber = `+2010990000${id.slice(-2)}`
    return unsignedToken({ uid: `phone-${id}`, phoneNumber, provider: 'phone' }, IDENTITY_PROJECT, 3_600)
  },
}

/** A secret that everybody knows, for samples alone. */
const SAMPLE_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

const sealedSecret = (owner: UserId) => encryptField({ owner, field: 'secondFactor:secret' }, SAMPLE_SECRET)

async function setUpSecondFactor(id: UserId): Promise<string> {
  const factor = { secret: await sealedSecret(id), confirmedAt: realTime(), lastStep: 0 }
  await SecondFactor.updateOne({ _id: id }, { $set: factor }, { upsert: true })
  return SAMPLE_SECRET
}

async function showSecret(id: UserId): Promise<string> {
  await SecondFactor.updateOne({ _id: id }, { $set: { pending: await sealedSecret(id) } }, { upsert: true })
  return SAMPLE_SECRET
}

/**
 * Replaces the placeholders of a sample event by real values of demo people: `{{client1}}` becomes their access token,
 * `{{refreshToken:client1}}` a valid refresh token, and so on.
 */
export async function fillPlaceholders(text: string): Promise<string> {
  const values = new Map<string, string>()
  for (const [whole, kind = 'token', name = ''] of text.matchAll(PLACEHOLDER)) {
    if (whole === STRIPE_SIGNATURE) continue
    if (!values.has(whole)) values.set(whole, await valueOf(kind, name))
  }
  return text.replace(PLACEHOLDER, (whole) => values.get(whole) ?? whole)
}

async function valueOf(kind: string, name: string): Promise<string> {
  const maker = Object.hasOwn(VALUE_MAKERS, kind) ? VALUE_MAKERS[kind] : undefined
  if (maker && Object.hasOwn(DEMO.people, name)) return maker(DEMO.people[name as DemoName])
  throw new RangeError(
    `A sample event has the unknown placeholder {{${kind}:${name}}}. Kinds are ${Object.keys(VALUE_MAKERS).join(', ')}; people are ${Object.keys(DEMO.people).join(', ')}.`,
  )
}

/** A sample event, read from the text of its file: with real values for its placeholders, and signed where Stripe signs. */
export async function readSample(text: string): Promise<unknown> {
  const event = JSON.parse(await fillPlaceholders(text)) as Partial<HttpEvent>
  if (event.headers?.['stripe-signature'] !== STRIPE_SIGNATURE) return event
  const { STRIPE_WEBHOOK_SECRET: secret } = await config('stripe')
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: event.body ?? '', secret })
  return { ...event, headers: { ...event.headers, 'stripe-signature': signature } }
}
