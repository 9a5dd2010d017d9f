import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

/** Whether a person sits at this terminal: it can be asked, and nothing that it shows is kept as the log of a CI. */
export const isTerminal = (): boolean =>
  process.stdin.isTTY === true && process.stdout.isTTY === true && !process.env.CI

/** Asks a person. With `hidden`, what they type is not shown. */
export async function ask(question: string, { hidden = false } = {}): Promise<string> {
  let isMuted = false
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!isMuted) process.stdout.write(chunk)
      done()
    },
  })
  const terminal = createInterface({ input: process.stdin, output, terminal: true })
  const answer = terminal.question(question)
  isMuted = hidden
  try {
    return (await answer).trim()
  } finally {
    terminal.close()
    if (hidden) process.stdout.write('\n')
  }
}
