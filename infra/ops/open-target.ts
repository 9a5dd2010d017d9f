import { SQSClient } from '@aws-sdk/client-sqs'
import { openDatabase } from '#infra/local/database.ts'
import { findRunning } from '#infra/local/running.ts'
import { readSettings } from '#infra/local/settings.ts'
import { CannotStartError } from '#infra/local/stop-with.ts'
import { missingUniqueIndexes } from '#lib/model/unique-indexes.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { connectMongo, disconnectMongo } from '#lib/platform/mongo.ts'
import { loadSecrets } from '#lib/platform/secrets.ts'

/** The deployment that a command works on, connected. */
export interface Target {
  /** In words, without an address or a password. */
  readonly name: string
  readonly close: () => Promise<void>
}

const LOOPBACK = /@?(localhost|127\.0\.0\.1|\[::1\])(:\d+)?([,/]|$)/

/**
 * Connects to the deployment that a command is meant for:
 * 1. with `--aws`: to that of STAGE, with what is in its secret, by the credentials of the shell
 * 2. else to MONGODB_URI of the shell or of .env, together with JWT_SECRET
 * 3. else to the running `npm start`, and else to this machine's own database
 * What is kept outside of the database, erasures and anchors of the log, is that of the same deployment: AUDIT_BUCKET of
 * the shell, else AUDIT_FOLDER, else (without `--aws`) the folder that `npm start` uses for this database. Throws a CannotStartError that says what is missing: a setting, or the indexes.
 */
export async function openTarget(onAws: boolean): Promise<Target> {
  const target = onAws ? await useSecret(process.env.STAGE ?? 'dev') : await useSettings()
  try {
    await connectMongo()
    await refuseWithoutIndexes()
    return target
  } catch (error) {
    await target.close().catch(() => undefined) // what went wrong before says more
    throw error
  }
}

async function refuseWithoutIndexes(): Promise<void> {
  const missing = await missingUniqueIndexes()
  if (missing.length === 0) return
  throw new CannotStartError(
    `The database has no ${missing.slice(0, 3).join(', no ')}${missing.length > 3 ? ' ...' : ''}. Deploy first, or run: npm run db:indexes`,
  )
}

/** What `npm start` gives its functions, with the fakes of a running one, but for what is set already. */
export function useLocalSettings(): void {
  const env = { ...readSettings().env, ...findRunning()?.env }
  for (const [name, value] of Object.entries(env)) process.env[name] ??= value
  forgetConfig()
}

/** Whether a database is on this machine, so that demo data may go into it. */
export const isOnThisMachine = (uri: string): boolean => LOOPBACK.test(uri)

async function useSecret(stage: string): Promise<Target> {
  const { config: aws } = new SQSClient({}) // the credentials and the region as every tool of AWS finds them
  const region = await aws.region().catch(() => {
    throw new CannotStartError('Name the region of the deployment: AWS_REGION=eu-central-1')
  })
  const { accessKeyId, secretAccessKey, sessionToken } = await aws.credentials().catch(() => {
    throw new CannotStartError('There are no AWS credentials. Sign in first, for example: aws sso login')
  })
  Object.assign(process.env, {
    SECRETS_ARN: `craftworks/${stage}`, // Secrets Manager takes the name of a secret as well
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken && { AWS_SESSION_TOKEN: sessionToken }),
  })
  forgetConfig()
  const { MONGODB_URI = '' } = await loadSecrets().catch((error: unknown) => {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'not reached'
    throw new CannotStartError(`The secret craftworks/${stage} in ${region} cannot be read (${why}).`)
  })
  if (MONGODB_URI === '') {
    throw new CannotStartError(
      `MONGODB_URI in the secret craftworks/${stage} is empty. Fill it in first (docs/deploying.md).`,
    )
  }
  return { name: `the deployment craftworks-${stage}`, close: disconnectMongo }
}

async function useSettings(): Promise<Target> {
  const { env } = readSettings()
  const running = env.MONGODB_URI ? undefined : findRunning()
  const given = env.MONGODB_URI ?? running?.env.MONGODB_URI
  if (env.MONGODB_URI) refuseHalfTarget(env.MONGODB_URI)
  const database = given ? { uri: given } : await openDatabase(env)
  // the folder before MONGODB_URI is set: this machine's own database has another one than a database that is named
  const { JWT_SECRET, JWT_SECRET_PREVIOUS, LASTING_SECRET, AUDIT_BUCKET, AUDIT_FOLDER } = env
  Object.assign(process.env, {
    MONGODB_URI: database.uri,
    JWT_SECRET,
    ...(AUDIT_BUCKET ? { AUDIT_BUCKET } : { AUDIT_FOLDER }),
    ...(JWT_SECRET_PREVIOUS && { JWT_SECRET_PREVIOUS }),
    ...(LASTING_SECRET && { LASTING_SECRET }),
  })
  forgetConfig()
  const close = async () => {
    await disconnectMongo()
    if ('mongod' in database) await database.mongod?.stop()
  }
  return { name: env.MONGODB_URI ? 'the database of MONGODB_URI' : 'this machine', close }
}

/** Passwords are hashed with a key of JWT_SECRET: with another one than the deployment's nobody could log in. */
function refuseHalfTarget(uri: string): void {
  if (!/^mongodb(\+srv)?:\/\/[^/]+\/[^?/]+/.test(uri)) {
    throw new CannotStartError('MONGODB_URI names no database: it has to end in one, as in .../craftworks')
  }
  if (LOOPBACK.test(uri) || process.env.JWT_SECRET) return
  throw new CannotStartError(
    'Set JWT_SECRET to that of the deployment too, or use --aws, which takes both from its secret.',
  )
}
