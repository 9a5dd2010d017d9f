import * as z from 'zod'
import { instant, timeOfDay } from '#lib/platform/api-schemas.ts'
import { readAsNumber } from '#lib/platform/invisible-characters.ts'
import { text } from '#lib/platform/text.ts'
import { consents, locale, password, personName, phone, place, skills } from '#lib/users/user.schemas.ts'

/** Working hours on a weekday (0 is Sunday), in Cairo time. */
const hours = z
  .strictObject({ day: z.int().min(0).max(6), from: timeOfDay, to: timeOfDay })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'Must be later than from' })

const availability = z.strictObject({
  weekly: z.array(hours).max(21),
  pausedUntil: instant.nullable().default(null),
})

/** A number, or the string that a form sends for it. */
const number = z.union([
  z.number(),
  z
    .string()
    .max(40)
    .transform(readAsNumber)
    .pipe(z.string().regex(/^\d{1,4}(?:\.\d{1,3})?$/, 'Must be a number'))
    .transform(Number)
    .meta({ type: 'string', pattern: '^[0-9]{1,4}([.][0-9]{1,3})?$' }),
])

/** A list, or the single string that a form sends for a list of one. */
const listed = <T extends z.ZodType>(list: T) =>
  z.preprocess((value) => (typeof value === 'string' ? [value] : value), list)

/** What users can change in their own profile. Fields that are left out stay as they are. */
export const profileChanges = z
  .strictObject({
    firstName: personName.optional(),
    lastName: personName.optional(),
    phone: phone.optional(),
    location: place.optional(),
    locale: locale.optional(),
    bio: text(2_000, 0).optional(),
    skills: listed(skills).optional(),
    portfolioImageUrls: listed(z.array(z.string().max(500)).max(30)).optional(),
    serviceRadiusKm: number.pipe(z.number().min(1).max(500)).optional(),
    availability: availability.optional(),
    profileImage: z.strictObject({ publicId: z.string().min(1).max(200) }).optional(),
    currentPassword: z.string().min(1).max(512).optional(),
    newPassword: password.optional(),
    consents: consents.optional(),
  })
  .refine(
    ({ currentPassword, newPassword }) => (currentPassword === undefined) === (newPassword === undefined),
    {
      path: ['newPassword'],
      message: 'currentPassword and newPassword belong together',
    },
  )

export type ProfileChanges = z.output<typeof profileChanges>
