import * as z from 'zod'
import { checkOptions, optionSettings, optionsOf, type StageOptions } from '#infra/options.ts'
import { originList } from '#lib/platform/origins.ts'
import { problemsIn, settingProblem } from '#lib/platform/setting-problems.ts'
import { sender } from '#lib/platform/settings.ts'

const keyArn = z.string().regex(/^arn:aws[\w-]*:kms:/, 'has to be the ARN of a key in KMS')

const onOrOff = z.enum(['on', 'off'], { error: 'has to be on or off' }).optional()

/**
 * The settings of a deployment beside its secrets. They are read from the CDK context (`-c STAGE=prod`) or the
 * environment, under the same names. All have a default, except those that a protected stage must set.
 */
const settings = z
  .object({
    /** Part of every resource name, so that one account can have several stages. */
    STAGE: z
      .string()
      .regex(
        /^(?!.*--)[a-z][a-z0-9-]{0,28}[a-z0-9]$/,
        'has to be 2 to 30 small letters, digits and single hyphens, and to begin with a letter',
      )
      .default('dev'),
    /**
     * Whether the stage has people who rely on it: its data outlive it, it cannot be deleted by mistake, and what they
     * need has to be set. Only `dev` is not protected by itself.
     */
    PROTECTION: onOrOff,
    /** Websites whose pages may call the API, separated by commas. Apps need none. */
    ALLOWED_ORIGINS: originList.refine((origins) => origins.length > 0, 'names no origin').optional(),
    /** The website: where links in e-mails lead. */
    PUBLIC_URL: z.url({ protocol: /^https$/, error: 'has to be an https address' }).optional(),
    /** Where this API is reached, if it is not its own address or its domain (a proxy in front of it). */
    API_URL: z.url({ protocol: /^https$/, error: 'has to be an https address' }).optional(),
    EMAIL_FROM: sender.optional(),
    CONTACT_EMAIL: z.email().optional(),
    CLOUDINARY_CLOUD_NAME: z.string().min(1).optional(),
    FAWRY_BASE_URL: z.url({ protocol: /^https$/, error: 'has to be an https address' }).optional(),
    /** Where errors are reported to (Sentry's DSN); it may be in the secret instead. Without it they are only logged. */
    SENTRY_DSN: z
      .string()
      .regex(/^https:\/\/\w+@[^/]+\/(.*\/)?\d+$/, 'has to be https://<key>@<host>/<project>')
      .optional(),
    /** Who gets an e-mail when an alarm goes off. */
    ALARM_EMAIL: z.email().optional(),
    /** How many functions may run at once in this account and region (Service Quotas, Lambda). */
    ACCOUNT_CONCURRENCY: z.coerce.number().int().min(10).max(1_000_000).default(1_000),
    /** Whether schedules get a part of that for themselves, which also is the most that they use. */
    RESERVE_CONCURRENCY: onOrOff,
    /**
     * Whether erasures and the hashes of the activity log are noted in a bucket too, where nobody can change them for five
     * years. It is on where data outlive the stage, as people were promised; such a bucket cannot be deleted before its
     * time, so that a stage that is only tried out has none.
     */
    AUDIT_ANCHOR: onOrOff,
    /** The model of Amazon Bedrock that may choose among entries of the FAQ. Without it none is asked. */
    FAQ_MODEL_ID: z
      .string()
      .regex(
        /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+(:\w+)*$/,
        'has to be the id of a model of Amazon Bedrock or of an inference profile',
      )
      .optional(),
    /** How often it may be asked on one day in Cairo. */
    FAQ_MODEL_CALLS_PER_DAY: z.coerce
      .string()
      .regex(/^[1-9]\d{0,6}$/, 'has to be a whole number from 1 on')
      .optional(),
    /** By what jobs are found that have some words: an index of the database, or that of Atlas Search. */
    JOB_SEARCH: z.enum(['words', 'atlas']).optional(),
    DOMAIN_NAME: z.hostname().optional(),
    CERTIFICATE_ARN: z
      .string()
      .regex(/^arn:aws[\w-]*:acm:/, 'has to be the ARN of a certificate in ACM')
      .optional(),
    /** The key in KMS that wraps data keys, if it is not the stack's own. */
    FIELD_KEY_ARN: keyArn.optional(),
    /** Keys that wrapped data keys before it, separated by commas: they may still unwrap them. */
    PREVIOUS_FIELD_KEY_ARNS: z
      .string()
      .transform((list) => list.split(',').map((arn) => arn.trim()))
      .pipe(z.array(keyArn))
      .optional(),
    LOG_DAYS: z.coerce
      .number()
      .refine(
        (days) => [1, 7, 14, 30, 60, 90, 180, 365].includes(days),
        'is not a retention that CloudWatch offers',
      )
      .default(30),
    ...optionSettings,
  })
  .superRefine((read, ctx) => {
    const addIssue = (name: string, message: string) =>
      ctx.addIssue({ code: 'custom', path: [name], message })
    if (isProtected(read) && !read.ALLOWED_ORIGINS) {
      addIssue('ALLOWED_ORIGINS', 'is missing: name the websites that may call the API')
    }
    if (isProtected(read) && !read.ALARM_EMAIL) {
      addIssue('ALARM_EMAIL', 'is missing: name who hears of alarms')
    }
    if ((read.DOMAIN_NAME === undefined) !== (read.CERTIFICATE_ARN === undefined)) {
      addIssue('DOMAIN_NAME', 'and CERTIFICATE_ARN go together')
    }
    checkOptions(read, addIssue)
  })

/** Every stage is protected but `dev`, unless a setting says otherwise. */
function isProtected({
  STAGE,
  PROTECTION,
}: {
  STAGE: string
  PROTECTION?: 'on' | 'off' | undefined
}): boolean {
  return PROTECTION === undefined ? STAGE !== 'dev' : PROTECTION === 'on'
}

/** The settings of functions that a deployment may set; the others keep their defaults. */
const PASSED_ON = [
  'EMAIL_FROM',
  'CONTACT_EMAIL',
  'CLOUDINARY_CLOUD_NAME',
  'FAWRY_BASE_URL',
  'FAQ_MODEL_ID',
  'FAQ_MODEL_CALLS_PER_DAY',
  'JOB_SEARCH',
] as const

export interface StageConfig {
  readonly stage: string
  /** Whether its data outlive it and it cannot be deleted by mistake. */
  readonly isProtected: boolean
  readonly allowedOrigins: readonly string[]
  /** The website; null if there is none, and links lead to the API. */
  readonly publicUrl: string | null
  /** Null if the API is reached at the address that AWS gives it. */
  readonly apiUrl: string | null
  readonly domain: { readonly name: string; readonly certificateArn: string } | null
  readonly alarmEmail: string | null
  /** Null: errors are only logged, unless the secret has a DSN. */
  readonly sentryDsn: string | null
  readonly accountConcurrency: number
  readonly reservesConcurrency: boolean
  readonly logDays: number
  /** Null: the stack's own. */
  readonly fieldKeyArn: string | null
  readonly previousFieldKeyArns: readonly string[]
  readonly anchorsAudit: boolean
  readonly options: StageOptions
  /** Plain settings for functions whose needs name them. */
  readonly functionSettings: Readonly<Record<string, string>>
}

/** A setting of the deployment is missing or wrong; the message names it and says what to do. */
export class StageConfigError extends Error {}

/** Reads the deployment's settings with `valueOf`. Throws a StageConfigError with a line for each wrong setting. */
export function readStageConfig(valueOf: (name: string) => unknown): StageConfig {
  const names = Object.keys(settings.shape)
  const outcome = settings.safeParse(
    Object.fromEntries(names.map((name) => [name, valueOf(name) ?? undefined])),
    { error: settingProblem },
  )
  if (!outcome.success) {
    const lines = problemsIn(outcome.error).map((problem) => `${problem}.`)
    throw new StageConfigError(`${lines.join('\n')}\nSee "Settings" in docs/deploying.md.`)
  }
  const read = outcome.data
  const given = PASSED_ON.map((name) => [name, read[name]] as const)
  return {
    stage: read.STAGE,
    isProtected: isProtected(read),
    allowedOrigins: read.ALLOWED_ORIGINS ?? ['http://localhost:3000', 'http://localhost:5173'],
    publicUrl: read.PUBLIC_URL ?? read.ALLOWED_ORIGINS?.find((url) => url.startsWith('https:')) ?? null,
    apiUrl: read.API_URL ?? (read.DOMAIN_NAME ? `https://${read.DOMAIN_NAME}` : null),
    domain:
      read.DOMAIN_NAME && read.CERTIFICATE_ARN
        ? { name: read.DOMAIN_NAME, certificateArn: read.CERTIFICATE_ARN }
        : null,
    alarmEmail: read.ALARM_EMAIL ?? null,
    sentryDsn: read.SENTRY_DSN ?? null,
    accountConcurrency: read.ACCOUNT_CONCURRENCY,
    reservesConcurrency: read.RESERVE_CONCURRENCY ? read.RESERVE_CONCURRENCY === 'on' : isProtected(read),
    logDays: read.LOG_DAYS,
    fieldKeyArn: read.FIELD_KEY_ARN ?? null,
    previousFieldKeyArns: read.PREVIOUS_FIELD_KEY_ARNS ?? [],
    anchorsAudit: read.AUDIT_ANCHOR ? read.AUDIT_ANCHOR === 'on' : isProtected(read),
    options: optionsOf(read),
    functionSettings: Object.fromEntries(given.flatMap(([name, value]) => (value ? [[name, value]] : []))),
  }
}
