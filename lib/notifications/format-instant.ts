import { toCairoWallClock } from '#lib/platform/cairo-time.ts'
import type { Locale } from '#lib/platform/locale.ts'

const FORMAT = {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  hour: 'numeric',
  minute: '2-digit',
  timeZone: 'UTC',
} as const

const formats = {
  en: /* @__PURE__ */ new Intl.DateTimeFormat('en-GB', { ...FORMAT, hourCycle: 'h23' }),
  ar: /* @__PURE__ */ new Intl.DateTimeFormat('ar-EG', { ...FORMAT, hourCycle: 'h12' }),
} as const

/** An instant as people in Egypt read it: Tuesday 24 November at 15:00. */
export const formatInstant = (at: Date, locale: Locale): string =>
  formats[locale].format(toCairoWallClock(at))
