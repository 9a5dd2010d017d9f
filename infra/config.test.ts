import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readStageConfig } from '#infra/config.ts'
import { SECRET_SETTINGS, settingsOf } from '#lib/platform/config.ts'
import { NEEDS, plainSettingsFor, type Need } from '#lib/platform/needs.ts'

/** What the deployment itself says: its addresses, and who may call. */
const OF_THE_STACK = [
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

const from = (given: Record<string, unknown>) => readStageConfig((name) => given[name])

describe('the settings of a deployment', () => {
  it('all have a default on a stage that is not production', () => {
    // Act
    const config = from({})
    // Assess
    expect(config).toMatchObject({
      stage: 'dev',
      production: false,
      domain: null,
      publicUrl: null,
      logDays: 30,
    })
  })

  it('name the websites on production', () => {
    // Assess
    expect(() => from({ STAGE: 'prod' })).toThrow(/ALLOWED_ORIGINS is missing/)
    expect(
      from({ STAGE: 'prod', ALLOWED_ORIGINS: 'https://a.example, https://b.example' }).allowedOrigins,
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
  ])('are refused by name where they are wrong: %o', (given, name) => {
    // Assess
    expect(() => from(given)).toThrow(new RegExp(`${name}[^]*docs/deploying.md`))
  })

  it('decide on every plain setting that a function may read: handed on, or left at its default', () => {
    // Prepare
    const leftAtDefault = [
      'LOCAL_KEY', // the key of one machine: KMS on AWS
      'PASSWORD_COST', // only tests lower it
      'LIMIT_LOOPBACK', // no request comes from loopback there
      'RESEND_BASE_URL', // the stand-ins of one machine
      'STRIPE_API_BASE',
      'CLOUDINARY_UPLOAD_PREFIX',
      'CLOUDINARY_DELIVERY_URL',
      'FCM_STAND_IN',
      'EVENTBRIDGE_ENDPOINT',
      'FIREBASE_AUTH_EMULATOR_HOST',
      'FAWRY_AMOUNTS', // until Fawry says otherwise
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
      [...OF_THE_STACK, ...Object.keys(from(given).functionSettings), ...leftAtDefault].toSorted(),
    )
    expect(settingsOf('site')).toContain('PUBLIC_URL')
  })
})

describe('the settings that are secrets', () => {
  it.each(['.env.example', 'README.md', 'docs/deploying.md'])('are all told of in %s', (page) => {
    // Act
    const text = readFileSync(new URL(`../${page}`, import.meta.url), 'utf8')
    // Assess
    expect(SECRET_SETTINGS.filter((name) => !text.includes(name))).toEqual([])
  })
})
