import * as z from 'zod'

/** Whether a text is an origin as browsers send it, such as `https://app.example.com`. */
const isOrigin = (text: string): boolean => /^https?:/.test(text) && URL.parse(text)?.origin === text

/** The origins of a setting that are separated by commas; a slash at the end of one is forgiven. */
export const originsIn = (list: string): readonly string[] =>
  list
    .split(',')
    .map((origin) => origin.trim().replace(/\/$/, ''))
    .filter((origin) => origin !== '')

/** A setting with origins, separated by commas. */
export const originList = z
  .string()
  .transform(originsIn)
  .refine(
    (origins) => origins.every(isOrigin),
    'has to list origins such as https://app.example.com, separated by commas',
  )
