import { Agent } from 'node:https'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { type App, type AppOptions, cert, deleteApp, initializeApp } from 'firebase-admin/app'
import { getMessaging, type Message } from 'firebase-admin/messaging'
import type { Push, PushOutcome } from '#lib/gateways/push/push.ts'
import { readRefusal } from '#lib/gateways/push/read-refusal.ts'
import { SECOND } from '#lib/platform/clock.ts'
import { type Config, config } from '#lib/platform/config.ts'
import { log } from '#lib/platform/logger.ts'
import { withFreshSecrets } from '#lib/platform/secrets.ts'

const APP = 'push'
const ONE_DAY_SECONDS = 24 * 60 * 60

/**
 * How long one push may take with the SDK's own retries. The SDK would wait for up to a minute, and its function would
 * be ended before it could record which devices have got the push.
 */
const TIMEOUT_MS = 8 * SECOND

/** The SDK's codes for an account whose key Google does not accept (any more). */
const KEY_REFUSED = new Set([
  'app/invalid-credential',
  'messaging/authentication-error',
  'messaging/invalid-credential',
])

/**
 * Sends a push through Firebase Cloud Messaging with its own SDK. If Google refuses our key, it may have been replaced
 * in the secret: the push is then tried once more.
 */
export const pushByFcm = (push: Push): Promise<PushOutcome> =>
  withFreshSecrets(
    () => pushOnce(push),
    (error) => error instanceof Error && 'code' in error && KEY_REFUSED.has(String(error.code)),
  )

async function pushOnce(push: Push): Promise<PushOutcome> {
  const messaging = getMessaging(await app())
  try {
    await withinTimeout(messaging.send(messageOf(push)))
    return 'accepted'
  } catch (error) {
    const outcome = readRefusal(error)
    if (!outcome) throw error
    if (outcome === 'refused') log.error('a push was refused for good', { error })
    return outcome
  }
}

/** Rejects after the time-out. The call itself cannot be cancelled; if it is accepted later, the app drops a double. */
async function withinTimeout(sending: Promise<unknown>): Promise<void> {
  const ended = new AbortController()
  const timeout = wait(TIMEOUT_MS, null, { signal: ended.signal }).then(() => {
    throw new PushTimeoutError('FCM did not answer in time')
  })
  try {
    await Promise.race([sending, timeout])
  } finally {
    ended.abort()
    timeout.catch(() => undefined)
  }
}

/** FCM did not answer in time; the push is tried again. */
class PushTimeoutError extends Error {}

/** Android wakes the device and FCM retries for a day; iOS plays a sound and groups by the collapse key. */
const messageOf = ({ token, title, body, data, collapseKey }: Push): Message => ({
  token,
  notification: { title, body },
  data: { ...data },
  android: { priority: 'high', collapseKey, ttl: ONE_DAY_SECONDS * 1000, notification: { tag: collapseKey } },
  apns: {
    headers: { 'apns-collapse-id': collapseKey, 'apns-priority': '10' },
    payload: { aps: { sound: 'default', threadId: collapseKey } },
  },
  webpush: {
    headers: { TTL: String(ONE_DAY_SECONDS), Topic: collapseKey },
    notification: { tag: collapseKey },
  },
})

/** The SDK's app, and what it was made of. Every one has a name of its own: the identity gateway has another. */
let inUse: { readonly key: string; readonly app: App } | undefined
let opened = 0

/** The SDK's app, made anew when the account's key has changed. */
async function app(): Promise<App> {
  const settings = await config('push')
  const { FIREBASE_SERVICE_ACCOUNT, FCM_FAKE_URL = '' } = settings
  const key = `${FIREBASE_SERVICE_ACCOUNT.private_key}${FCM_FAKE_URL}`
  if (inUse?.key === key) return inUse.app
  // no wait between the two: the first pushes of a function are sent to several devices at once
  const before = inUse
  opened += 1
  const made = initializeApp(optionsOf(settings), `${APP}-${opened}`)
  inUse = { key, app: made }
  if (before) await deleteApp(before.app)
  return made
}

/** The account's own key; on one machine, plain HTTP to the fake through an agent, as the SDK's host cannot be set. */
function optionsOf({ FIREBASE_SERVICE_ACCOUNT: account, FCM_FAKE_URL }: Config<'push'>): AppOptions {
  const { project_id: projectId, client_email: clientEmail, private_key: privateKey } = account
  if (!FCM_FAKE_URL) return { projectId, credential: cert({ projectId, clientEmail, privateKey }) }
  const getAccessToken = () => Promise.resolve({ access_token: 'fake', expires_in: 3_600 })
  return { projectId, credential: { getAccessToken }, httpAgent: new PlainAgent(new URL(FCM_FAKE_URL)) }
}

/** Redirects requests for FCM to an address on this machine. */
class PlainAgent extends Agent {
  readonly #address: URL

  constructor(address: URL) {
    super({ keepAlive: false })
    this.#address = address
  }

  override createConnection(): Duplex {
    return connect(Number(this.#address.port), this.#address.hostname)
  }
}
