import { type ChildProcess, spawn } from 'node:child_process'
import { expect } from 'vitest'
import { ROOT } from '#infra/local/settings.ts'

/** A script that runs. */
export interface Run {
  readonly child: ChildProcess
  readonly output: () => string
  readonly ended: Promise<number | null>
}

/** Runs one of the scripts in infra/local as npm does, with these settings and none of this process that would matter. */
export function runScript(script: string, args: readonly string[], env: NodeJS.ProcessEnv): Run {
  const { MONGODB_URI: _, JWT_SECRET: __, RESEND_API_KEY: ___, ...outside } = process.env
  const child = spawn(
    process.execPath,
    ['-r', './infra/node-version.cjs', `infra/local/${script}.ts`, ...args],
    { cwd: ROOT, env: { ...outside, PASSWORD_COST: '4', NODE_ENV: '', ...env } },
  )
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => (text += part.toString()))
  return { child, output: () => text, ended: new Promise((resolve) => child.once('close', resolve)) }
}

/** A command that cannot do its work prints one line and no stack. */
export function expectOneLine(text: string, line: RegExp): void {
  const message = text.replace('Starting Craftworks ...', '').trim()
  expect(message).toMatch(line)
  expect(message.split('\n')).toHaveLength(1)
}
