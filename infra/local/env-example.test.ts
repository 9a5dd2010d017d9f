import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseEnv } from 'node:util'
import { describe, expect, it } from 'vitest'
import { ROOT } from '#infra/local/settings.ts'
import { NEEDS } from '#lib/platform/needs.ts'
import { QUEUES_OF_NEED, urlSettingOfQueue } from '#lib/platform/queue-names.ts'
import { settingsOf } from '#lib/platform/settings.ts'

/** Addresses that the machine or the deployment makes itself: of fakes, queues and sockets. Nobody has to know them. */
const MADE_BY_THE_MACHINE = new Set([
  'RESEND_BASE_URL',
  'CLOUDINARY_UPLOAD_PREFIX',
  'CLOUDINARY_DELIVERY_URL',
  'STRIPE_API_BASE',
  'FIREBASE_AUTH_EMULATOR_HOST',
  'FCM_FAKE_URL',
  'EVENTBRIDGE_ENDPOINT',
  'BEDROCK_ENDPOINT',
  'SOCKETS_URL',
  'SOCKETS_ENDPOINT',
  ...Object.values(QUEUES_OF_NEED).flat().map(urlSettingOfQueue),
])

/** What every function reads, whatever it needs. */
const OF_EVERY_FUNCTION = ['SENTRY_DSN']

/** The settings of `npm start` alone. */
const OF_THIS_MACHINE = [
  'PORT',
  'HOST',
  'MONGOMS_SYSTEM_BINARY',
  'CRAFTWORKS_LOCAL_DIR',
  'CRAFTWORKS_ENV_FILE',
]

const SETTING = /^# ?([A-Z][A-Z0-9_]*)=(.*)$/
const lines = readFileSync(path.join(ROOT, '.env.example'), 'utf8').split('\n')

/** The settings in the file, each with the line above it. */
const written = lines.flatMap((line, i) => {
  const [, name = ''] = SETTING.exec(line) ?? []
  return name ? [{ name, above: lines[i - 1] ?? '' }] : []
})

const ofFunctions = [
  ...new Set(
    Object.values(NEEDS).flatMap(({ sections }) => sections.flatMap((section) => settingsOf(section))),
  ),
]

describe('.env.example', () => {
  const settable = [
    ...ofFunctions.filter((name) => !MADE_BY_THE_MACHINE.has(name)),
    ...OF_EVERY_FUNCTION,
    ...OF_THIS_MACHINE,
  ]

  it.each(settable)('has %s, with a line that explains it', (name) => {
    const above = written.find((setting) => setting.name === name)?.above
    expect(above, `${name} is missing in .env.example`).toBeDefined()
    expect(above, `the line above ${name} has to say what it is`).toMatch(/^# (?![A-Z0-9_]+=)\S+( \S+){2,}/)
  })

  it('has nothing that no code reads, and nothing twice', () => {
    const names = written.map(({ name }) => name)
    expect(names.filter((name) => !settable.includes(name))).toEqual([])
    expect(new Set(names).size).toBe(names.length)
  })

  it('sets nothing as it is, and everything with its marks removed', () => {
    expect(parseEnv(lines.join('\n'))).toEqual({})
    const uncommented = lines.map((line) => (SETTING.test(line) ? line.replace(/^# ?/, '') : line))
    expect(Object.keys(parseEnv(uncommented.join('\n'))).sort()).toEqual([...settable].sort())
  })
})

describe('what this test leaves out', () => {
  it('exists still', () => {
    expect([...MADE_BY_THE_MACHINE].filter((name) => !ofFunctions.includes(name))).toEqual([])
    const local = readdirSync(import.meta.dirname)
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => readFileSync(path.join(import.meta.dirname, file), 'utf8'))
    expect(OF_THIS_MACHINE.filter((name) => !local.some((text) => text.includes(name)))).toEqual([])
  })
})
