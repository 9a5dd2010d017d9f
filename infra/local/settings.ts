import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import { CannotStartError } from '#infra/local/stop-with.ts'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** The folder for what outlives a start: data, secrets, the clock. CRAFTWORKS_LOCAL_DIR sets another one. */
export const localFolder = (): string => path.resolve(ROOT, process.env.CRAFTWORKS_LOCAL_DIR ?? '.local')

/** The folder of what the fakes of outside services keep between two starts. */
export const fakesFolder = (): string => path.join(localFolder(), 'fakes')

/** The folder of the log files: in the project, or in the data folder if CRAFTWORKS_LOCAL_DIR is set. */
export const logsFolder = (): string =>
  process.env.CRAFTWORKS_LOCAL_DIR ? path.join(localFolder(), 'logs') : path.join(ROOT, 'logs')

export const envFile = (): string => path.resolve(ROOT, process.env.CRAFTWORKS_ENV_FILE ?? '.env')

export interface Settings {
  readonly port: number
  readonly host: string
  /** All settings from the environment and .env, with the defaults of this machine. */
  readonly env: Readonly<Record<string, string>>
}

/**
 * The settings of this machine: from the environment, else from .env, else a safe default.
 * Throws CannotStartError, which names the wrong setting and says what to do.
 */
export function readSettings(): Settings {
  const given = { ...readEnvFile(), ...present(process.env) }
  const port = wholeNumber(given.PORT ?? '3000', 'PORT', 65_535)
  const host = (given.HOST ?? '127.0.0.1').replace(/^\[(.*)\]$/, '$1') // [::1], as an address in a URL
  const env = {
    PUBLIC_URL: `http://localhost:${port}`,
    API_URL: `http://localhost:${port}`,
    LIMIT_LOOPBACK: '0', // limits by IP address would only hinder the developer
    JWT_SECRET: given.JWT_SECRET ?? storedSecret('jwt-secret', () => randomBytes(48).toString('base64url')),
    LOCAL_KEY: given.LOCAL_KEY ?? storedSecret('field-key', () => randomBytes(32).toString('base64')),
    NATIONAL_ID_KEY:
      given.NATIONAL_ID_KEY ?? storedSecret('national-id-key', () => randomBytes(32).toString('base64')),
    AUDIT_FOLDER: auditFolder(given.MONGODB_URI),
    FILES_FOLDER: path.join(localFolder(), 'files'),
    FILES_URL: `http://localhost:${port}/_local/files`,
    ...given,
    PORT: String(port),
  }
  return { port, host, env }
}

/** Where the activity log is anchored: one folder for each database, beside this machine's own data. */
function auditFolder(uri: string | undefined): string {
  const own = path.join(localFolder(), 'audit')
  return uri ? `${own}-${createHash('sha256').update(uri).digest('hex').slice(0, 12)}` : own
}

/** The sample values from .env.example and the requirements. The sample secret is not here: it is refused. */
const SAMPLES = new Set(['your_resend_api_key_here', 'your_cloud_name', 'your_api_key', 'your_api_secret'])

/** The values that are set. An empty value and a sample count as not set. */
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

/** parseEnv ignores lines that it cannot read, so a mistyped setting would silently have no effect. */
function refuseBrokenLines(text: string, file: string): void {
  const withoutQuoted = text.replace(/=\s*(["'`])[\s\S]*?\1/g, (quoted) => `=${quoted.replace(/[^\n]/g, '')}`)
  for (const [i, line] of withoutQuoted.split('\n').entries()) {
    const isValid = /^\s*(#.*)?$/.test(line) || /^\s*(export\s+)?[A-Za-z_][\w.]*\s*=/.test(line)
    if (isValid || line.trim() === '') continue
    throw new CannotStartError(`Line ${i + 1} of ${file} is not NAME=value. Correct it or put a # before it.`)
  }
}

function wholeNumber(text: string, name: string, max: number): number {
  const value = Number(text)
  if (/^\d+$/.test(text.trim()) && value <= max) return value
  throw new CannotStartError(
    `${name} has to be a whole number up to ${max}, and is "${text}". Correct it in .env.`,
  )
}

/** A secret of this machine. It is generated once, so that what it signed or encrypted stays valid. */
function storedSecret(name: string, make: () => string): string {
  const file = path.join(localFolder(), name)
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  mkdirSync(localFolder(), { recursive: true })
  const secret = make()
  writeFileSync(file, `${secret}\n`, { mode: 0o600 })
  chmodSync(file, 0o600)
  return secret
}
