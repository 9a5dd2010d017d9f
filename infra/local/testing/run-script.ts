import { expect } from 'vitest'
import { type Run, startScript } from '#infra/local/own-start.ts'

export type { Run } from '#infra/local/own-start.ts'

/** The settings with which tests run scripts: none of this process that would matter. */
export function scriptEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { MONGODB_URI: _, JWT_SECRET: __, RESEND_API_KEY: ___, ...outside } = process.env
  return { ...outside, PASSWORD_COST: '4', ...env }
}

/** Runs one of the scripts in infra/local as npm does. */
export const runScript = (script: string, args: readonly string[], env: NodeJS.ProcessEnv): Run =>
  startScript(`infra/local/${script}.ts`, args, scriptEnv(env))

/** A command that cannot do its work prints one line and no stack. */
export function expectOneLine(text: string, line: RegExp): void {
  const message = text.replace('Starting Craftworks ...', '').trim()
  expect(message).toMatch(line)
  expect(message.split('\n')).toHaveLength(1)
}
