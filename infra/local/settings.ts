import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import { CannotStart } from '#infra/local/stop-with.ts'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Where this machine keeps what outlives a start: data, the secret, the clock. CRAFTWORKS_LOCAL_DIR moves it. */
export const localFolder = (): string => path.resolve(ROOT, process.env.CRAFTWORKS_LOCAL_DIR ?? '.local')

/** Logs lie beside the project, or in a folder of data that was moved. */
export const logsFolder = (): string =>
  process.env.CRAFTWORKS_LOCAL_DIR ? path.join(localFolder(), 'logs') : path.join(ROOT, 'logs')

export const envFile = (): string => path.resolve(ROOT, process.env.CRAFTWORKS_ENV_FILE ?? '.env')

export interface Settings {
  readonly port: number
  readonly host: string
  /** All settings of the environment and of .env, with this machine's defaults. */
  readonly env: Readonly<Record<string, string>>
}

/**
 * The settings of this machine: the environment first, then .env, then a safe default for each.
 * Throws CannotStart, naming the setting and what to do.
 */
export function readSettings(): Settings {
  const given = { ...readEnvFile(), ...present(process.env) }
  const port = wholeNumber(given.PORT ?? '3000', 'PORT', 65_535)
  const host = given.HOST ?? '127.0.0.1'
  const env = {
    PUBLIC_URL: `http://localhost:${port}`,
    LIMIT_LOOPBACK: '0', // the limits by address would only stop the developer himself
    JWT_SECRET: given.JWT_SECRET ?? keptSecret('jwt-secret', () => randomBytes(48).toString('base64url')),
    LOCAL_KEY: given.LOCAL_KEY ?? keptSecret('field-key', () => randomBytes(32).toString('base64')),
    ...given,
    PORT: String(port),
  }
  return { port, host, env }
}

/** What .env.example and the requirements write where a key belongs. The sample secret is refused instead. */
const SAMPLES = new Set(['your_resend_api_key_here', 'your_cloud_name', 'your_api_key', 'your_api_secret'])

/** The values that are set: `NAME=` in .env, and a sample, mean that it is not. */
const present = (values: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value?.trim() && !SAMPLES.has(value.trim()) ? [[name, value] as const] : [],
    ),
  )

function readEnvFile(): Record<string, string> {
  const file = envFile()
  if (!existsSync(file)) return {}
  const text = readFileSync(file, 'utf8')
  refuseBrokenLines(text, path.relative(process.cwd(), file))
  return present(parseEnv(text))
}

/** parseEnv passes over what it does not understand; a setting that was mistyped would silently not count. */
function refuseBrokenLines(text: string, file: string): void {
  const withoutQuoted = text.replace(/=\s*(["'`])[\s\S]*?\1/g, (quoted) => `=${quoted.replace(/[^\n]/g, '')}`)
  for (const [i, line] of withoutQuoted.split('\n').entries()) {
    const isFine = /^\s*(#.*)?$/.test(line) || /^\s*(export\s+)?[A-Za-z_][\w.]*\s*=/.test(line)
    if (isFine || line.trim() === '') continue
    throw new CannotStart(`Line ${i + 1} of ${file} is not NAME=value. Correct it or put a # before it.`)
  }
}

function wholeNumber(text: string, name: string, most: number): number {
  const value = Number(text)
  if (/^\d+$/.test(text.trim()) && value <= most) return value
  throw new CannotStart(
    `${name} has to be a whole number up to ${most}, and is "${text}". Correct it in .env.`,
  )
}

/** A secret of this machine, made once: what it signed or encrypted stays valid, and no two machines share one. */
function keptSecret(name: string, make: () => string): string {
  const file = path.join(localFolder(), name)
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  mkdirSync(localFolder(), { recursive: true })
  const secret = make()
  writeFileSync(file, `${secret}\n`, { mode: 0o600 })
  chmodSync(file, 0o600)
  return secret
}
