import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readStageConfig } from '#infra/config.ts'
import { SECRET_SETTINGS, settingsOf } from '#lib/platform/config.ts'
import { type Need, NEEDS, plainSettingsFor } from '#lib/platform/needs.ts'

/** The settings whose values come from the stack itself: its addresses, its key, and the allowed origins. */
const SET_BY_STACK = [
  'NOTIFICATIONS_QUEUE_URL',
  'REALTIME_QUEUE_URL',
  'PUSH_QUEUE_URL',
  'EMAIL_QUEUE_URL',
  'EVENT_BUS_NAME',
  'PUBLIC_URL',
  'SOCKETS_URL',
  'SOCKETS_ENDPOINT',
  'ALLOWED_ORIGINS',
  'KMS_KEY_ID',
]

const read = (given: Record<string, unknown>) => readStageConfig((name) => given[name])

describe('the settings of a deployment', () => {
  it('all have a default on a stage that is not production', () => {
    // Act
    const config = read({})
    // Assess
    expect(config).toMatchObject({
      stage: 'dev',
      production: false,
      domain: null,
      publicUrl: null,
      logDays: 30,
    })
  })

  it('must name the websites on production', () => {
    // Assess
    expect(() => read({ STAGE: 'prod' })).toThrow(/ALLOWED_ORIGINS is missing/)
    expect(
      read({ STAGE: 'prod', ALLOWED_ORIGINS: 'https://a.example, https://b.example' }).allowedOrigins,
    ).toEqual(['https://a.example', 'https://b.example'])
  })

  it.each([
    [{ STAGE: 'Production!' }, 'STAGE'],
    [{ ALLOWED_ORIGINS: '*' }, 'ALLOWED_ORIGINS'],
    [{ ALLOWED_ORIGINS: 'https://a.example/path' }, 'ALLOWED_ORIGINS'],
    [{ PUBLIC_URL: 'http://craftworks.example' }, 'PUBLIC_URL'],
    [{ DOMAIN_NAME: 'api.craftworks.example' }, 'DOMAIN_NAME'],
    [{ CERTIFICATE_ARN: 'arn:aws:acm:eu-south-1:1:certificate/x' }, 'DOMAIN_NAME'],
    [{ ALARM_EMAIL: 'nobody' }, 'ALARM_EMAIL'],
    [{ LOG_DAYS: '31' }, 'LOG_DAYS'],
  ])('are refused by name if they are wrong: %o', (given, name) => {
    // Assess
    expect(() => read(given)).toThrow(new RegExp(`${name}[^]*docs/deploying.md`))
  })

  it('cover every plain setting that a function may read: it is passed on or left at its default', () => {
    // Prepare
    const leftAtDefault = [
      'LOCAL_KEY', // only on one machine; KMS on AWS
      'PASSWORD_COST', // only tests lower it
      'LIMIT_LOOPBACK', // on AWS no request comes from loopback
      'RESEND_BASE_URL', // addresses of fakes, only on one machine
      'STRIPE_API_BASE',
      'CLOUDINARY_UPLOAD_PREFIX',
      'CLOUDINARY_DELIVERY_URL',
      'FCM_FAKE_URL',
      'EVENTBRIDGE_ENDPOINT',
      'FIREBASE_AUTH_EMULATOR_HOST',
      'FAWRY_AMOUNTS', // the default holds until Fawry confirms the format
    ]
    const given = {
      EMAIL_FROM: 'abc',
      CONTACT_EMAIL: 'a@b.example',
      CLOUDINARY_CLOUD_NAME: 'c',
      FAWRY_BASE_URL: 'https://atfawry.fawrystaging.com',
    }
    // Act
    const plain = new Set(plainSettingsFor(Object.keys(NEEDS) as Need[]))
    // Assess
    expect([...plain].toSorted()).toEqual(
      [...SET_BY_STACK, ...Object.keys(read(given).functionSettings), ...leftAtDefault].toSorted(),
    )
    expect(settingsOf('site')).toContain('PUBLIC_URL')
  })
})

describe('the settings that are secrets', () => {
  it.each(['.env.example', 'README.md', 'docs/deploying.md'])('are all documented in %s', (page) => {
    // Act
    const text = readFileSync(new URL(`../${page}`, import.meta.url), 'utf8')
    // Assess
    expect(SECRET_SETTINGS.filter((name) => !text.includes(name))).toEqual([])
  })
})
