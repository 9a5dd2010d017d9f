import * as z from 'zod'
import { loadSecrets } from '#lib/platform/secrets.ts'

/**
 * Every setting that comes from outside, in one typed place. A section is what one need of a route
 * (`uses: ['mongo', 'email']`) reads, and all that its function is given.
 */
const SAMPLE_SECRET = 'your_jwt_secret_here'
const given = z.string().trim().min(1)

const serviceAccount = z.object({ project_id: given, client_email: given, private_key: given })
const firebaseAccount = z.string().transform((text, ctx) => {
  try {
    return serviceAccount.parse(JSON.parse(text))
  } catch {
    ctx.addIssue({ code: 'custom', message: 'has to be the JSON of a Firebase service account' })
    return z.NEVER
  }
})

const sections = {
  mongo: z.object({
    MONGODB_URI: given.regex(/^mongodb(\+srv)?:\/\//, 'has to begin with mongodb:// or mongodb+srv://'),
  }),
  tokens: z.object({
    JWT_SECRET: given
      .min(32, 'has to be at least 32 characters long')
      .refine((secret) => secret !== SAMPLE_SECRET, 'is the sample from the requirements: choose your own'),
    /** bcrypt's cost; 12 takes 267 ms on one vCPU. Only tests lower it. */
    PASSWORD_COST: z.coerce.number().int().min(4).max(15).default(12),
  }),
  site: z.object({
    PUBLIC_URL: z.url().default('http://localhost:3000'),
    /** Whether limits by address count on loopback too; elsewhere they always do. */
    LIMIT_LOOPBACK: z.enum(['0', '1']).default('0'),
  }),
  email: z.object({
    RESEND_API_KEY: given,
    EMAIL_FROM: given.default('Craftworks <no-reply@craftworks.example>'),
    CONTACT_EMAIL: z.email().default('support@craftworks.example'),
    RESEND_BASE_URL: z.url().optional(),
  }),
  images: z.object({
    CLOUDINARY_CLOUD_NAME: given,
    CLOUDINARY_API_KEY: given,
    CLOUDINARY_API_SECRET: given,
    CLOUDINARY_UPLOAD_PREFIX: z.url().default('https://api.cloudinary.com'),
    /** Where pictures are shown from; the addresses of ours begin with it. */
    CLOUDINARY_DELIVERY_URL: z.url().default('https://res.cloudinary.com'),
  }),
  stripe: z.object({
    STRIPE_SECRET_KEY: given,
    /** Of the endpoint for payments, and of the one for connected accounts: both are tried. */
    STRIPE_WEBHOOK_SECRET: given,
    STRIPE_CONNECT_WEBHOOK_SECRET: given.optional(),
    /** Where Stripe's API is, on one machine. */
    STRIPE_API_BASE: z.url({ protocol: /^https?$/ }).optional(),
  }),
  fawry: z.object({
    FAWRY_MERCHANT_CODE: given,
    FAWRY_SECURE_KEY: given,
    FAWRY_BASE_URL: z.url({ protocol: /^https?$/ }).default('https://www.atfawry.com'),
    /** How amounts are written in bodies; Fawry's samples have numbers, some merchants send text. */
    FAWRY_AMOUNTS: z.enum(['number', 'text']).default('number'),
  }),
  identity: z.object({
    FIREBASE_SERVICE_ACCOUNT: firebaseAccount,
    /** Firebase's SDK reads it itself, and then takes tokens without a signature. */
    FIREBASE_AUTH_EMULATOR_HOST: z
      .string()
      .optional()
      .refine(
        (host) => !host || !process.env.AWS_LAMBDA_FUNCTION_NAME,
        'lets anybody in with a token of his own making and is never set on AWS',
      ),
  }),
  push: z.object({
    FIREBASE_SERVICE_ACCOUNT: firebaseAccount,
    /** Where pushes go instead of FCM, on one machine. */
    FCM_STAND_IN: z.url().optional(),
  }),
  realtime: z.object({
    /** Where apps open a socket. */
    SOCKETS_URL: z.url({ protocol: /^wss?$/ }).default('ws://localhost:3000/ws'),
    /** Websites whose pages may open one, separated by commas; none: those of one's own machine. */
    ALLOWED_ORIGINS: z
      .string()
      .default('')
      .transform((list) => list.split(',').map((origin) => origin.trim().replace(/\/$/, '')))
      .transform((list) => list.filter((origin) => origin !== '')),
  }),
  sockets: z.object({
    /** Where frames are handed to the gateway that holds the sockets (`@connections`). */
    SOCKETS_ENDPOINT: z.url(),
  }),
  events: z.object({
    /** Where domain events go first (SQS). */
    NOTIFICATIONS_QUEUE_URL: z.url(),
  }),
  queues: z.object({
    /** Where fan-out puts what a channel delivers (SQS). */
    REALTIME_QUEUE_URL: z.url(),
    PUSH_QUEUE_URL: z.url(),
    EMAIL_QUEUE_URL: z.url(),
  }),
  bus: z.object({
    /** The EventBridge bus to which CRM, BI and partners subscribe. */
    EVENT_BUS_NAME: given.default('craftworks'),
    EVENTBRIDGE_ENDPOINT: z.url().optional(),
  }),
  keys: z
    .object({
      /** The KMS key that keeps the keys of encrypted fields. */
      KMS_KEY_ID: given.optional(),
      /** What does so on one machine: 32 bytes in base64. */
      LOCAL_KEY: z
        .string()
        .regex(/^[A-Za-z0-9+/]{43}=$/, 'has to be 32 bytes in base64')
        .optional()
        .refine(
          (key) => !key || !process.env.AWS_LAMBDA_FUNCTION_NAME,
          'is the key of one machine and is never set on AWS: set KMS_KEY_ID',
        ),
    })
    .refine(({ KMS_KEY_ID, LOCAL_KEY }) => KMS_KEY_ID ?? LOCAL_KEY, {
      path: ['KMS_KEY_ID'],
      message: 'or LOCAL_KEY has to be set',
    }),
} as const

export type Section = keyof typeof sections
export type Config<S extends Section> = z.output<(typeof sections)[S]>

/** The names of the settings of a section: what CDK hands to a function that needs it. */
export const settingsOf = (section: Section): readonly string[] => Object.keys(sections[section].shape)

/** The settings that are secrets: on AWS they come from Secrets Manager, never from the environment. */
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

/** A setting is missing or wrong; the message names it and says what to do. */
export class ConfigError extends Error {}

const read = new Map<Section, Promise<unknown>>()

/** The settings of one section, checked once. Throws a ConfigError that says what to set. */
export function config<S extends Section>(section: S): Promise<Config<S>> {
  const known = read.get(section) as Promise<Config<S>> | undefined
  if (known) return known
  const asked = readSection(section)
  read.set(section, asked)
  asked.catch(() => read.delete(section))
  return asked
}

async function readSection<S extends Section>(section: S): Promise<Config<S>> {
  const outcome = sections[section].safeParse({ ...process.env, ...(await loadSecrets()) })
  if (outcome.success) return outcome.data as Config<S>
  const complaints = outcome.error.issues.map(
    ({ path, message, code }) => `${path.join('.')} ${code === 'invalid_type' ? 'is missing' : message}`,
  )
  throw new ConfigError(`${complaints.join('; ')}. Set it in .env (see "Configuration" in README.md).`)
}

/** Checks several sections at start, so that a bad setting is one clear line and not a failed request. */
export async function checkConfig(wanted: readonly Section[]): Promise<void> {
  const outcomes = await Promise.allSettled(wanted.map((section) => config(section)))
  const broken = outcomes.filter((outcome) => outcome.status === 'rejected')
  if (broken.length > 0) {
    throw new ConfigError(broken.map(({ reason }) => (reason as Error).message).join('\n'))
  }
}

/** Forgets what was read: tests and the local server change settings between two reads. */
export const forgetConfig = (): void => read.clear()
