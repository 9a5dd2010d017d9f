import { DEMO, type DemoName } from '#infra/local/demo/demo.ts'
import { beginSession, type Tokens } from '#lib/auth/session.ts'

const PLACEHOLDER = /\{\{(?:(\w+):)?(\w+)\}\}/g

/**
 * The text of a sample event with real tokens in the places that name a demo person: `{{client1}}` is
 * his access token, `{{refreshToken:client1}}` a refresh token that lives. Each person logs in once.
 */
export async function fillPlaceholders(text: string): Promise<string> {
  const logins = new Map<string, Promise<Tokens>>()
  for (const [, , name = ''] of text.matchAll(PLACEHOLDER)) {
    if (!logins.has(name)) logins.set(name, beginSession(DEMO.people[checked(name)].id))
  }
  const tokens = new Map<string, Tokens>()
  for (const [name, login] of logins) tokens.set(name, await login)
  return text.replace(PLACEHOLDER, (whole, kind: string | undefined, name: string) => {
    const login = tokens.get(name)
    return (kind === 'refreshToken' ? login?.refreshToken : login?.token) ?? whole
  })
}

function checked(name: string): DemoName {
  if (Object.hasOwn(DEMO.people, name)) return name as DemoName
  throw new RangeError(
    `A sample names {{${name}}}; the demo people are ${Object.keys(DEMO.people).join(', ')}.`,
  )
}
