import { startCloudinaryStandIn } from '#infra/local/stand-ins/cloudinary.ts'
import { startFcmStandIn } from '#infra/local/stand-ins/fcm.ts'
import { startFawryStandIn } from '#infra/local/stand-ins/fawry.ts'
import { startFirebaseStandIn } from '#infra/local/stand-ins/firebase.ts'
import { startResendStandIn } from '#infra/local/stand-ins/resend.ts'
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
const webhookOf = ({ PORT, HOST = '127.0.0.1' }: Env): string =>
  PORT ? `http://${HOST === '0.0.0.0' ? '127.0.0.1' : HOST}:${PORT}/api/payments/webhook` : ''

/** Starts a stand-in for each outside service. Keys of Cloudinary and Fawry that are set already are honoured by their own. */
export async function startStandIns(given: Env): Promise<StandIns> {
  const { CLOUDINARY_CLOUD_NAME: cloudName, CLOUDINARY_API_KEY: apiKey } = given
  const { FAWRY_MERCHANT_CODE: merchantCode, FAWRY_SECURE_KEY: secureKey } = given
  const [resend, fcm, cloudinary, firebase, fawry] = await Promise.all([
    startResendStandIn(),
    startFcmStandIn(),
    startCloudinaryStandIn({ ...(cloudName && { cloudName }), ...(apiKey && { apiKey }) }),
    startFirebaseStandIn(),
    startFawryStandIn({
      ...(merchantCode && { merchantCode }),
      ...(secureKey && { secureKey }),
      webhookUrl: webhookOf(given),
    }),
  ])
  return {
    envFor: (now) => ({
      ...(now.RESEND_API_KEY === undefined && resend.env),
      ...(now.CLOUDINARY_API_SECRET === undefined && cloudinary.env),
      ...(now.FIREBASE_SERVICE_ACCOUNT === undefined && { ...firebase.env, ...fcm.env }),
      ...(now.FAWRY_BASE_URL === undefined && fawry.env),
    }),
    emails: resend.box,
    stop: async () => {
      await Promise.all([resend.stop(), fcm.stop(), cloudinary.stop(), firebase.stop(), fawry.stop()])
    },
  }
}
