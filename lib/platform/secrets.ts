import { MINUTE, realTime, SECOND } from '#lib/platform/clock.ts'
import { log } from '#lib/platform/logger.ts'
import { OutageError } from '#lib/platform/outage.ts'
import { signedFetch } from '#lib/platform/signed-fetch.ts'

/** Secrets by their names. A value that is no text is refused by the setting that needs it, and by no other. */
export type Secrets = Readonly<Record<string, unknown>>

/** How long a value that was read is used, so that a rotated key reaches warm functions without a deployment. */
const LIFETIME_MS = 5 * MINUTE
/** The least time between two times that we read again: strangers can cause it (a forged token, a bad signature). */
const MIN_PAUSE_MS = 10 * SECOND

/** The one value that the first deployment generates; it leaves the others empty. */
const GENERATED = 'JWT_SECRET'

const NONE: Secrets = {}

/** The deployment's secret could not be read, or is no JSON object. */
class SecretsUnavailableError extends OutageError {
  override readonly name = 'SecretsUnavailableError'
  readonly code: string

  constructor(code: string, options?: ErrorOptions) {
    super(`The secret of this deployment could not be read (${code})`, options)
    this.code = code
  }
}

/** What this process knows. `values` keeps its identity while the secret does not change. */
interface Known {
  readonly text: string
  readonly values: Secrets
}

let known: Known | undefined
let readAt = 0
let rereadAt = 0
let isSuspect = false
let reading: Promise<Known> | undefined

/**
 * The secrets of this deployment as one record: the same object until the stored secret changes. They are fetched once,
 * and again by `renewSecrets` and `rereadSecrets`. Without SECRETS_ARN (on one machine, in tests) the record is empty,
 * as the environment contains everything. Throws an OutageError if they could never be read.
 */
export async function loadSecrets(): Promise<Secrets> {
  if (!process.env.SECRETS_ARN) return NONE
  return (known ?? (await read())).values
}

/** What is known of the secrets without asking for them: empty before they were read. */
export const knownSecrets = (): Secrets => known?.values ?? NONE

/**
 * Every invocation begins with this: reads the secrets again if they are old, or if an error since then made them
 * suspect. Within one invocation they do not change by themselves. If they cannot be read, the known ones stay in use.
 */
export async function renewSecrets(): Promise<void> {
  if (!process.env.SECRETS_ARN || !known) return
  if (isSuspect || now() - readAt >= LIFETIME_MS) await rereadSecrets()
}

/** An error that an outdated secret may explain: the next invocation reads the secrets first. */
export function suspectSecrets(): void {
  isSuspect = true
}

/** Reads the secrets again, unless that was done seconds ago. Returns whether they differ now. */
export async function rereadSecrets(): Promise<boolean> {
  if (!process.env.SECRETS_ARN) return false
  const before = known?.values
  if (!reading && now() - rereadAt < MIN_PAUSE_MS) return false
  rereadAt = now()
  await read().catch((error: unknown) => {
    if (!before) throw error
    log.warn('the known secrets stay in use', { error })
  })
  return known?.values !== before
}

/**
 * Runs `attempt`, and once more if it threw an error that an outdated secret may explain and the secret has changed.
 * So a rotated key costs no request. `attempt` has to read its settings itself.
 */
export async function withFreshSecrets<T>(
  attempt: () => Promise<T>,
  mayExplain: (error: unknown) => boolean,
): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    if (!mayExplain(error) || !(await rereadSecrets())) throw error
    return attempt()
  }
}

/** Whether the secret is still as the first deployment made it: nobody has filled it in yet. Looks again if so. */
export async function isSecretUnfilled(): Promise<boolean> {
  if (!process.env.SECRETS_ARN) return false
  if (!isUnfilled(await loadSecrets())) return false
  return !(await rereadSecrets()) || isUnfilled(await loadSecrets())
}

const isUnfilled = (secrets: Secrets): boolean =>
  Object.entries(secrets).every(([name, value]) => name === GENERATED || isEmpty(value))

/** Whether a value says nothing, so that the setting counts as not given. */
export const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'string' && value.trim() === '')

/** Forgets what was read, for tests. */
export function forgetSecrets(): void {
  known = undefined
  reading = undefined
  isSuspect = false
  readAt = 0
  rereadAt = 0
}

/** One fetch at a time, however many wait for it. */
function read(): Promise<Known> {
  reading ??= fetchSecrets().finally(() => {
    reading = undefined
  })
  return reading
}

async function fetchSecrets(): Promise<Known> {
  const text = await fetchText()
  if (known?.text !== text) known = { text, values: parse(text) }
  readAt = now()
  isSuspect = false
  return known
}

async function fetchText(): Promise<string> {
  const response = await signedFetch({
    service: 'secretsmanager',
    target: 'secretsmanager.GetSecretValue',
    version: '1.1',
    endpoint: process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER,
    body: { SecretId: process.env.SECRETS_ARN },
  }).catch((cause: unknown) => {
    throw new SecretsUnavailableError('not-reached', { cause })
  })
  if (!response.ok) throw new SecretsUnavailableError(`http-${response.status}`)
  const answer: unknown = await response.json().catch(() => null)
  const text = isRecord(answer) ? answer.SecretString : null
  if (typeof text !== 'string') throw new SecretsUnavailableError('without-text')
  return text
}

function parse(text: string): Secrets {
  const content = parseJson(text)
  if (!isRecord(content)) throw new SecretsUnavailableError('not-a-json-object')
  return content
}

/** Without zod, which is five times the size of what reads secrets where a function broke (infra/bundle/not-loaded.ts). */
const isRecord = (value: unknown): value is Secrets =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

const now = (): number => realTime().getTime()
