import { existsSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import path from 'node:path'
import { stripVTControlCharacters, styleText } from 'node:util'
import type { LogLine } from '#lib/platform/logger.ts'

const LARGEST = 20 * 1024 * 1024

/** The two log files: every line as JSON in combined.log, the errors in error.log as well. */
export function openLogFiles(folder: string): (line: LogLine) => void {
  mkdirSync(folder, { recursive: true })
  const combined = openSync(rotated(path.join(folder, 'combined.log')), 'a')
  const errors = openSync(rotated(path.join(folder, 'error.log')), 'a')
  return (line) => {
    const text = `${JSON.stringify(line)}\n`
    writeSync(combined, text) // at once, so that the last line before a crash is there
    if (line.level === 'error') writeSync(errors, text)
  }
}

/** A file that has grown large is put aside, once. */
function rotated(file: string): string {
  if (existsSync(file) && statSync(file).size > LARGEST) renameSync(file, `${file}.1`)
  return file
}

const COLOUR = { debug: 'dim', info: 'reset', warn: 'yellow', error: 'red' } as const

/** One line for people: the time, what happened, and the fields that belong to it. */
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

/** Colour where a terminal shows it. */
export function withColour(colour: Parameters<typeof styleText>[0], text: string): string {
  return process.stdout.isTTY || process.env.FORCE_COLOR
    ? styleText(colour, text)
    : stripVTControlCharacters(text)
}
