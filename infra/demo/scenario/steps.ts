import { styleText } from 'node:util'
import { App, StepFailedError } from '#infra/demo/scenario/app.ts'

/** Runs and prints the steps of the demo scenario; the chapters share it. */
export class ScenarioSteps {
  readonly base: string
  /** Whether the server is one started with `npm start`, with the clock and the mailbox under `/_local`. */
  readonly isLocal: boolean
  /** Whether Firebase Auth is the fake, which accepts unsigned tokens. */
  readonly hasIdentityFake: boolean
  /** An app without a login. */
  readonly anonymous: App
  steps = 0

  constructor(
    base: string,
    { isLocal, hasIdentityFake }: Pick<ScenarioSteps, 'isLocal' | 'hasIdentityFake'>,
  ) {
    this.base = base
    this.isLocal = isLocal
    this.hasIdentityFake = hasIdentityFake
    this.anonymous = new App(base)
  }

  chapter(title: string): void {
    process.stdout.write(`\n${styleText('bold', title)}\n`)
  }

  /** Runs one step and prints a line with its name and duration. On failure it prints the error and throws it. */
  async step<T>(name: string, act: () => Promise<T>): Promise<T> {
    const began = performance.now()
    try {
      const outcome = await act()
      this.steps += 1
      const ms = styleText('dim', `${Math.round(performance.now() - began)} ms`)
      process.stdout.write(`  ${styleText('green', '✓')} ${name}  ${ms}\n`)
      return outcome
    } catch (error) {
      process.stdout.write(`  ${styleText('red', '✗')} ${name}\n`)
      const why =
        error instanceof StepFailedError
          ? error.message
          : String(error instanceof Error ? error.stack : error)
      process.stdout.write(`${why.replace(/^/gm, '      ')}\n`)
      throw error
    }
  }

  as(token: string): App {
    return new App(this.base, token)
  }
}
