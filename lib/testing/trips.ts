import mongoose from 'mongoose'

export interface Trips {
  /** Sequential round trips, for which a request waits 1 to 2 ms each between Lambda and Atlas. */
  readonly sequential: number
  readonly commands: readonly string[]
  /** Writes outside of a transaction. */
  readonly bareWrites: readonly string[]
}

interface Command {
  readonly writeConcern?: { readonly w?: number | string }
}

const WRITES = new Set(['insert', 'update', 'delete', 'findAndModify'])

/** Runs `work` and counts its round trips to the database. Concurrent commands count as one, unacknowledged writes as none. */
export async function tripsOf(work: () => Promise<unknown>): Promise<Trips> {
  const client = mongoose.connection.getClient()
  const commands: string[] = []
  const bareWrites: string[] = []
  let sequential = 0
  let inFlight = 0
  const started = ({ commandName, command }: { commandName: string; command: Command }) => {
    if (inFlight === 0 && command.writeConcern?.w !== 0) sequential += 1
    inFlight += 1
    commands.push(commandName)
    if (WRITES.has(commandName) && !('autocommit' in command)) bareWrites.push(commandName)
  }
  const ended = () => {
    inFlight -= 1
  }
  client.on('commandStarted', started).on('commandSucceeded', ended).on('commandFailed', ended)
  try {
    await work()
  } finally {
    client.off('commandStarted', started).off('commandSucceeded', ended).off('commandFailed', ended)
  }
  return { sequential, commands, bareWrites }
}
