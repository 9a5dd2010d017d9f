import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

const MAX_LINES = 300
/** Files that are longer for a reason. */
const ALLOWED_TO_BE_LONGER: Readonly<Record<string, string>> = {
  'lib/errors/codes.ts': 'one table, read from top to bottom',
  'lib/process/transitions.ts': 'one table, read from top to bottom',
  'lib/disputes/disputes.test.ts': 'one subject; its scenes build on each other',
  'lib/gateways/payments/fawry/fawry.test.ts': 'every trap of one gateway',
}
/** Names that say nothing of what is inside. */
const EMPTY_NAMES = /^(utils?|helpers?|common|shared|managers?|data|info|misc|stuff)(\.|$)/i

const FORBIDDEN: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'a key of AWS', pattern: /\b(AKIA|ASIA)[A-Z0-9]{16}\b/ },
  {
    what: 'a live key',
    pattern: /\b(sk|rk|pk)_live_[A-Za-z0-9]{8,}|\bwhsec_[A-Za-z0-9]{24,}|\bre_[A-Za-z0-9]{20,}/,
  },
  { what: 'a private key', pattern: /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*\n?[A-Za-z0-9+/]{20}/ },
  {
    what: 'a connection string with a password',
    pattern:
      /mongodb(\+srv)?:\/\/[^\s:/@<>{}$]{1,99}:[^\s:/@<>{}$]{3,99}@(?!localhost|127\.|host\.example|cluster0\.abcde\.)/,
  },
  { what: 'a path of somebody’s machine', pattern: /(?<![\w.])\/(home|Users|root|work)\/\w/ },
]

/** What is wrong with the files of the project as such: names, lengths, and what may stand in none of them. */
export function fileFaults(): readonly string[] {
  const files = trackedFiles()
  return [...files.flatMap(faultsOf), ...lockFaults()]
}

/** What git has, or will have; without git (an unpacked archive) there is nothing to say. */
function trackedFiles(): readonly string[] {
  const listed = ['ls-files', '--cached', '--others', '--exclude-standard', '-z']
  if (!existsSync('.git')) return []
  return execFileSync('git', listed, { encoding: 'utf8' })
    .split('\0')
    .filter((file) => file !== '' && existsSync(file))
}

function faultsOf(file: string): readonly string[] {
  const named = file.split('/').some((name) => EMPTY_NAMES.test(name))
    ? [`${file}: its name says nothing of what is inside`]
    : []
  if (file === 'package-lock.json' || /\.(png|jpe?g|gif|webp|ico|woff2?|pdf)$/.test(file)) return named
  const text = readFileSync(file, 'utf8')
  return [...named, ...lengthFaults(file, text), ...contentFaults(file, text)]
}

function lengthFaults(file: string, text: string): readonly string[] {
  if (!/\.(ts|cjs|js)$/.test(file) || file in ALLOWED_TO_BE_LONGER) return []
  const lines = text.split('\n').filter((line) => !/^\s*(\/\/|\/?\*|$)/.test(line)).length
  if (isHandler(file) && lines > 15)
    return [`${file}: a handler of ${lines} lines; its work belongs to a use case`]
  return lines > MAX_LINES ? [`${file}: ${lines} lines, where ${MAX_LINES} are the most`] : []
}

const contentFaults = (file: string, text: string): readonly string[] => [
  ...FORBIDDEN.filter(({ pattern }) => pattern.test(text)).map(({ what }) => `${file}: has ${what} in it`),
  ...(text.split(/[\s"']/).some(isOfRegistry) ? [`${file}: has an address of a package registry in it`] : []),
]

const isOfRegistry = (word: string): boolean =>
  /https?:/.test(word) && /registry|artifact|mirror/.test(word) && word.endsWith('.tgz')

/** A handler stands in the folder of its area. */
const isHandler = (file: string): boolean =>
  /^functions\/[\w-]+\//.test(file) &&
  file.endsWith('.ts') &&
  !/(\.routes|\.test|schedules|queues)\.ts$/.test(file)

/** The lock names versions and checksums; where they are fetched from is each machine's own affair. */
function lockFaults(): readonly string[] {
  const lock = readFileSync('package-lock.json', 'utf8')
  return /"resolved": "(?!file:)/.test(lock)
    ? ['package-lock.json: has addresses of a registry in it (omit-lockfile-registry-resolved)']
    : []
}
