import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readStageConfig } from '#infra/config.ts'
import { type Need, NEEDS, plainSettingsFor } from '#lib/platform/needs.ts'
import { QUEUES_OF_NEED, urlSettingOfQueue } from '#lib/platform/queue-names.ts'
import { SECRET_SETTINGS, settingsOf } from '#lib/platform/settings.ts'

/** The settings whose values come from the stack itself: its addresses, its key, and the allowed origins. */
const SET_BY_STACK = [
  ...Object.values(QUEUES_OF_NEED).flat().map(urlSettingOfQueue),
  'EVENT_BUS_NAME',
  'PUBLIC_URL',
  'API_URL',
  'SOCKETS_URL',
  'SOCKETS_ENDPOINT',
  'ALLOWED_ORIGINS',
  'KMS_KEY_ID',
  'AUDIT_BUCKET',
  'FILES_BUCKET',
]

/** What a protected stage has to have. */
const needed = { ALLOWED_ORIGINS: 'https://a.example, https://b.example', ALARM_EMAIL: 'on-call@a.example' }

const ATLAS = {
  ATLAS: 'on',
  ATLAS_ORG_ID: 'a'.repeat(24),
  ATLAS_REGION: 'EU_SOUTH_1',
  ATLAS_BACKUP_REGION: 'EU_CENTRAL_1',
}

const SERVICE = 'com.amazonaws.vpce.eu-south-1.vpce-svc-0123456789abcdef0'

const read = (given: Record<string, unknown>) => readStageConfig((name) => given[name])

describe('the settings of a deployment', () => {
  it('all have a default on a stage that is not production', () => {
    // Act
    const config = read({})
    // Assess
    expect(config).toMatchObject({
      stage: 'dev',
      isProtected: false,
      reservesConcurrency: false,
      domain: null,
      publicUrl: null,
      apiUrl: null,
      logDays: 30,
      anchorsAudit: false,
    })
  })

  it.each(['prod', 'production', 'staging', 'test', 'eu-west-live'])(
    'must name the websites and who hears of alarms on the stage %s, which is protected by itself',
    (STAGE) => {
      // Assess
      expect(() => read({ STAGE })).toThrow(/ALLOWED_ORIGINS is missing[^]*ALARM_EMAIL is missing/)
      expect(() => read({ STAGE, ALLOWED_ORIGINS: 'https://a.example' })).toThrow(/ALARM_EMAIL is missing/)
      expect(read({ STAGE, ...needed })).toMatchObject({
        isProtected: true,
        reservesConcurrency: true,
        anchorsAudit: true,
        allowedOrigins: ['https://a.example', 'https://b.example'],
        publicUrl: 'https://a.example',
      })
    },
  )

  it('protect a stage, or not, as a setting says', () => {
    // Assess
    expect(read({ STAGE: 'review-7', PROTECTION: 'off' }).isProtected).toBe(false)
    expect(() => read({ STAGE: 'dev', PROTECTION: 'on' })).toThrow(/ALARM_EMAIL is missing/)
    expect(read({ PROTECTION: 'on', ...needed }).isProtected).toBe(true)
    expect(read({ PROTECTION: 'on', RESERVE_CONCURRENCY: 'off', ...needed }).reservesConcurrency).toBe(false)
  })

  it('tell the website from the API', () => {
    // Prepare
    const domain = { DOMAIN_NAME: 'api.a.example', CERTIFICATE_ARN: 'arn:aws:acm:eu-south-1:1:certificate/x' }
    // Act
    const both = read({ ...domain, PUBLIC_URL: 'https://www.a.example' })
    const behindProxy = read({ ...domain, API_URL: 'https://a.example' })
    // Assess
    expect([both.publicUrl, both.apiUrl]).toEqual(['https://www.a.example', 'https://api.a.example'])
    expect([behindProxy.publicUrl, behindProxy.apiUrl]).toEqual([null, 'https://a.example'])
  })

  it.each([
    [{ STAGE: 'Production!' }, 'STAGE'],
    [{ STAGE: 'a' }, 'STAGE'],
    [{ STAGE: '-live' }, 'STAGE'],
    [{ STAGE: 'live-' }, 'STAGE'],
    [{ STAGE: 's'.repeat(31) }, 'STAGE'],
    [{ PROTECTION: 'yes' }, 'PROTECTION'],
    [{ ACCOUNT_CONCURRENCY: 'many' }, 'ACCOUNT_CONCURRENCY'],
    [{ API_URL: 'http://api.craftworks.example' }, 'API_URL'],
    [{ ALLOWED_ORIGINS: '*' }, 'ALLOWED_ORIGINS'],
    [{ ALLOWED_ORIGINS: 'https://a.example/path' }, 'ALLOWED_ORIGINS'],
    [{ PUBLIC_URL: 'http://craftworks.example' }, 'PUBLIC_URL'],
    [{ DOMAIN_NAME: 'api.craftworks.example' }, 'DOMAIN_NAME'],
    [{ CERTIFICATE_ARN: 'arn:aws:acm:eu-south-1:1:certificate/x' }, 'DOMAIN_NAME'],
    [{ ALARM_EMAIL: 'nobody' }, 'ALARM_EMAIL'],
    [{ LOG_DAYS: '31' }, 'LOG_DAYS'],
    [{ EMAIL_FROM: 'Craftworks' }, 'EMAIL_FROM'],
    [{ NETWORK: 'private' }, 'NETWORK'],
    [{ ATLAS: 'on' }, 'ATLAS_ORG_ID'],
    [{ ...ATLAS, ATLAS_BACKUP_REGION: 'EU_SOUTH_1' }, 'ATLAS_BACKUP_REGION'],
    [{ ...ATLAS, ATLAS_REGION: 'eu-south-1' }, 'ATLAS_REGION'],
    [{ ...ATLAS, ATLAS_TIER: 'M0' }, 'ATLAS_TIER'],
    [{ ...ATLAS, NETWORK: 'vpc', ATLAS_ENDPOINT_SERVICE: SERVICE }, 'ATLAS_ENDPOINT_SERVICE'],
    [{ ATLAS_ENDPOINT_SERVICE: SERVICE }, 'ATLAS_ENDPOINT_SERVICE'],
    [{ EDGE: 'yes' }, 'EDGE'],
    [{ EDGE: 'on', EDGE_RATE: '5' }, 'EDGE_RATE'],
    [
      { EDGE: 'on', DOMAIN_NAME: 'a.example', CERTIFICATE_ARN: 'arn:aws:acm:eu-south-1:1:certificate/x' },
      'CERTIFICATE_ARN',
    ],
    [{ CANARY: '10' }, 'CANARY'],
    [{ FAQ_MODEL_ID: 'arn:aws:bedrock:eu-south-1::foundation-model/*' }, 'FAQ_MODEL_ID'],
    [{ FAQ_MODEL_ID: '*' }, 'FAQ_MODEL_ID'],
    [{ FAQ_MODEL_CALLS_PER_DAY: '0' }, 'FAQ_MODEL_CALLS_PER_DAY'],
    [{ JOB_SEARCH: 'Atlas' }, 'JOB_SEARCH'],
  ])('are refused by name if they are wrong: %o', (given, name) => {
    // Assess
    expect(() => read(given)).toThrow(new RegExp(`${name}[^]*docs/deploying.md`))
  })

  it.each([
    [{ ALARM_EMAIL: 'a@b.example,c@d.example' }, 'ALARM_EMAIL has to be an e-mail address.'],
    [{ ACCOUNT_CONCURRENCY: '9' }, 'ACCOUNT_CONCURRENCY has to be at least 10.'],
    [{ ACCOUNT_CONCURRENCY: 'many' }, 'ACCOUNT_CONCURRENCY has to be a number.'],
    [{ NAT_GATEWAYS: '1.5' }, 'NAT_GATEWAYS has to be a whole number.'],
    [{ NAT_GATEWAYS: '3' }, 'NAT_GATEWAYS has to be at most 2.'],
    [{ JOB_SEARCH: 'mongo' }, 'JOB_SEARCH has to be words or atlas.'],
    [{ SENTRY_DSN: 'foo' }, 'SENTRY_DSN has to be https://<key>@<host>/<project>.'],
    [{ CLOUDINARY_CLOUD_NAME: '' }, 'CLOUDINARY_CLOUD_NAME is empty.'],
    [
      { DOMAIN_NAME: 'https://api.a.example' },
      'DOMAIN_NAME has to be the name of a host such as api.example.com.',
    ],
    [
      { FIELD_KEY_ARN: 'x', PREVIOUS_FIELD_KEY_ARNS: 'a,b' },
      'FIELD_KEY_ARN has to be the ARN of a key in KMS.\nPREVIOUS_FIELD_KEY_ARNS has to be the ARN of a key in KMS.',
    ],
  ])('are refused in a line that says what each has to be, once: %o', (given, lines) => {
    // Assess
    expect(() => read(given)).toThrow(new Error(`${lines}\nSee "Settings" in docs/deploying.md.`))
  })

  it('cover every plain setting that a function may read: it is passed on or left at its default', () => {
    // Prepare
    const leftAtDefault = [
      'FILES_ENDPOINT', // only in tests
      'FILES_FOLDER', // only on one machine; a bucket on AWS
      'FILES_URL',
      'AUDIT_FOLDER', // only on one machine; a bucket on AWS, if the stage has one
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
      'FAQ_MODEL_TIMEOUT_MS', // only tests shorten it
      'BEDROCK_ENDPOINT', // only in tests
      'FAWRY_AMOUNTS', // the default holds until Fawry confirms the format
    ]
    const given = {
      EMAIL_FROM: 'Craftworks <no-reply@a.example>',
      CONTACT_EMAIL: 'a@b.example',
      CLOUDINARY_CLOUD_NAME: 'c',
      FAWRY_BASE_URL: 'https://atfawry.fawrystaging.com',
      FAQ_MODEL_ID: 'amazon.nova-micro-v1:0',
      FAQ_MODEL_CALLS_PER_DAY: '100',
      JOB_SEARCH: 'atlas',
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
