import * as z from 'zod'

// Control characters, NUL and bidirectional overrides do not belong in what people write to each other.
const UNWANTED_CHARACTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/

/**
 * A schema for text that people write: trimmed, NFC, well-formed Unicode, no control characters except tab and line
 * breaks, from `min` to `max` characters.
 */
export const text = (max: number, min = 1) =>
  z
    .string()
    .max(max * 4, `Must be at most ${max} characters`)
    .refine(
      (value) => value.isWellFormed() && !UNWANTED_CHARACTERS.test(value),
      'Contains characters that are not allowed',
    )
    .transform((value) => value.trim().normalize('NFC'))
    .pipe(z.string().min(min).max(max))

/** A schema for one line of text, without line breaks, so that it is safe in a subject or a header. */
export const line = (max: number, min = 1) =>
  text(max, min).refine((value) => !/[\r\n\t]/.test(value), 'Must be a single line')
