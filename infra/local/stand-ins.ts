import { queues } from '#functions/consumers.ts'
import { startCloudinaryStandIn } from '#infra/local/stand-ins/cloudinary.ts'
import { startFcmStandIn } from '#infra/local/stand-ins/fcm.ts'
import { startEventBridgeStandIn } from '#infra/local/stand-ins/eventbridge.ts'
import { startFawryStandIn } from '#infra/local/stand-ins/fawry.ts'
import { startFirebaseStandIn } from '#infra/local/stand-ins/firebase.ts'
import { startResendStandIn } from '#infra/local/stand-ins/resend.ts'
import { startStripeStandIn } from '#infra/local/stand-ins/stripe.ts'
import { startSqsStandIn } from '#infra/local/stand-ins/sqs.ts'
import type { SentMail } from '#infra/local/supervision.ts'

type Env = Readonly<Record<string, string>>

/** The outside services that run on this machine until their keys are in .env. */
export interface StandIns {
  /** What the real SDKs find in their environment, so that they talk to the stand-ins of whatever has no key in `given`. */
  readonly envFor: (given: Env) => Env
  /** What the mail service was given, newest first. */
  readonly emails: () => readonly SentMail[]
  readonly stop: () => Promise<void>
}

/** Where stand-ins of gateways send what happened: the server of this machine, where one is to run. */
function webhookOf({ PORT, HOST = '127.0.0.1' }: Env): string {
  if (!PORT) return ''
  const host = ['0.0.0.0', '::'].includes(HOST) ? '127.0.0.1' : HOST
  return `http://${host.includes(':') ? `[${host}]` : host}:${PORT}/api/payments/webhook`
}

/** Starts a stand-in for each outside service. Keys of Cloudinary and Fawry that are set already are honoured by their own. */
export async function startStandIns(given: Env): Promise<StandIns> {
  const { CLOUDINARY_CLOUD_NAME: cloudName, CLOUDINARY_API_KEY: apiKey } = given
  const { FAWRY_MERCHANT_CODE: merchantCode, FAWRY_SECURE_KEY: secureKey } = given
  const { STRIPE_WEBHOOK_SECRET: webhookSecret } = given
  const [resend, fcm, cloudinary, firebase, stripe, fawry, sqs, eventBridge] = await Promise.all([
    startResendStandIn(),
    startFcmStandIn(),
    startCloudinaryStandIn({ ...(cloudName && { cloudName }), ...(apiKey && { apiKey }) }),
    startFirebaseStandIn(),
    startStripeStandIn({ ...(webhookSecret && { webhookSecret }), webhookUrl: webhookOf(given) }),
    startFawryStandIn({
      ...(merchantCode && { merchantCode }),
      ...(secureKey && { secureKey }),
      webhookUrl: webhookOf(given),
    }),
    startSqsStandIn(queues),
    startEventBridgeStandIn(),
  ])
  return {
    envFor: (now) => ({
      ...(now.RESEND_API_KEY === undefined && resend.env),
      ...(now.CLOUDINARY_API_SECRET === undefined && cloudinary.env),
      ...(now.FIREBASE_SERVICE_ACCOUNT === undefined && { ...firebase.env, ...fcm.env }),
      ...(now.STRIPE_SECRET_KEY === undefined && stripe.env),
      ...(now.FAWRY_BASE_URL === undefined && fawry.env),
      ...(now.NOTIFICATIONS_QUEUE_URL === undefined && sqs.env),
      ...(now.EVENT_BUS_NAME === undefined && eventBridge.env),
    }),
    emails: resend.box,
    stop: async () => {
      await Promise.all([
        resend.stop(),
        fcm.stop(),
        cloudinary.stop(),
        firebase.stop(),
        fawry.stop(),
        stripe.stop(),
      ])
      await Promise.all([sqs.stop(), eventBridge.stop()])
    },
  }
}
