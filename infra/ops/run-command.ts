import { stopWith } from '#infra/local/stop-with.ts'
import { showFaultsAlone } from '#infra/ops/faults-alone.ts'

/** An error as whoever runs the command needs it: one that they can mend is a CannotStartError. */
type Explain = (error: unknown) => unknown

/**
 * Runs a command of infra/ops. Standard output has what it prints alone; of the log, warnings and errors are shown on
 * standard error. Where it fails it says why, and ends with 1.
 */
export async function runCommand(main: () => Promise<void> | void, explain: Explain = (error) => error) {
  showFaultsAlone()
  try {
    await main()
  } catch (error) {
    stopWith(explain(error))
  }
}

/** Prints a line of what a command found, on standard output. */
export const print = (line: string): void => void process.stdout.write(`${line}\n`)
