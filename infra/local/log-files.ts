import { existsSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import path from 'node:path'
import { stripVTControlCharacters, styleText } from 'node:util'
import type { LogLine } from '#lib/platform/logger.ts'

const MAX_BYTES = 20 * 1024 * 1024

/** Opens the two log files: combined.log has every line as JSON, error.log only the errors. */
export function openLogFiles(folder: string): (line: LogLine) => void {
  mkdirSync(folder, { recursive: true })
  const combined = openSync(rotated(path.join(folder, 'combined.log')), 'a')
  const errors = openSync(rotated(path.join(folder, 'error.log')), 'a')
  return (line) => {
    const text = `${JSON.stringify(line)}\n`
    writeSync(combined, text) // synchronous, so that the last line before a crash is written
    if (line.level === 'error') writeSync(errors, text)
  }
}

/** Renames a file that has grown large. One old file is kept. */
function rotated(file: string): string {
  if (existsSync(file) && statSync(file).size > MAX_BYTES) renameSync(file, `${file}.1`)
  return file
}

const COLOUR = { debug: 'dim', info: 'reset', warn: 'yellow', error: 'red' } as const

/** A log line for the terminal: the time, the message and its fields. */
export function forConsole({ at, level, message, error, requestId, ...fields }: LogLine): string {
  const time = new Date(at).toTimeString().slice(0, 8)
  const shown = Object.entries(fields)
    .filter(([, value]) => !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const line = [time, message, ...shown, ...(requestId ? [styleText('dim', requestId)] : [])].join('  ')
  return withColour(COLOUR[level], error === undefined ? line : `${line}\n${framesOf(error)}`)
}

function framesOf(error: unknown): string {
  const { name, code, frames = [] } = error as { name: string; code?: unknown; frames?: readonly string[] }
  const own = frames.filter((frame) => !frame.includes('node_modules') && !frame.includes('node:internal'))
  return [`  ${name}${code ? ` (${String(code)})` : ''}`, ...own.map((frame) => `  ${frame}`)].join('\n')
}

/** Colours the text if the output is a terminal. */
export function withColour(colour: Parameters<typeof styleText>[0], text: string): string {
  return process.stdout.isTTY || process.env.FORCE_COLOR
    ? styleText(colour, text)
    : stripVTControlCharacters(text)
}
