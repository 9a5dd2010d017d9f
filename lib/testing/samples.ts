import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import mongoose from 'mongoose'
import { afterAll, beforeAll } from 'vitest'
import { DEMO, type DemoName } from '#infra/demo/demo-ids.ts'
import { seedDemo } from '#infra/demo/seed-demo.ts'
import { seedVerifications } from '#infra/demo/verifications.ts'
import { type Fakes, startFakes } from '#infra/fakes/start-fakes.ts'
import { fillPlaceholders } from '#infra/local/sample-event.ts'
import { type Caller, type Route, toKebabCase } from '#lib/lambda/http/define-route.ts'
import type { HttpEvent, HttpResult } from '#lib/lambda/http/http-event.ts'
import { clock } from '#lib/platform/clock.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { newId } from '#lib/platform/ids.ts'
import { closeErasedAccount } from '#lib/privacy/close-account.ts'
import { signAccessToken } from '#lib/sessions/access-token.ts'
import { beginSession, endSessionsOf } from '#lib/sessions/session.ts'
import { handlerOf } from '#lib/testing/call.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, aModerator, type Somebody } from '#lib/testing/people.ts'

/** Prepares a database with the demo scene, and starts the fakes that the gateways talk to. */
export function theDemoScene(): void {
  let fakes: Fakes | undefined
  aDatabase()
  beforeAll(async () => {
    fakes = await startFakes({})
    Object.assign(process.env, fakes.envFor({}))
    forgetConfig()
    await seedScene()
  })
  afterAll(() => fakes?.stop())
}

/** The demo scene as it was seeded first: the documents of each collection, and MongoDB's hash of them. */
interface Scene {
  readonly documents: ReadonlyMap<string, readonly object[]>
  readonly hashes: ReadonlyMap<string, string>
}

let scene: Scene | undefined
/** The hashes of what is seeded anew each time. */
let filesHashes: ReadonlyMap<string, string> = new Map()

/** What the demo keeps at the image store is seeded anew, since a call may have deleted the file. */
const WITH_FILES: readonly string[] = ['verifications', 'nationalIds']

/** BSON's own types, so that a number comes back as the number that it was. */
const AS_STORED = { promoteValues: false } as const

/** Restores the demo scene, whatever a call has changed. What has the hash that it had is left alone. */
export async function resetScene(): Promise<void> {
  if (!scene) {
    await emptyDatabase()
    return seedScene()
  }
  const { documents, hashes } = scene
  const isChanged = [...(await hashesNow())].filter(
    ([name, hash]) => hash !== (filesHashes.get(name) ?? hashes.get(name) ?? EMPTY_HASH),
  )
  const { db } = mongoose.connection
  await Promise.all(
    isChanged.map(async ([name]) => {
      await db?.collection(name).deleteMany({})
      const stored = documents.get(name) ?? []
      if (stored.length > 0) await db?.collection(name).insertMany([...stored])
    }),
  )
  if (!isChanged.some(([name]) => WITH_FILES.includes(name))) return
  for (const name of WITH_FILES) await db?.collection(name).deleteMany({})
  await seedFiles()
}

async function seedFiles(): Promise<void> {
  await seedVerifications(clock())
  filesHashes = new Map([...(await hashesNow())].filter(([name]) => WITH_FILES.includes(name)))
}

/** Seeds the demo scene, and remembers it: a copy is put back in a tenth of the time. */
async function seedScene(): Promise<void> {
  await seedDemo()
  const documents = new Map<string, readonly object[]>()
  for (const collection of (await mongoose.connection.db?.collections()) ?? []) {
    const found = await collection.find({}, AS_STORED).toArray()
    if (found.length > 0 && !WITH_FILES.includes(collection.collectionName))
      documents.set(collection.collectionName, found)
  }
  scene = { documents, hashes: await hashesNow() }
  await seedFiles()
}

/** MongoDB's own hash of each collection. */
async function hashesNow(): Promise<ReadonlyMap<string, string>> {
  const answer = await mongoose.connection.db?.command({ dbHash: 1 })
  return new Map(Object.entries(answer?.collections as Record<string, string>))
}

const fileOf = ({ name }: Route) => new URL(`../../events/http/${toKebabCase(name)}.json`, import.meta.url)

export const hasSample = (route: Route): boolean => existsSync(fileOf(route))

/** The sample event of a route, with its placeholders filled for one use. */
export async function sampleOf(route: Route): Promise<HttpEvent> {
  const text = await fillPlaceholders(readFileSync(fileOf(route), 'utf8'))
  const event = JSON.parse(text) as HttpEvent
  return { ...event, requestContext: { ...event.requestContext, requestId: randomUUID() } }
}

/** The same event with another caller's token, or without one. */
export function sentBy(event: HttpEvent, token: string | null): HttpEvent {
  const { authorization: _, ...headers } = event.headers
  return { ...event, headers: token === null ? headers : { ...headers, authorization: `Bearer ${token}` } }
}

/** The fields in the body of a sample; none if it is not JSON. */
export const fieldsOf = ({ body, isBase64Encoded }: HttpEvent): Record<string, unknown> =>
  body === undefined || isBase64Encoded ? {} : (JSON.parse(body) as Record<string, unknown>)

/** The same event with another body. */
export const withBody = (event: HttpEvent, body: string): HttpEvent => ({
  ...event,
  body,
  isBase64Encoded: false,
  headers: { ...event.headers, 'content-type': 'application/json' },
})

/** The same event with English as its language, whatever the caller's account says. */
export const inEnglish = (event: HttpEvent): HttpEvent => ({
  ...event,
  headers: { ...event.headers, 'accept-language': 'en' },
})

/** Sends an event to the handler of a route. */
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
  invitedCraftsman: 'craftsman2',
  quotingCraftsman: 'craftsman3',
  otherCraftsman: 'craftsman5',
  moderator: 'moderator',
  admin: 'admin',
}

/** The token of a caller of the role matrix; null for a caller without one. */
export async function tokenOf(caller: Caller, route: Route): Promise<string | null> {
  const name = PEOPLE[caller]
  if (name) return (await beginSession(DEMO.people[name].id)).token
  const person = caller === 'none' ? null : await somebodyFor(route, caller === 'banned')
  if (!person) return null
  if (caller === 'expired') return (await signAccessToken(person.id, newId(), -1000)).token
  if (caller === 'revoked') await endSessionsOf(person.id, 'logout')
  if (caller === 'erased') await closeErasedAccount(person.id)
  return person.token
}

/** A user whose role may call the route, so that only the fault of their token can be the reason of a refusal. */
function somebodyFor({ access }: Route, isBanned: boolean): Promise<Somebody> {
  const roles = Array.isArray(access) ? (access as readonly string[]) : ['Client']
  if (roles.includes('Client')) return aClient({ isBanned })
  return roles.includes('Craftsman') ? aCraftsman({ isBanned }) : aModerator({ isBanned })
}

/** A fingerprint of all stored data except the counters of rate limits. */
export async function fingerprint(): Promise<string> {
  const hashes = [...(await hashesNow())]
  return JSON.stringify(hashes.filter(([name, hash]) => name !== 'limits' && hash !== EMPTY_HASH).toSorted())
}

const EMPTY_HASH = createHash('md5').digest('hex')
