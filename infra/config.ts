import * as z from 'zod'
import { originList } from '#lib/platform/origins.ts'

/**
 * The settings of a deployment beside its secrets. They are read from the CDK context (`-c STAGE=prod`) or the
 * environment, under the same names. All have a default, except those that a production stage must set.
 */
const settings = z
  .object({
    /** Part of every resource name, so that one account can have several stages. */
    STAGE: z
      .string()
      .regex(/^[a-z][a-z0-9]{1,11}$/, 'has to be 2 to 12 small letters or digits')
      .default('dev'),
    /** Websites whose pages may call the API, separated by commas. Apps need none. */
    ALLOWED_ORIGINS: originList.refine((origins) => origins.length > 0, 'names no origin').optional(),
    /** The base address of links in e-mails. */
    PUBLIC_URL: z.url({ protocol: /^https$/, error: 'has to be an https address' }).optional(),
    EMAIL_FROM: z.string().min(3).optional(),
    CONTACT_EMAIL: z.email().optional(),
    CLOUDINARY_CLOUD_NAME: z.string().min(1).optional(),
    FAWRY_BASE_URL: z.url({ protocol: /^https$/, error: 'has to be an https address' }).optional(),
    /** Who gets an e-mail when an alarm goes off. */
    ALARM_EMAIL: z.email().optional(),
    DOMAIN_NAME: z.hostname().optional(),
    CERTIFICATE_ARN: z
      .string()
      .regex(/^arn:aws[\w-]*:acm:/, 'has to be the ARN of a certificate in ACM')
      .optional(),
    LOG_DAYS: z.coerce
      .number()
      .refine(
        (days) => [1, 7, 14, 30, 60, 90, 180, 365].includes(days),
        'is not a retention that CloudWatch offers',
      )
      .default(30),
  })
  .superRefine((read, ctx) => {
    const addIssue = (name: string, message: string) =>
      ctx.addIssue({ code: 'custom', path: [name], message })
    if (read.STAGE === 'prod' && !read.ALLOWED_ORIGINS) {
      addIssue('ALLOWED_ORIGINS', 'is missing: name the websites that may call the API')
    }
    if ((read.DOMAIN_NAME === undefined) !== (read.CERTIFICATE_ARN === undefined)) {
      addIssue('DOMAIN_NAME', 'and CERTIFICATE_ARN go together')
    }
  })

/** The settings of functions that a deployment may set; the others keep their defaults. */
const PASSED_ON = ['EMAIL_FROM', 'CONTACT_EMAIL', 'CLOUDINARY_CLOUD_NAME', 'FAWRY_BASE_URL'] as const

export interface StageConfig {
  readonly stage: string
  readonly production: boolean
  readonly allowedOrigins: readonly string[]
  /** Null if links lead to the API's own address. */
  readonly publicUrl: string | null
  readonly domain: { readonly name: string; readonly certificateArn: string } | null
  readonly alarmEmail: string | null
  readonly logDays: number
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
  )
  if (!outcome.success) {
    const lines = outcome.error.issues.map(({ path, message }) => `${path.join('.')} ${message}.`)
    throw new StageConfigError(`${lines.join('\n')}\nSee "Settings" in docs/deploying.md.`)
  }
  const read = outcome.data
  const given = PASSED_ON.map((name) => [name, read[name]] as const)
  return {
    stage: read.STAGE,
    production: read.STAGE === 'prod',
    allowedOrigins: read.ALLOWED_ORIGINS ?? ['http://localhost:3000', 'http://localhost:5173'],
    publicUrl: read.PUBLIC_URL ?? (read.DOMAIN_NAME ? `https://${read.DOMAIN_NAME}` : null),
    domain:
      read.DOMAIN_NAME && read.CERTIFICATE_ARN
        ? { name: read.DOMAIN_NAME, certificateArn: read.CERTIFICATE_ARN }
        : null,
    alarmEmail: read.ALARM_EMAIL ?? null,
    logDays: read.LOG_DAYS,
    functionSettings: Object.fromEntries(given.flatMap(([name, value]) => (value ? [[name, value]] : []))),
  }
}
