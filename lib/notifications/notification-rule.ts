import type { EventData, EventType } from '#lib/events/catalogue.ts'
import type { LocalizedText } from '#lib/model/notification.model.ts'
import type { Channel, NotificationType } from '#lib/model/notification-types.ts'
import type { TemplateContext } from '#lib/notifications/template-context.ts'
import type { UserId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'

/** A row in the table of rules: who gets which notification of an event, and on which channels. */
export interface NotificationRule<T extends EventType> {
  /** The ids of the users to notify; null: nobody. */
  readonly who: (data: EventData<T>) => string | null | Promise<readonly string[]>
  /** Where they may be thousands: the first `max` of their ids after one, in order. `who` is then nobody. */
  readonly page?: (data: EventData<T>, after: UserId, max: number) => Promise<readonly string[]>
  /** Of people on a page, those who are told: a page may hold some for whom it is not, or who have heard enough. */
  readonly listeners?: (
    ids: readonly string[],
    data: EventData<T>,
    eventId: string,
  ) => Promise<readonly string[]>
  readonly type: NotificationType
  /** The channels besides in-app, which is always on. */
  readonly channels: readonly Channel[]
  /** Whether it is sent in quiet hours too. Status and money are. */
  readonly urgent?: boolean
  /** Whether the rule applies to this event; always if it is left out. */
  readonly when?: (data: EventData<T>) => boolean
  readonly words: Readonly<Record<Locale, (data: EventData<T>, context: TemplateContext) => LocalizedText>>
}

export const PUSH_AND_EMAIL: readonly Channel[] = ['push', 'email']
export const EMAIL: readonly Channel[] = ['email']
export const PUSH: readonly Channel[] = ['push']
