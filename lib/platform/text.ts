import * as z from 'zod'
import { stripInvisible, visiblePartOf } from '#lib/platform/invisible-characters.ts'

// Control characters do not belong in what people write to each other, except tab and line breaks
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/
const LINE_BREAKS = /[\r\n\t\u2028\u2029]/

/**
 * Checks the length of a string. Like JSON Schema and readers, it counts an emoji as one character; zod's own `min` and
 * `max` count it as two.
 */
const ofLength =
  (max: number, min: number): z.core.CheckFn<string> =>
  ({ value, issues }) => {
    const limits = { origin: 'string', inclusive: true, input: value } as const
    const { length } = [...value]
    if (length > max) issues.push({ ...limits, code: 'too_big', maximum: max })
    if (length < min) issues.push({ ...limits, code: 'too_small', minimum: min })
  }

/** A schema for a string of `min` to `max` characters, as it was written. */
export const characters = (max: number, min = 1) =>
  z.string().check(ofLength(max, min)).meta({ minLength: min, maxLength: max })

/** A schema for the address of a picture. */
export const address = (max: number) => z.url().check(ofLength(max, 1)).meta({ maxLength: max })

/** What OpenAPI publishes for text that is trimmed: at least `min` characters without the blanks around them. */
function trimmedForm(max: number, min: number, alsoUnwanted = '') {
  const unwanted = CONTROL_CHARACTERS.source.slice(1, -1)
  const [none, one, more] = ['', String.raw`(?=\s*\S)`, String.raw`(?=\s*\S[\s\S]{${min - 2},}\S)`]
  const start = min > 1 ? more : min === 1 ? one : none
  const pattern = `^${start}[^${unwanted}${alsoUnwanted}]*$`
  return { published: { type: 'string', minLength: min, maxLength: max, pattern } }
}

/** Before anything is done with a text: what is far too long is not looked at. */
const notFarTooLong =
  (maximum: number): z.core.CheckFn<string> =>
  ({ value, issues }) => {
    if (value.length > maximum * 4) {
      issues.push({ code: 'too_big', origin: 'string', inclusive: true, input: value, maximum })
    }
  }

/**
 * A schema for text that people write: trimmed, NFC, well-formed Unicode, no control characters except tab and line
 * breaks, from `min` to `max` characters. Marks of direction, joiners and the like stay where they were typed, but
 * text that has fewer than `min` characters without them counts as too short.
 */
export const text = (max: number, min = 1) =>
  z
    .string()
    .check(notFarTooLong(max))
    .refine(
      (value) => value.isWellFormed() && !CONTROL_CHARACTERS.test(value),
      'Contains characters that are not allowed',
    )
    .transform((value) => {
      const written = value.trim().normalize('NFC')
      const visible = visiblePartOf(written)
      return visible.length < Math.max(min, 1) ? visible : written
    })
    .pipe(characters(max, min))
    .meta(trimmedForm(max, min))

/**
 * A schema for one line of text, without line breaks, so that it is safe in a subject or a header. Characters that
 * nobody sees are stripped: they come along when people copy, and would make two names that look the same differ.
 */
export const line = (max: number, min = 1) =>
  z
    .string()
    .check(notFarTooLong(max))
    .transform(stripInvisible)
    .pipe(text(max, min))
    .refine((value) => !LINE_BREAKS.test(value), 'Must be a single line')
    .meta(trimmedForm(max, min, String.raw`\r\n\t\u2028\u2029`))
