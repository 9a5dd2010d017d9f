import { startCloudinaryStandIn } from '#infra/local/stand-ins/cloudinary.ts'
import { startFcmStandIn } from '#infra/local/stand-ins/fcm.ts'
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

/** Starts a stand-in for each outside service. Keys of Cloudinary that are set already are honoured by its own. */
export async function startStandIns(given: Env): Promise<StandIns> {
  const { CLOUDINARY_CLOUD_NAME: cloudName, CLOUDINARY_API_KEY: apiKey } = given
  const [resend, fcm, cloudinary, firebase] = await Promise.all([
    startResendStandIn(),
    startFcmStandIn(),
    startCloudinaryStandIn({ ...(cloudName && { cloudName }), ...(apiKey && { apiKey }) }),
    startFirebaseStandIn(),
  ])
  return {
    envFor: (now) => ({
      ...(now.RESEND_API_KEY === undefined && resend.env),
      ...(now.CLOUDINARY_API_SECRET === undefined && cloudinary.env),
      ...(now.FIREBASE_SERVICE_ACCOUNT === undefined && { ...firebase.env, ...fcm.env }),
    }),
    emails: resend.box,
    stop: async () => {
      await Promise.all([resend.stop(), fcm.stop(), cloudinary.stop(), firebase.stop()])
    },
  }
}
