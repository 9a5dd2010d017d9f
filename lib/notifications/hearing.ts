import type { EventData, EventType } from '#lib/events/catalogue.ts'
import type { Channel, NotificationType } from '#lib/notifications/notification-types.ts'
import type { Words } from '#lib/notifications/notification.model.ts'
import type { Story } from '#lib/notifications/story.ts'
import type { Locale } from '#lib/platform/locale.ts'

/** One line of the table of who hears what through which channel. */
export interface Hearing<T extends EventType> {
  /** Users' ids; nobody where it is null. */
  readonly who: (data: EventData<T>) => string | null | Promise<readonly string[]>
  readonly type: NotificationType
  /** Beside in-app, which is always on. */
  readonly channels: readonly Channel[]
  /** Status and money do not wait for quiet hours to end. */
  readonly urgent?: boolean
  /** Whether this hearing is about this event at all. */
  readonly when?: (data: EventData<T>) => boolean
  readonly words: Readonly<Record<Locale, (data: EventData<T>, story: Story) => Words>>
}

export const BOTH: readonly Channel[] = ['push', 'email']
export const PUSH: readonly Channel[] = ['push']
