/** A start that cannot go on; the message is one line that says what to do. No stack is shown for it. */
export class CannotStart extends Error {}

/** Says why in one line and ends with 1; anything unexpected keeps its stack. */
export function stopWith(error: unknown): never {
  const text =
    error instanceof CannotStart
      ? error.message
      : error instanceof Error
        ? (error.stack ?? '')
        : String(error)
  process.stderr.write(`\n${text}\n`)
  process.exit(1)
}
