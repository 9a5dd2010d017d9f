import * as z from 'zod'
import { originList } from '#lib/platform/origins.ts'
import { QUEUES_OF_NEED, type SendingNeed, urlSettingOfQueue } from '#lib/platform/queue-names.ts'

const SAMPLE_SECRET = 'your_jwt_secret_here'
const nonEmpty = z.string().trim().min(1)

/** An address of the web, to which a path may be appended: what would come before that path is refused. */
const webAddress = z.url({ protocol: /^https?$/ })

/** Whom mail comes from: an address, or a name and the address in angle brackets. */
export const sender = z
  .string()
  .trim()
  .regex(
    /^(?:[^<>@]+<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
    'has to be an e-mail address, or a name and the address in angle brackets',
  )

const tokenSecret = nonEmpty
  .refine((secret) => secret !== SAMPLE_SECRET, 'is the sample from the requirements: choose your own')
  .min(32, 'has to be at least 32 characters long')

const serviceAccount = z.object({ project_id: nonEmpty, client_email: nonEmpty, private_key: nonEmpty })
const firebaseAccount = z.string().transform((text, ctx) => {
  try {
    return serviceAccount.parse(JSON.parse(text))
  } catch {
    ctx.addIssue({ code: 'custom', message: 'has to be the JSON of a Firebase service account' })
    return z.NEVER
  }
})

/** The URL of each queue that a need lets a function send to, by the queue's name. */
const queueUrls = (need: SendingNeed) =>
  z.object(Object.fromEntries(QUEUES_OF_NEED[need].map((name) => [urlSettingOfQueue(name), z.url()])))
/** Keys of 32 bytes in base64, separated by commas: the one in use, then those before it. */
const keyList = z
  .string()
  .regex(
    /^[A-Za-z0-9+/]{43}=(?:,[A-Za-z0-9+/]{43}=){0,4}$/,
    'has to be 32 bytes in base64, or up to five of them with commas between',
  )

/**
 * Every setting from the environment and the secrets, typed in one place. A section has the settings for one need of a
 * route (`uses: ['mongo', 'email']`). A function gets only the settings of its needs.
 */
export const SETTINGS = {
  mongo: z.object({
    MONGODB_URI: nonEmpty.regex(/^mongodb(\+srv)?:\/\//, 'has to begin with mongodb:// or mongodb+srv://'),
    /** By what jobs are found that have some words: an index of the database, or that of Atlas Search. */
    JOB_SEARCH: z.enum(['words', 'atlas']).default('words'),
  }),
  tokens: z.object({
    JWT_SECRET: tokenSecret,
    /** The one before it, while it is changed: what it signed is still accepted (docs/runbooks/rotate-jwt-secret.md). */
    JWT_SECRET_PREVIOUS: tokenSecret.optional(),
    /** What outlives a change of JWT_SECRET is derived from this one: passwords, links in e-mails. Else from JWT_SECRET. */
    LASTING_SECRET: tokenSecret.optional(),
    /** bcrypt's cost; 12 takes 267 ms on one vCPU. Only tests lower it. */
    PASSWORD_COST: z.coerce.number().int().min(4).max(15).default(12),
  }),
  site: z.object({
    /** The website: where links in e-mails lead, and where people come back to from a payment. */
    PUBLIC_URL: webAddress.default('http://localhost:3000'),
    /** Where this API itself is reached, for links that it answers (unsubscribing). */
    API_URL: webAddress.default('http://localhost:3000'),
    /** Whether rate limits by address apply to loopback too; they always apply to other addresses. */
    LIMIT_LOOPBACK: z.enum(['0', '1']).default('0'),
  }),
  email: z.object({
    RESEND_API_KEY: nonEmpty,
    EMAIL_FROM: sender.default('Craftworks <no-reply@craftworks.example>'),
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
    /** While they are changed, the other one of each, before the change or after: it is accepted as well. */
    STRIPE_WEBHOOK_SECRET_NEXT: nonEmpty.optional(),
    STRIPE_CONNECT_WEBHOOK_SECRET_NEXT: nonEmpty.optional(),
    /** The address of Stripe's fake API, on one machine. */
    STRIPE_API_BASE: z.url({ protocol: /^https?$/ }).optional(),
  }),
  fawry: z.object({
    FAWRY_MERCHANT_CODE: nonEmpty,
    FAWRY_SECURE_KEY: nonEmpty,
    /** While it is changed, the other one: what it signed is accepted as well. */
    FAWRY_SECURE_KEY_NEXT: nonEmpty.optional(),
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
  uptime: z.object({
    /** An account of a client that only logs in to see whether one can: `<e-mail>:<password>`. */
    UPTIME_LOGIN: nonEmpty
      .regex(/^[^:@\s]+@[^:\s]+:.+$/, 'has to be <e-mail>:<password>')
      .transform((login) => {
        const colon = login.indexOf(':')
        return { email: login.slice(0, colon), password: login.slice(colon + 1) }
      })
      .optional(),
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
  /** The queue that domain events are sent to first (SQS). */
  events: queueUrls('events'),
  /** The queues on which the fan-out puts the messages of each channel. */
  queues: queueUrls('queues'),
  /** The queue of work on the database, and those of work at gateways. */
  work: queueUrls('work'),
  gatewayWork: queueUrls('gatewayWork'),
  erasureWork: queueUrls('erasureWork'),
  bus: z.object({
    /** The EventBridge bus to which CRM, BI and partners subscribe. */
    EVENT_BUS_NAME: nonEmpty.default('craftworks'),
    EVENTBRIDGE_ENDPOINT: z.url().optional(),
  }),
  anchors: z.object({
    /** The bucket that keeps the hashes of sealed entries of the activity log, if the deployment has one. */
    AUDIT_BUCKET: nonEmpty.optional(),
    /** The same for one machine: a folder. */
    AUDIT_FOLDER: nonEmpty.optional(),
  }),
  files: z.object({
    /** The bucket of answers that are too large for a function, if the deployment has one. */
    FILES_BUCKET: nonEmpty.optional(),
    /** Where S3 is, if it is not that of this region (tests). */
    FILES_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
    /** The same as the bucket for one machine: a folder. */
    FILES_FOLDER: nonEmpty.optional(),
    /** The address under which the local server has the files of that folder. */
    FILES_URL: z.url().default('http://localhost:3000/_local/files'),
  }),
  languageModel: z.object({
    /** What chooses among entries of the FAQ: a model of Amazon Bedrock or an inference profile. Without it none is asked. */
    FAQ_MODEL_ID: nonEmpty.optional(),
    /** How often it is asked on one day in Cairo, by all functions together. */
    FAQ_MODEL_CALLS_PER_DAY: z.coerce.number().int().min(1).default(500),
    /** How long somebody who asks waits for it. Only tests shorten it. */
    FAQ_MODEL_TIMEOUT_MS: z.coerce.number().int().min(50).max(5_000).default(2_500),
    /** Where Bedrock is, if it is not that of this region (tests). */
    BEDROCK_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  }),
  keys: z
    .object({
      /** The KMS key that encrypts the keys of encrypted fields. */
      KMS_KEY_ID: nonEmpty.optional(),
      /** The same for one machine: 32 bytes in base64; while it is changed, the new one and then the old ones. */
      LOCAL_KEY: keyList
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
  nationalIds: z.object({
    /** Hashes national ID numbers, so that they are found again; while it is changed, the new key and then the old one. */
    NATIONAL_ID_KEY: keyList,
  }),
} as const

export type Section = keyof typeof SETTINGS
/** The names of a section's settings, which CDK passes to a function that needs it. */
export const settingsOf = (section: Section): readonly string[] => Object.keys(SETTINGS[section].shape)

/** The settings that are secrets. On AWS they come from Secrets Manager, never from the environment. */
export const SECRET_SETTINGS: readonly string[] = [
  'MONGODB_URI',
  'JWT_SECRET',
  'JWT_SECRET_PREVIOUS',
  'LASTING_SECRET',
  'RESEND_API_KEY',
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRET',
  'STRIPE_CONNECT_WEBHOOK_SECRET',
  'STRIPE_WEBHOOK_SECRET_NEXT',
  'STRIPE_CONNECT_WEBHOOK_SECRET_NEXT',
  'CLOUDINARY_API_KEY',
  'CLOUDINARY_API_SECRET',
  'FIREBASE_SERVICE_ACCOUNT',
  'FAWRY_MERCHANT_CODE',
  'FAWRY_SECURE_KEY',
  'FAWRY_SECURE_KEY_NEXT',
  'NATIONAL_ID_KEY',
  'UPTIME_LOGIN',
]
