import path from 'node:path'
import mongoose from 'mongoose'
import { NoMongod, startMongod, type RunningMongod } from '#infra/local/mongod.ts'
import { localFolder } from '#infra/local/settings.ts'
import { CannotStart } from '#infra/local/stop-with.ts'

const NAME = 'craftworks'

export interface Database {
  readonly uri: string
  /** Ours to end; absent where MONGODB_URI names another. */
  readonly mongod?: RunningMongod
}

/** The database of this machine: MONGODB_URI where it is set, else a mongod of our own on `.local/`. */
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
    throw error instanceof NoMongod ? new CannotStart(error.message) : error
  }
}

/** Refuses a MONGODB_URI that cannot be reached or is no replica set, with a line that says why. */
async function checkedUri(given: string): Promise<string> {
  const instead = 'or leave MONGODB_URI out of .env: then npm start brings its own.'
  if (!/^mongodb(\+srv)?:\/\//.test(given)) {
    throw new CannotStart(
      `MONGODB_URI has to begin with mongodb:// or mongodb+srv://. Correct it, ${instead}`,
    )
  }
  const hello = await greet(given).catch((error: Error) => {
    const why = error.message.split('\n')[0]
    throw new CannotStart(`MONGODB_URI cannot be reached (${why}). Start that MongoDB, ${instead}`)
  })
  const hasTransactions = hello.setName !== undefined || hello.msg === 'isdbgrid'
  if (!hasTransactions) {
    throw new CannotStart(
      `MONGODB_URI is no replica set, and Craftworks needs transactions. Start that mongod with --replSet and initiate it, ${instead}`,
    )
  }
  return withName(given)
}

async function greet(uri: string) {
  const client = new mongoose.mongo.MongoClient(uri, { serverSelectionTimeoutMS: 5_000 })
  try {
    return await (await client.connect()).db('admin').command({ hello: 1 })
  } finally {
    await client.close()
  }
}

/** A URI that names no database would mean `test`. */
function withName(uri: string): string {
  const [, start = uri, name = '', query = ''] =
    /^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?([^?]*)(\?.*)?$/.exec(uri) ?? []
  return `${start}/${name || NAME}${query}`
}
