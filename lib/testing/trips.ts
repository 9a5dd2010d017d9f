import mongoose from 'mongoose'

export interface Trips {
  /** Round trips one after the other: what a request waits for, at 1 to 2 ms each between Lambda and Atlas. */
  readonly sequential: number
  readonly commands: readonly string[]
  /** Writes that were sent outside of a transaction. */
  readonly bareWrites: readonly string[]
}

const WRITES = new Set(['insert', 'update', 'delete', 'findAndModify'])

/** Runs `work` and counts its trips to the database: commands that are under way side by side are one. */
export async function tripsOf(work: () => Promise<unknown>): Promise<Trips> {
  const client = mongoose.connection.getClient()
  const commands: string[] = []
  const bareWrites: string[] = []
  let sequential = 0
  let underWay = 0
  const started = ({ commandName, command }: { commandName: string; command: object }) => {
    if (underWay === 0) sequential += 1
    underWay += 1
    commands.push(commandName)
    if (WRITES.has(commandName) && !('autocommit' in command)) bareWrites.push(commandName)
  }
  const ended = () => {
    underWay -= 1
  }
  client.on('commandStarted', started).on('commandSucceeded', ended).on('commandFailed', ended)
  try {
    await work()
  } finally {
    client.off('commandStarted', started).off('commandSucceeded', ended).off('commandFailed', ended)
  }
  return { sequential, commands, bareWrites }
}
