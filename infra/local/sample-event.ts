import { DEMO, type DemoName, type DemoPerson } from '#infra/local/demo/demo.ts'
import { unsignedToken } from '#infra/local/stand-ins/firebase.ts'
import { hashOfResetToken, newResetToken } from '#lib/auth/reset-token.ts'
import { beginSession } from '#lib/auth/session.ts'
import { unsubscribeToken } from '#lib/notifications/unsubscribe-token.ts'
import { HOUR, after, realTime } from '#lib/platform/clock.ts'
import { User } from '#lib/users/user.model.ts'

const PLACEHOLDER = /\{\{(?:(\w+):)?(\w+)\}\}/g
const IDENTITY_PROJECT = 'craftworks-local'

/** What a placeholder of each kind becomes; without a kind (`{{client1}}`) an access token. */
const MAKERS: Readonly<Record<string, (person: DemoPerson) => string | Promise<string>>> = {
  token: async ({ id }) => (await beginSession(id)).token,
  refreshToken: async ({ id }) => (await beginSession(id)).refreshToken,
  resetToken: async ({ id }) => {
    const token = newResetToken()
    const resetPasswordExpires = after(realTime(), HOUR)
    await User.updateOne(
      { _id: id },
      { $set: { resetPasswordToken: hashOfResetToken(token), resetPasswordExpires } },
    )
    return token
  },
  unsubscribeToken: ({ id }) => unsubscribeToken({ userId: id, type: 'quote' }),
  /** Firebase's word for a number that nobody else has. */
  phoneToken: ({ id }) => {
    const phoneNumber = `+2010990000${id.slice(-2)}`
    return unsignedToken({ uid: `phone-${id}`, phoneNumber, provider: 'phone' }, IDENTITY_PROJECT, 3_600)
  },
}

/**
 * The text of a sample event with real values in the places that name a demo person: `{{client1}}` is
 * his access token, `{{refreshToken:client1}}` a refresh token that lives, and so on.
 */
export async function fillPlaceholders(text: string): Promise<string> {
  const values = new Map<string, string>()
  for (const [whole, kind = 'token', name = ''] of text.matchAll(PLACEHOLDER)) {
    if (!values.has(whole)) values.set(whole, await valueOf(kind, name))
  }
  return text.replace(PLACEHOLDER, (whole) => values.get(whole) ?? whole)
}

async function valueOf(kind: string, name: string): Promise<string> {
  const maker = Object.hasOwn(MAKERS, kind) ? MAKERS[kind] : undefined
  if (maker && Object.hasOwn(DEMO.people, name)) return maker(DEMO.people[name as DemoName])
  throw new RangeError(
    `A sample names {{${kind}:${name}}}. Kinds are ${Object.keys(MAKERS).join(', ')}; people are ${Object.keys(DEMO.people).join(', ')}.`,
  )
}
