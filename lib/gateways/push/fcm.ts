import { Agent } from 'node:https'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { type App, type AppOptions, cert, deleteApp, getApps, initializeApp } from 'firebase-admin/app'
import { getMessaging, type Message } from 'firebase-admin/messaging'
import type { Push, PushOutcome } from '#lib/gateways/push/push.ts'
import { type Config, config } from '#lib/platform/config.ts'
import { withFreshSecrets } from '#lib/platform/secrets.ts'

const APP = 'push'
const ONE_DAY_SECONDS = 24 * 60 * 60

/** FCM's error codes for a token whose app is no longer installed. */
const DEAD_TOKEN_CODES = new Set([
  'messaging/registration-token-not-registered',
  'messaging/invalid-registration-token',
])

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
    (error) => KEY_REFUSED.has(codeOf(error)),
  )

async function pushOnce(push: Push): Promise<PushOutcome> {
  const messaging = getMessaging(await app())
  try {
    await messaging.send(messageOf(push))
    return 'accepted'
  } catch (error) {
    if (DEAD_TOKEN_CODES.has(codeOf(error))) return 'dead'
    throw error
  }
}

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

let keyInUse: string | undefined

/** The SDK's app, made anew when the account's key has changed. */
async function app(): Promise<App> {
  const settings = await config('push')
  const { private_key: key } = settings.FIREBASE_SERVICE_ACCOUNT
  const known = getApps().find(({ name }) => name === APP)
  if (known && keyInUse === key) return known
  if (known) await deleteApp(known)
  keyInUse = key
  return initializeApp(optionsOf(settings), APP)
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

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
