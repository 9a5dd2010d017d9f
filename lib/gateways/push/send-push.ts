import { pushByFcm } from '#lib/gateways/push/fcm.ts'
import type { Push, PushOutcome } from '#lib/gateways/push/push.ts'

/** Sends a push to one device. Throws if the service did not accept it; the caller tries again later. */
export const sendPush: (push: Push) => Promise<PushOutcome> = pushByFcm
