import { styleText } from 'node:util'
import { App, StepFailed } from '#infra/local/journey/app.ts'

/** What the chapters of the journey share: how to call, whom they have met, and what to say. */
export class Play {
  readonly base: string
  /** Whether this is one machine, with the clock and the mail box under `/_local`. */
  readonly isLocal: boolean
  /** Whether Firebase Auth is the stand-in, which takes any token. */
  readonly hasIdentityStandIn: boolean
  readonly nobody: App
  steps = 0

  constructor(base: string, { isLocal, hasIdentityStandIn }: Pick<Play, 'isLocal' | 'hasIdentityStandIn'>) {
    this.base = base
    this.isLocal = isLocal
    this.hasIdentityStandIn = hasIdentityStandIn
    this.nobody = new App(base)
  }

  chapter(title: string): void {
    process.stdout.write(`\n${styleText('bold', title)}\n`)
  }

  /** Does one step and says so in one line; what it returns is shown behind its name. */
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
        error instanceof StepFailed ? error.message : String(error instanceof Error ? error.stack : error)
      process.stdout.write(`${why.replace(/^/gm, '      ')}\n`)
      throw error
    }
  }

  as(token: string): App {
    return new App(this.base, token)
  }
}
