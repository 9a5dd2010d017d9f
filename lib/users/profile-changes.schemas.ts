import * as z from 'zod'
import { MINUTES_OF_DAY, overlapsIn } from '#lib/model/working-hours.ts'
import { instant } from '#lib/platform/api-schemas.ts'
import { readAsNumber } from '#lib/platform/invisible-characters.ts'
import { characters, text } from '#lib/platform/text.ts'
import { consents, locale, password, personName, phone, place, skills } from '#lib/users/user.schemas.ts'

/** Working hours on a weekday (0 is Sunday), in minutes of Cairo's day. */
const hours = z
  .strictObject({
    day: z.int().min(0).max(6),
    from: z
      .int()
      .min(0)
      .max(MINUTES_OF_DAY - 1)
      .meta({ example: 540 }),
    to: z.int().min(1).max(MINUTES_OF_DAY).meta({ example: 1_020 }),
  })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'Must be later than from' })

const weekly = z
  .array(hours)
  .max(21)
  .superRefine((list, ctx) => {
    for (const place of overlapsIn(list)) {
      ctx.addIssue({ code: 'custom', path: [place, 'from'], message: 'Overlaps other hours of this day' })
    }
  })
  .meta({
    uniqueItems: true,
    example: [
      { day: 0, from: 540, to: 1_020 },
      { day: 6, from: 0, to: 1_440 },
    ],
  })

const availability = z.strictObject({
  weekly,
  pausedUntil: instant.nullable().default(null),
})

/** A number, or the string that a form sends for it. */
const numberOfForm = (minimum: number, maximum: number) =>
  z
    .union([
      z.number(),
      z
        .string()
        .max(40)
        .transform(readAsNumber)
        .pipe(z.string().regex(/^\d{1,4}(?:\.\d{1,20})?$/, 'Must be a number'))
        .transform(Number),
    ])
    .pipe(z.number().min(minimum).max(maximum))
    .meta({ published: { type: 'number', minimum, maximum } })

/** A whole number, or the string that a form sends for it. */
const wholeOfForm = (minimum: number, maximum: number) =>
  numberOfForm(minimum, maximum)
    .pipe(z.int())
    .meta({ published: { type: 'integer', minimum, maximum } })

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
    portfolioImageUrls: listed(z.array(characters(500, 0)).max(30)).optional(),
    serviceRadiusKm: numberOfForm(1, 500).optional(),
    capacity: wholeOfForm(1, 20).optional(),
    availability: availability.optional(),
    profileImage: z.strictObject({ publicId: characters(200) }).optional(),
    currentPassword: characters(512).optional(),
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
