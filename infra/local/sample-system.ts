import mongoose from 'mongoose'
import { socketRoutes } from '#functions/consumers.ts'
import { startFakes } from '#infra/fakes/start-fakes.ts'
import { openDatabase } from '#infra/local/database.ts'
import { prepareDatabase } from '#infra/local/prepare-database.ts'
import { findRunning } from '#infra/local/running.ts'
import { fakesFolder, readSettings } from '#infra/local/settings.ts'
import { openSockets } from '#infra/local/websocket/open-sockets.ts'
import { loadSocketHandlers } from '#infra/local/websocket/socket-handlers.ts'
import { connectMongo, disconnectMongo } from '#lib/platform/mongo.ts'

/** What a function runs in: settings, a database and fakes of the outside services. */
export interface SampleSystem {
  /** One line for the developer: whose data the function reads and writes. */
  readonly about: string
  readonly close: () => Promise<void>
}

/**
 * A demo scene of its own, in a database of its own that is dropped afterwards: every sample event works in it, whatever
 * was run before. The mongod is that of the running server, if there is one.
 */
export async function openFreshScene(): Promise<SampleSystem> {
  const { env } = readSettings()
  const database = await openDatabase({ ...env, ...mongoOfRunning() })
  const { PORT: _, ...withoutServer } = env // the fakes of the gateways have nobody to send webhooks to
  const fakes = await startFakes(withoutServer)
  const sockets = await openSockets(0, await loadSocketHandlers(socketRoutes))
  const uri = inDatabaseOfItsOwn(database.uri)
  Object.assign(process.env, env, fakes.envFor(env), sockets.env, { MONGODB_URI: uri })
  endWithUs(database.mongod?.process)
  await connectMongo()
  await prepareDatabase('demo')
  return {
    about: 'In a demo scene of its own. With -- --keep it works in the data of npm start.',
    close: async () => {
      await mongoose.connection.dropDatabase()
      await disconnectMongo()
      await Promise.all([fakes.stop(), sockets.stop()])
      await database.mongod?.stop()
    },
  }
}

/** The data and the fakes of the running server; without one, the data in `.local/` and fakes of our own. */
export async function openKeptData(): Promise<SampleSystem> {
  const { env } = readSettings()
  Object.assign(process.env, env)
  const running = findRunning()
  if (running) {
    Object.assign(process.env, running.env)
    await connectMongo()
    return { about: `This writes to the data of the running server, ${running.url}.`, close: disconnectMongo }
  }
  const database = await openDatabase(env)
  const fakes = await startFakes(env, fakesFolder())
  Object.assign(process.env, fakes.envFor(env), { MONGODB_URI: database.uri })
  endWithUs(database.mongod?.process)
  await connectMongo()
  await prepareDatabase('demo')
  return {
    about: 'This writes to the data of npm start, which does not run now.',
    close: async () => {
      await disconnectMongo()
      await fakes.stop()
      await database.mongod?.stop()
    },
  }
}

function mongoOfRunning(): { readonly MONGODB_URI?: string } {
  const uri = findRunning()?.env.MONGODB_URI
  return uri === undefined ? {} : { MONGODB_URI: uri }
}

/** Two that run at once have two databases. */
const inDatabaseOfItsOwn = (uri: string): string =>
  uri.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+\/)[^?]*/, `$1craftworks_sample_${process.pid}`)

/** Also after Ctrl-C. */
function endWithUs(mongod: { kill: (signal: NodeJS.Signals) => unknown } | undefined): void {
  process.on('exit', () => mongod?.kill('SIGTERM'))
  process.on('SIGINT', () => process.exit(130))
}
