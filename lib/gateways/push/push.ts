import { pushByFcm } from '#lib/gateways/push/fcm.ts'

/** A push to one device. */
export interface Push {
  readonly token: string
  readonly title: string
  readonly body: string
  /** What the app opens: ids for deep links, and `notificationId`, by which it drops one that comes twice. */
  readonly data: Readonly<Record<string, string>>
  /** A newer one of the same key takes the older one's place on the device. */
  readonly collapseKey: string
}

/** `dead`: the app is gone from that device; its token is to be forgotten. */
export type PushOutcome = 'accepted' | 'dead'

/** Pushes to one device. Throws where the service did not take it: it is tried again later. */
export const sendPush: (push: Push) => Promise<PushOutcome> = pushByFcm
