import * as z from 'zod'
import { originList } from '#lib/platform/origins.ts'
import { loadSecrets } from '#lib/platform/secrets.ts'

const SAMPLE_SECRET = 'your_jwt_secret_here'
const nonEmpty = z.string().trim().min(1)

const serviceAccount = z.object({ project_id: nonEmpty, client_email: nonEmpty, private_key: nonEmpty })
const firebaseAccount = z.string().transform((text, ctx) => {
  try {
    return serviceAccount.parse(JSON.parse(text))
  } catch {
    ctx.addIssue({ code: 'custom', message: 'has to be the JSON of a Firebase service account' })
    return z.NEVER
  }
})

/**
 * Every setting from the environment and the secrets, typed in one place. A section has the settings for one need of a
 * route (`uses: ['mongo', 'email']`). A function gets only the settings of its needs.
 */
const sections = {
  mongo: z.object({
    MONGODB_URI: nonEmpty.regex(/^mongodb(\+srv)?:\/\//, 'has to begin with mongodb:// or mongodb+srv://'),
  }),
  tokens: z.object({
    JWT_SECRET: nonEmpty
      .min(32, 'has to be at least 32 characters long')
      .refine((secret) => secret !== SAMPLE_SECRET, 'is the sample from the requirements: choose your own'),
    /** bcrypt's cost; 12 takes 267 ms on one vCPU. Only tests lower it. */
    PASSWORD_COST: z.coerce.number().int().min(4).max(15).default(12),
  }),
  site: z.object({
    PUBLIC_URL: z.url().default('http://localhost:3000'),
    /** Whether rate limits by address apply to loopback too; they always apply to other addresses. */
    LIMIT_LOOPBACK: z.enum(['0', '1']).default('0'),
  }),
  email: z.object({
    RESEND_API_KEY: nonEmpty,
    EMAIL_FROM: nonEmpty.default('Craftworks <no-reply@craftworks.example>'),
    CONTACT_EMAIL: z.email().default('support@craftworks.example'),
    RESEND_BASE_URL: z.url().optional(),
  }),
  images: z.object({
    CLOUDINARY_CLOUD_NAME: nonEmpty,
    CLOUDINARY_API_KEY: nonEmpty,
    CLOUDINARY_API_SECRET: nonEmpty,
    CLOUDINARY_UPLOAD_PREFIX: z.url().default('https://api.cloudinary.com'),
    /** The address that pictures are delivered from; the URLs of our pictures begin with it. */
    CLOUDINARY_DELIVERY_URL: z.url().default('https://res.cloudinary.com'),
  }),
  stripe: z.object({
    STRIPE_SECRET_KEY: nonEmpty,
    /** The secrets of the webhook endpoints, this one for payments, the next for connected accounts. Both are tried. */
    STRIPE_WEBHOOK_SECRET: nonEmpty,
    STRIPE_CONNECT_WEBHOOK_SECRET: nonEmpty.optional(),
    /** The address of Stripe's fake API, on one machine. */
    STRIPE_API_BASE: z.url({ protocol: /^https?$/ }).optional(),
  }),
  fawry: z.object({
    FAWRY_MERCHANT_CODE: nonEmpty,
    FAWRY_SECURE_KEY: nonEmpty,
    FAWRY_BASE_URL: z.url({ protocol: /^https?$/ }).default('https://www.atfawry.com'),
    /** How amounts are written in request bodies. Fawry's samples have numbers; some merchants send text. */
    FAWRY_AMOUNTS: z.enum(['number', 'text']).default('number'),
  }),
  identity: z.object({
    FIREBASE_SERVICE_ACCOUNT: firebaseAccount,
    /** Firebase's SDK reads this itself, and then accepts tokens without a signature. */
    FIREBASE_AUTH_EMULATOR_HOST: z
      .string()
      .optional()
      .refine(
        (host) => !host || !process.env.AWS_LAMBDA_FUNCTION_NAME,
        'lets anybody log in with a token that they made themselves and must never be set on AWS',
      ),
  }),
  push: z.object({
    FIREBASE_SERVICE_ACCOUNT: firebaseAccount,
    /** The address of FCM's fake, on one machine. */
    FCM_FAKE_URL: z.url().optional(),
  }),
  realtime: z.object({
    /** The address at which apps open a socket. */
    SOCKETS_URL: z.url({ protocol: /^wss?$/ }).default('ws://localhost:3000/ws'),
    /** The websites that may open a socket, separated by commas; if empty, those on this machine. */
    ALLOWED_ORIGINS: originList.prefault(''),
  }),
  sockets: z.object({
    /** The API of the gateway that holds the sockets, to send them frames (`@connections`). */
    SOCKETS_ENDPOINT: z.url(),
  }),
  events: z.object({
    /** The queue that domain events are sent to first (SQS). */
    NOTIFICATIONS_QUEUE_URL: z.url(),
  }),
  queues: z.object({
    /** The queues on which the fan-out puts the messages of each channel (SQS). */
    REALTIME_QUEUE_URL: z.url(),
    PUSH_QUEUE_URL: z.url(),
    EMAIL_QUEUE_URL: z.url(),
  }),
  bus: z.object({
    /** The EventBridge bus to which CRM, BI and partners subscribe. */
    EVENT_BUS_NAME: nonEmpty.default('craftworks'),
    EVENTBRIDGE_ENDPOINT: z.url().optional(),
  }),
  keys: z
    .object({
      /** The KMS key that encrypts the keys of encrypted fields. */
      KMS_KEY_ID: nonEmpty.optional(),
      /** The same for one machine: 32 bytes in base64. */
      LOCAL_KEY: z
        .string()
        .regex(/^[A-Za-z0-9+/]{43}=$/, 'has to be 32 bytes in base64')
        .optional()
        .refine(
          (key) => !key || !process.env.AWS_LAMBDA_FUNCTION_NAME,
          'is the key for one machine and must never be set on AWS: set KMS_KEY_ID',
        ),
    })
    .refine(({ KMS_KEY_ID, LOCAL_KEY }) => KMS_KEY_ID ?? LOCAL_KEY, {
      path: ['KMS_KEY_ID'],
      message: 'or LOCAL_KEY has to be set',
    }),
} as const

export type Section = keyof typeof sections
export type Config<S extends Section> = z.output<(typeof sections)[S]>

/** The names of a section's settings, which CDK passes to a function that needs it. */
export const settingsOf = (section: Section): readonly string[] => Object.keys(sections[section].shape)

/** The settings that are secrets. On AWS they come from Secrets Manager, never from the environment. */
export const SECRET_SETTINGS: readonly string[] = [
  'MONGODB_URI',
  'JWT_SECRET',
  'RESEND_API_KEY',
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRET',
  'STRIPE_CONNECT_WEBHOOK_SECRET',
  'CLOUDINARY_API_KEY',
  'CLOUDINARY_API_SECRET',
  'FIREBASE_SERVICE_ACCOUNT',
  'FAWRY_MERCHANT_CODE',
  'FAWRY_SECURE_KEY',
]

/** A setting is missing or invalid. The message names it and says what to do. */
export class ConfigError extends Error {}

const cache = new Map<Section, Promise<unknown>>()

/** The settings of one section, validated once. Throws a ConfigError that says what to set. */
export function config<S extends Section>(section: S): Promise<Config<S>> {
  const known = cache.get(section) as Promise<Config<S>> | undefined
  if (known) return known
  const settings = readSection(section)
  cache.set(section, settings)
  settings.catch(() => cache.delete(section))
  return settings
}

async function readSection<S extends Section>(section: S): Promise<Config<S>> {
  const outcome = sections[section].safeParse({ ...process.env, ...(await loadSecrets()) })
  if (outcome.success) return outcome.data as Config<S>
  const problems = outcome.error.issues.map(
    ({ path, message, code }) => `${path.join('.')} ${code === 'invalid_type' ? 'is missing' : message}`,
  )
  throw new ConfigError(`${problems.join('; ')}. Set it in .env (see "Configuration" in README.md).`)
}

/** Validates several sections at start, so that a bad setting is one clear line and not a failed request. */
export async function checkConfig(required: readonly Section[]): Promise<void> {
  const outcomes = await Promise.allSettled(required.map((section) => config(section)))
  const broken = outcomes.filter((outcome) => outcome.status === 'rejected')
  if (broken.length > 0) {
    throw new ConfigError(broken.map(({ reason }) => (reason as Error).message).join('\n'))
  }
}

/** Clears the cached settings, for tests and the local server, which change settings between two reads. */
export const forgetConfig = (): void => cache.clear()
