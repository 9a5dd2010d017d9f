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

/**
 * `dead`: the token will never work again and can be deleted. `refused`: the push itself is not acceptable, and trying
 * again does not help; it says nothing against the device.
 */
export type PushOutcome = 'accepted' | 'dead' | 'refused'
