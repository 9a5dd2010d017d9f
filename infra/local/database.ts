import path from 'node:path'
import mongoose from 'mongoose'
import { MongodNotFoundError, type RunningMongod, startMongod } from '#infra/local/mongod.ts'
import { localFolder } from '#infra/local/settings.ts'
import { CannotStartError } from '#infra/local/stop-with.ts'

const NAME = 'craftworks'

export interface Database {
  readonly uri: string
  /** The mongod that we started and have to stop; absent if MONGODB_URI names a database. */
  readonly mongod?: RunningMongod
}

/** Opens the database of this machine: MONGODB_URI if it is set, else our own mongod with its data in `.local/`. */
export async function openDatabase(env: Readonly<Record<string, string>>): Promise<Database> {
  if (env.MONGODB_URI) return { uri: await checkedUri(env.MONGODB_URI) }
  try {
    const mongod = await startMongod({
      dataFolder: path.join(localFolder(), 'mongo'),
      logFile: path.join(localFolder(), 'mongod.log'),
      binary: env.MONGOMS_SYSTEM_BINARY,
      detached: true,
    })
    return { uri: withName(mongod.uri), mongod }
  } catch (error) {
    throw error instanceof MongodNotFoundError ? new CannotStartError(error.message) : error
  }
}

/** Checks that MONGODB_URI can be reached and is a replica set. Else it throws with a line that says why. */
async function checkedUri(given: string): Promise<string> {
  const instead = 'or leave MONGODB_URI out of .env: then npm start runs its own.'
  if (!/^mongodb(\+srv)?:\/\//.test(given)) {
    throw new CannotStartError(
      `MONGODB_URI has to begin with mongodb:// or mongodb+srv://. Correct it, ${instead}`,
    )
  }
  const hello = await sayHello(given).catch((error: Error) => {
    const why = error.message.split('\n')[0]
    throw new CannotStartError(`MONGODB_URI cannot be reached (${why}). Start that MongoDB, ${instead}`)
  })
  const hasTransactions = hello.setName !== undefined || hello.msg === 'isdbgrid'
  if (!hasTransactions) {
    throw new CannotStartError(
      `MONGODB_URI is no replica set, and Craftworks needs transactions. Start that mongod with --replSet and initiate it, ${instead}`,
    )
  }
  return withName(given)
}

async function sayHello(uri: string) {
  const client = new mongoose.mongo.MongoClient(uri, { serverSelectionTimeoutMS: 5_000 })
  try {
    return await (await client.connect()).db('admin').command({ hello: 1 })
  } finally {
    await client.close()
  }
}

/** Adds our database name to a URI without one, which would mean the database `test`. */
function withName(uri: string): string {
  const [address = '', ...query] = uri.split('?')
  const slash = address.indexOf('/', address.indexOf('://') + 3)
  const start = slash < 0 ? address : address.slice(0, slash)
  const name = slash < 0 ? '' : address.slice(slash + 1)
  return [`${start}/${name || NAME}`, ...query].join('?')
}
