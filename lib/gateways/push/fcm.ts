import { Agent } from 'node:https'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { cert, getApps, initializeApp, type App, type AppOptions } from 'firebase-admin/app'
import { getMessaging, type Message } from 'firebase-admin/messaging'
import type { Push, PushOutcome } from '#lib/gateways/push/push.ts'
import { config, type Config } from '#lib/platform/config.ts'

const APP = 'push'
const A_DAY = 24 * 60 * 60

/** What FCM says of a token that no app answers to any more. */
const DEAD = new Set(['messaging/registration-token-not-registered', 'messaging/invalid-registration-token'])

/** Pushes through Firebase Cloud Messaging, by its own SDK. */
export async function pushByFcm(push: Push): Promise<PushOutcome> {
  const messaging = getMessaging(await app())
  try {
    await messaging.send(messageOf(push))
    return 'accepted'
  } catch (error) {
    if (DEAD.has(codeOf(error))) return 'dead'
    throw error
  }
}

/** Android wakes for it and keeps it a day; iOS rings and groups it by its key. */
const messageOf = ({ token, title, body, data, collapseKey }: Push): Message => ({
  token,
  notification: { title, body },
  data: { ...data },
  android: { priority: 'high', collapseKey, ttl: A_DAY * 1000, notification: { tag: collapseKey } },
  apns: {
    headers: { 'apns-collapse-id': collapseKey, 'apns-priority': '10' },
    payload: { aps: { sound: 'default', threadId: collapseKey } },
  },
  webpush: { headers: { TTL: String(A_DAY), Topic: collapseKey }, notification: { tag: collapseKey } },
})

async function app(): Promise<App> {
  const known = getApps().find(({ name }) => name === APP)
  return known ?? initializeApp(optionsOf(await config('push')), APP)
}

/** The account's own key, or, on one machine, plain HTTP to the stand-in: the SDK's host cannot be set. */
function optionsOf({ FIREBASE_SERVICE_ACCOUNT: account, FCM_STAND_IN }: Config<'push'>): AppOptions {
  const { project_id: projectId, client_email: clientEmail, private_key: privateKey } = account
  if (!FCM_STAND_IN) return { projectId, credential: cert({ projectId, clientEmail, privateKey }) }
  const getAccessToken = () => Promise.resolve({ access_token: 'stand-in', expires_in: 3_600 })
  return { projectId, credential: { getAccessToken }, httpAgent: new PlainAgent(new URL(FCM_STAND_IN)) }
}

/** Leads what is meant for FCM to an address on this machine. */
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
