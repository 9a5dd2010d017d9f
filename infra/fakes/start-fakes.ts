import { queues } from '#functions/consumers.ts'
import { startCloudinaryFake } from '#infra/fakes/cloudinary.ts'
import { startEventBridgeFake } from '#infra/fakes/eventbridge.ts'
import { startFawryFake } from '#infra/fakes/fawry/fawry.ts'
import { startFcmFake } from '#infra/fakes/fcm.ts'
import { startFirebaseFake } from '#infra/fakes/firebase.ts'
import { startResendFake } from '#infra/fakes/resend.ts'
import { startSentryFake } from '#infra/fakes/sentry.ts'
import { startSqsFake } from '#infra/fakes/sqs.ts'
import { startStripeFake } from '#infra/fakes/stripe/stripe.ts'
import type { SentMail } from '#infra/local/supervision.ts'

type Env = Readonly<Record<string, string>>

/** The fakes of outside services; each is used until the real service's key is in .env. */
export interface Fakes {
  /** The environment that points the SDKs to the fake of each service that has no key in `settings`. */
  readonly envFor: (settings: Env) => Env
  /** The e-mails that the e-mail fake accepted, newest first. */
  readonly emails: () => readonly SentMail[]
  readonly stop: () => Promise<void>
}

/** The address to which the gateway fakes send webhooks: the server of this machine, if PORT says that one runs. */
function webhookUrlOf({ PORT, HOST = '127.0.0.1' }: Env): string {
  if (!PORT) return ''
  const host = ['0.0.0.0', '::'].includes(HOST) ? '127.0.0.1' : HOST
  return `http://${host.includes(':') ? `[${host}]` : host}:${PORT}/api/payments/webhook`
}

/**
 * Starts a fake for each outside service. The fakes accept keys that are already set for Cloudinary, Fawry and Stripe's
 * webhooks. Those of the payment gateways keep their books in `folder`, and Cloudinary's its raw files, so that
 * what was paid or stored before a restart can be refunded or read after it; without a folder they keep them in memory.
 */
export async function startFakes(given: Env, folder?: string): Promise<Fakes> {
  const { CLOUDINARY_CLOUD_NAME: cloudName, CLOUDINARY_API_KEY: apiKey } = given
  const { FAWRY_MERCHANT_CODE: merchantCode, FAWRY_SECURE_KEY: secureKey } = given
  const { STRIPE_WEBHOOK_SECRET: webhookSecret } = given
  const atGateways = { webhookUrl: webhookUrlOf(given), ...(folder && { folder }) }
  const [resend, fcm, cloudinary, firebase, stripe, fawry, sqs, eventBridge, sentry] = await Promise.all([
    startResendFake(),
    startFcmFake(),
    startCloudinaryFake({
      ...(cloudName && { cloudName }),
      ...(apiKey && { apiKey }),
      ...(folder && { folder }),
    }),
    startFirebaseFake(),
    startStripeFake({ ...(webhookSecret && { webhookSecret }), ...atGateways }),
    startFawryFake({
      ...(merchantCode && { merchantCode }),
      ...(secureKey && { secureKey }),
      ...atGateways,
    }),
    startSqsFake(queues),
    startEventBridgeFake(),
    startSentryFake(),
  ])
  return {
    envFor: (settings) => ({
      ...(settings.RESEND_API_KEY === undefined && resend.env),
      ...(settings.CLOUDINARY_API_SECRET === undefined && cloudinary.env),
      ...(settings.FIREBASE_SERVICE_ACCOUNT === undefined && { ...firebase.env, ...fcm.env }),
      ...(settings.STRIPE_SECRET_KEY === undefined && stripe.env),
      ...(settings.FAWRY_BASE_URL === undefined && fawry.env),
      ...(settings.NOTIFICATIONS_QUEUE_URL === undefined && sqs.env),
      ...(settings.EVENT_BUS_NAME === undefined && eventBridge.env),
      ...(settings.SENTRY_DSN === undefined && sentry.env),
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
      await Promise.all([sqs.stop(), eventBridge.stop(), sentry.stop()])
    },
  }
}
