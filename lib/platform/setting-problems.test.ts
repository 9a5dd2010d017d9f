import { afterEach, describe, expect, it } from 'vitest'
import { checkConfig, forgetConfig } from '#lib/platform/config.ts'
import type { Section } from '#lib/platform/settings.ts'

const before = { ...process.env }
afterEach(() => {
  process.env = { ...before }
  forgetConfig()
})

/** The first sentence of each line, which names what is wrong. */
async function problemsWith(given: Record<string, string | undefined>, ...sections: Section[]) {
  Object.assign(process.env, given)
  for (const [name, value] of Object.entries(given))
    if (value === undefined) Reflect.deleteProperty(process.env, name)
  forgetConfig()
  const refused = await checkConfig(sections).catch((error: unknown) => error)
  return refused instanceof Error ? refused.message.split('\n').map((line) => line.split('. Set it')[0]) : []
}

describe('a wrong setting', () => {
  it.each([
    ['site', { LIMIT_LOOPBACK: 'yes' }, 'LIMIT_LOOPBACK has to be 0 or 1'],
    ['site', { API_URL: 'api.example.com' }, 'API_URL has to be an address such as https://www.example.com'],
    ['tokens', { PASSWORD_COST: '99' }, 'PASSWORD_COST has to be at most 15'],
    ['tokens', { PASSWORD_COST: '10.5' }, 'PASSWORD_COST has to be a whole number'],
    ['languageModel', { FAQ_MODEL_TIMEOUT_MS: 'abc' }, 'FAQ_MODEL_TIMEOUT_MS has to be a number'],
    ['languageModel', { FAQ_MODEL_CALLS_PER_DAY: '-1' }, 'FAQ_MODEL_CALLS_PER_DAY has to be at least 1'],
    ['bus', { EVENT_BUS_NAME: '' }, 'EVENT_BUS_NAME is empty'],
    ['images', { CLOUDINARY_API_KEY: undefined }, 'CLOUDINARY_API_KEY is missing'],
  ] as const)('of %s is told in words (%o)', async (section, given, problem) => {
    // Assess
    expect(await problemsWith(given, section)).toEqual([problem])
  })

  it('that several functions need is told once', async () => {
    // Act
    const problems = await problemsWith(
      { FIREBASE_SERVICE_ACCOUNT: '{}', PUBLIC_URL: 'x' },
      ...(['identity', 'push', 'site', 'site'] as const),
    )
    // Assess
    expect(problems).toEqual([
      'FIREBASE_SERVICE_ACCOUNT has to be the JSON of a Firebase service account',
      'PUBLIC_URL has to be an address such as https://www.example.com',
    ])
  })

  it.each(['Craftworks', 'a@', 'Craftworks no-reply@a.example', 'Craftworks <no-reply>', '<a@b.example> x'])(
    'is a sender of mail without an address: %s',
    async (EMAIL_FROM) => {
      // Assess
      expect(await problemsWith({ EMAIL_FROM }, 'email')).toEqual([
        'EMAIL_FROM has to be an e-mail address, or a name and the address in angle brackets',
      ])
    },
  )

  it.each(['no-reply@a.example', 'كرافت ووركس <no-reply@a.example>', '"Craft, works" <a+b@a.example>'])(
    'is no sender of mail that has one: %s',
    async (EMAIL_FROM) => {
      // Assess
      expect(await problemsWith({ EMAIL_FROM, RESEND_API_KEY: 're_x' }, 'email')).toEqual([])
    },
  )
})
