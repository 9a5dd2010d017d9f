import * as z from 'zod'

/** `longitude,latitude`, from -180 to 180 and from -90 to 90. */
export const near = z
  .string()
  .regex(
    /^-?(180(\.0{1,20})?|(1[0-7]\d|\d{1,2})(\.\d{1,20})?),-?(90(\.0{1,20})?|[0-8]?\d(\.\d{1,20})?)$/,
    'Must be "longitude,latitude"',
  )
  .transform((value) => value.split(',').map(Number) as [number, number])
