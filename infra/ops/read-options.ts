import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'
import { CannotStartError } from '#infra/local/stop-with.ts'

/** The options of a command. Throws a CannotStartError that says which one it does not know. */
export function readOptions<const O extends ParseArgsOptionsConfig>(options: O) {
  try {
    return parseArgs({ options }).values
  } catch (error) {
    throw new CannotStartError((error as Error).message)
  }
}
