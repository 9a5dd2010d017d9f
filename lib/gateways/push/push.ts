/** A push to one device. */
export interface Push {
  readonly token: string
  readonly title: string
  readonly body: string
  /** Ids for deep links, and `notificationId`, by which the app drops a push that arrives twice. */
  readonly data: Readonly<Record<string, string>>
  /** A newer push with the same key replaces the older one on the device. */
  readonly collapseKey: string
}

/** `dead`: the app is no longer on that device, so its token can be deleted. */
export type PushOutcome = 'accepted' | 'dead'
