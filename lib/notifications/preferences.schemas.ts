import * as z from 'zod'
import { NOTIFICATION_TYPES, type NotificationType } from '#lib/model/notification-types.ts'
import { timeOfDay } from '#lib/platform/api-schemas.ts'

/** Times of day in Cairo between which push and e-mail are delayed, except those about status and money. */
const quietHours = z
  .strictObject({ from: timeOfDay, to: timeOfDay })
  .refine(({ from, to }) => from !== to, 'Must end at another time than it begins')
  .nullable()
  .meta({ example: { from: '22:00', to: '08:00' } })

const forEachType = <T extends z.ZodType>(schema: T) =>
  Object.fromEntries(NOTIFICATION_TYPES.map((type) => [type, schema])) as Record<NotificationType, T>

export const preferencesView = z.strictObject({
  ...forEachType(z.strictObject({ push: z.boolean(), email: z.boolean() })),
  quietHours,
})

/** Only the fields that are named change. */
export const preferencesChange = z.strictObject({
  ...forEachType(z.strictObject({ push: z.boolean().optional(), email: z.boolean().optional() }).optional()),
  quietHours: quietHours.optional(),
})
