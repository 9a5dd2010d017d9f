import { randomUUID } from 'node:crypto'
import mongoose from 'mongoose'
import { endTransactionsOf, restartAs } from '#lib/testing/money/process-death.ts'

/** Twelve ways in which MongoDB may fail a command. `once`: only one fails, as the driver then looks for a primary. */
const FAULTS = [
  { errorCode: 6, of: 'HostUnreachable', once: true },
  { errorCode: 24, of: 'LockTimeout' },
  { errorCode: 89, of: 'NetworkTimeout', once: true },
  { errorCode: 91, of: 'ShutdownInProgress', once: true },
  { errorCode: 112, of: 'WriteConflict', errorLabels: ['TransientTransactionError'] },
  { errorCode: 189, of: 'PrimarySteppedDown', once: true },
  { errorCode: 251, of: 'NoSuchTransaction', errorLabels: ['TransientTransactionError'] },
  { errorCode: 262, of: 'ExceededTimeLimit' },
  { errorCode: 10107, of: 'NotWritablePrimary', once: true },
  { errorCode: 11601, of: 'Interrupted' },
  { closeConnection: true, of: 'a connection that breaks', once: true },
  { writeConcernError: { code: 64, errmsg: 'waiting for replication timed out' }, of: 'WriteConcernFailed' },
] as const

const COMMANDS = ['find', 'aggregate', 'insert', 'update', 'delete', 'findAndModify', 'commitTransaction']

/** A database is well again after so long: a step of many long transactions would go on for minutes. */
const LONGEST_MS = 8_000

/** How many commands have failed this way, in total. */
export const injected = { count: 0 }

/**
 * Runs `work` while every seventh command to the database fails, or only one, with a fault that `random` picks. An
 * error of `work` is ignored here; its caller would get an INTERNAL error.
 */
export async function withDatabaseFaults(random: () => number, work: () => Promise<unknown>): Promise<void> {
  const fault = FAULTS[Math.floor(random() * FAULTS.length)] ?? FAULTS[0]
  const { of: _, once, ...command } = { once: false, ...fault }
  const appName = `fails-${randomUUID()}`
  await restartAs(appName)
  await failCommand(once ? { times: 1 } : { activationProbability: 1 / 7 }, {
    failCommands: COMMANDS,
    appName,
    ...command,
  })
  const overcome = setTimeout(() => void failCommand('off'), LONGEST_MS)
  await work().catch(() => undefined)
  clearTimeout(overcome)
  await failCommand('off')
  await restartAs()
  await endTransactionsOf(appName)
}

async function failCommand(mode: unknown, data?: object): Promise<void> {
  const admin = mongoose.connection.getClient().db('admin')
  const answer = await admin.command({ configureFailPoint: 'failCommand', mode, ...(data && { data }) })
  if (mode === 'off') injected.count = Number(answer.count) // since the start of this mongod
}
