import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import mongoose from 'mongoose'
import { afterAll, beforeAll } from 'vitest'
import { DEMO, type DemoName } from '#infra/local/demo/demo.ts'
import { seedDemo } from '#infra/local/demo/seed-demo.ts'
import { fillPlaceholders } from '#infra/local/sample-event.ts'
import { startStandIns, type StandIns } from '#infra/local/stand-ins.ts'
import { signAccessToken } from '#lib/auth/access-token.ts'
import { beginSession, endSessionsOf } from '#lib/auth/session.ts'
import { kebab, type Caller, type Route } from '#lib/http/define-route.ts'
import type { HttpEvent, HttpResult } from '#lib/http/gateway-event.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { newId } from '#lib/platform/ids.ts'
import { handlerOf } from '#lib/testing/call.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, aModerator, type Somebody } from '#lib/testing/people.ts'

/** A database with the demo scene in it, and the stand-ins that the gateways of its routes talk to. */
export function theDemoScene(): void {
  let standIns: StandIns | undefined
  aDatabase()
  beforeAll(async () => {
    standIns = await startStandIns({})
    Object.assign(process.env, standIns.envFor({}))
    forgetConfig()
    await seedDemo()
  })
  afterAll(() => standIns?.stop())
}

/** The demo scene as it was, whatever a call has made of it. */
export async function resetScene(): Promise<void> {
  await emptyDatabase()
  await seedDemo()
}

const fileOf = ({ name }: Route) => new URL(`../../events/http/${kebab(name)}.json`, import.meta.url)

export const hasSample = (route: Route): boolean => existsSync(fileOf(route))

/** The sample event of a route, its placeholders filled for one use. */
export async function sampleOf(route: Route): Promise<HttpEvent> {
  const text = await fillPlaceholders(readFileSync(fileOf(route), 'utf8'))
  const event = JSON.parse(text) as HttpEvent
  return { ...event, requestContext: { ...event.requestContext, requestId: randomUUID() } }
}

/** The same event sent by somebody else, or by nobody. */
export function sentBy(event: HttpEvent, token: string | null): HttpEvent {
  const { authorization: _, ...headers } = event.headers
  return { ...event, headers: token === null ? headers : { ...headers, authorization: `Bearer ${token}` } }
}

/** What the body of a sample says; nothing where it is no JSON. */
export const fieldsOf = ({ body, isBase64Encoded }: HttpEvent): Record<string, unknown> =>
  body === undefined || isBase64Encoded ? {} : (JSON.parse(body) as Record<string, unknown>)

/** The same event with another body. */
export const withBody = (event: HttpEvent, body: string): HttpEvent => ({
  ...event,
  body,
  isBase64Encoded: false,
  headers: { ...event.headers, 'content-type': 'application/json' },
})

/** The same event from somebody who reads English, whatever his account says. */
export const inEnglish = (event: HttpEvent): HttpEvent => ({
  ...event,
  headers: { ...event.headers, 'accept-language': 'en' },
})

/** Sends an event into the handler of a route. */
export async function send(
  route: Route,
  event: HttpEvent,
): Promise<{ status: number; text: string; result: HttpResult }> {
  const handler = await handlerOf(route)
  const result = await handler(event, { awsRequestId: randomUUID() })
  return { status: result.statusCode ?? 200, text: String(result.body ?? ''), result }
}

const PEOPLE: Partial<Record<Caller, DemoName>> = {
  owner: 'client1',
  otherClient: 'client2',
  hiredCraftsman: 'craftsman1',
  otherCraftsman: 'craftsman5',
  moderator: 'moderator',
  admin: 'admin',
}

/** A token as each caller of the role matrix holds one; null for nobody. */
export async function tokenOf(caller: Caller, route: Route): Promise<string | null> {
  const name = PEOPLE[caller]
  if (name) return (await beginSession(DEMO.people[name].id)).token
  const person = caller === 'none' ? null : await somebodyFor(route, caller === 'banned')
  if (!person) return null
  if (caller === 'expired') return (await signAccessToken(person.id, newId(), -1000)).token
  if (caller === 'revoked') await endSessionsOf(person.id, 'logout')
  return person.token
}

/** Somebody whose role the route lets in, so that only what is wrong with his token can refuse him. */
function somebodyFor({ access }: Route, isBanned: boolean): Promise<Somebody> {
  const roles = Array.isArray(access) ? (access as readonly string[]) : ['Client']
  if (roles.includes('Client')) return aClient({ isBanned })
  return roles.includes('Craftsman') ? aCraftsman({ isBanned }) : aModerator({ isBanned })
}

/** A fingerprint of everything that is stored, but for what counts attempts: MongoDB's own hash of each collection. */
export async function fingerprint(): Promise<string> {
  const answer = await mongoose.connection.db?.command({ dbHash: 1 })
  const collections = Object.entries(answer?.collections as Record<string, string>)
  return JSON.stringify(
    collections.filter(([name, hash]) => name !== 'limits' && hash !== HASH_OF_NOTHING).toSorted(),
  )
}

const HASH_OF_NOTHING = createHash('md5').digest('hex')
