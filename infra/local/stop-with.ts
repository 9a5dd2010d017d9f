/** A command cannot continue; the message says in one line what to do. No stack is printed for it. */
export class CannotStartError extends Error {}

/** Prints the error and exits with 1: a CannotStartError in one line, anything unexpected with its stack. */
export function stopWith(error: unknown): never {
  const text =
    error instanceof CannotStartError
      ? error.message
      : error instanceof Error
        ? (error.stack ?? '')
        : String(error)
  process.stderr.write(`\n${text}\n`)
  process.exit(1)
}
