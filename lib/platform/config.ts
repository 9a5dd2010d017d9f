import type * as z from 'zod'
import { type QueueName, type SendingNeed, urlSettingOfQueue } from '#lib/platform/queue-names.ts'
import { forgetSecrets, isEmpty, loadSecrets, rereadSecrets, type Secrets } from '#lib/platform/secrets.ts'
import { problemsIn, settingProblem } from '#lib/platform/setting-problems.ts'
import { SECRET_SETTINGS, type Section, SETTINGS } from '#lib/platform/settings.ts'

export type Config<S extends Section> = z.output<(typeof SETTINGS)[S]>

/** The URL of a queue, for a function with this need. */
export async function queueUrl<N extends SendingNeed>(need: N, name: QueueName<N>): Promise<string> {
  const urls = await config<SendingNeed>(need)
  return urls[urlSettingOfQueue(name)] as string // the section has one for each of its queues
}

/** A setting is missing or invalid. The message names it and says what to do; it quotes no value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  /** Nothing that anybody sent is in the message, so the log may have it. */
  readonly forLog: string

  constructor(message: string) {
    super(message)
    this.forLog = message
  }
}

interface CachedSection {
  readonly secrets: Secrets
  readonly settings: Promise<unknown>
}

const cache = new Map<Section, CachedSection>()

/**
 * The settings of one section, validated once for as long as the secrets do not change. Throws a ConfigError that says
 * what to set. Whoever keeps something made of settings (a client, a key) compares them with those that it was made of.
 */
export async function config<S extends Section>(section: S): Promise<Config<S>> {
  const secrets = await loadSecrets()
  const cached = cache.get(section)
  if (cached?.secrets === secrets) return cached.settings as Promise<Config<S>>
  const settings = readSection(section, secrets)
  cache.set(section, { secrets, settings })
  settings.catch(() => cache.delete(section))
  return settings
}

/** A setting that is wrong may have been corrected since the secrets were read: they are read once more. */
async function readSection<S extends Section>(section: S, secrets: Secrets): Promise<Config<S>> {
  const outcome = validate(section, secrets)
  if (outcome.success) return outcome.data as Config<S>
  if (await rereadSecrets()) return config(section)
  throw new ConfigError(`${problemsIn(outcome.error).join('; ')}. ${adviceFor(outcome.error)}`)
}

/** An empty secret counts as not given: it does not hide a setting of the deployment, or a default. */
function validate(section: Section, secrets: Secrets) {
  const given = Object.entries(secrets).filter(([, value]) => !isEmpty(value))
  return SETTINGS[section].safeParse(
    { ...process.env, ...Object.fromEntries(given) },
    { error: settingProblem },
  )
}

/** Where the settings are that are wrong: on this machine, in the secret of the deployment, or in its stack. */
function adviceFor({ issues }: z.ZodError): string {
  const { AWS_LAMBDA_FUNCTION_NAME, SECRETS_ARN } = process.env
  if (!AWS_LAMBDA_FUNCTION_NAME) return 'Set it in .env (see "Configuration" in README.md).'
  const areSecrets = issues.some(({ path }) => SECRET_SETTINGS.includes(path.join('.')))
  if (!areSecrets) return 'Deploy again with this setting (see "Settings" in docs/deploying.md).'
  const name = SECRETS_ARN?.split(':secret:')[1]?.replace(/-\w{6}$/, '') // AWS puts six letters behind it
  return `Set it in the secret ${name ?? 'of this deployment'} (see "Fill in the secret" in docs/deploying.md).`
}

/** Validates several sections at start, so that a bad setting is one clear line and not a failed request. */
export async function checkConfig(required: readonly Section[]): Promise<void> {
  const outcomes = await Promise.allSettled(required.map((section) => config(section)))
  const broken = outcomes.filter((outcome) => outcome.status === 'rejected')
  if (broken.length > 0) {
    // two sections may share a setting
    const messages = new Set(broken.map(({ reason }) => (reason as Error).message))
    throw new ConfigError([...messages].join('\n'))
  }
}

/** Clears the cached settings, for tests and the local server, which change settings between two reads. */
export function forgetConfig(): void {
  cache.clear()
  forgetSecrets()
}
