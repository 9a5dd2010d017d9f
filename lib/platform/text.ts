import * as z from 'zod'
import { stripInvisible, visiblePartOf } from '#lib/platform/invisible-characters.ts'

// Control characters do not belong in what people write to each other, except tab and line breaks
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/
const LINE_BREAKS = /[\r\n\t\u2028\u2029]/

/**
 * A schema for text that people write: trimmed, NFC, well-formed Unicode, no control characters except tab and line
 * breaks, from `min` to `max` characters. Marks of direction, joiners and the like stay where they were typed, but
 * text that has fewer than `min` characters without them counts as too short.
 */
export const text = (max: number, min = 1) =>
  z
    .string()
    .max(max * 4, `Must be at most ${max} characters`)
    .refine(
      (value) => value.isWellFormed() && !CONTROL_CHARACTERS.test(value),
      'Contains characters that are not allowed',
    )
    .transform((value) => {
      const written = value.trim().normalize('NFC')
      const visible = visiblePartOf(written)
      return visible.length < Math.max(min, 1) ? visible : written
    })
    .pipe(z.string().min(min).max(max))

/**
 * A schema for one line of text, without line breaks, so that it is safe in a subject or a header. Characters that
 * nobody sees are stripped: they come along when people copy, and would make two names that look the same differ.
 */
export const line = (max: number, min = 1) =>
  z
    .string()
    .max(max * 4, `Must be at most ${max} characters`)
    .transform(stripInvisible)
    .pipe(text(max, min))
    .refine((value) => !LINE_BREAKS.test(value), 'Must be a single line')
