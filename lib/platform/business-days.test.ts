import { describe, expect, it } from 'vitest'
import { BANK_HOLIDAYS } from '#lib/platform/bank-holidays.ts'
import { addBusinessDays, isBankHoliday } from '#lib/platform/business-days.ts'
import { cairoDay, fromCairoWallClock, toCairoWallClock } from '#lib/platform/cairo-time.ts'
import { addMs, DAY, HOUR, realTime } from '#lib/platform/clock.ts'

const dueOf = (from: string, corrections = {}) =>
  addBusinessDays(new Date(from), 2, corrections).toISOString().slice(0, 16)

describe('two business days', () => {
  it.each([
    ['Monday to Wednesday, at the same hour', '2026-11-23T09:00Z', '2026-11-25T09:00'],
    ['Wednesday over the weekend to Sunday', '2026-11-25T09:00Z', '2026-11-29T09:00'],
    ['Thursday to Monday', '2026-11-26T09:00Z', '2026-11-30T09:00'],
    ['from Friday, counting from Sunday midnight', '2026-11-27T09:00Z', '2026-11-30T22:00'],
    ['from Saturday, counting from Sunday midnight too', '2026-11-28T21:30Z', '2026-11-30T22:00'],
    ['from late on Thursday, which is still Thursday in Cairo', '2026-11-26T21:59Z', '2026-11-30T21:59'],
    ['from Thursday 22:00 UTC, which is Friday in Cairo', '2026-11-26T22:00Z', '2026-11-30T22:00'],
    ['over 6 October', '2026-10-05T09:00Z', '2026-10-08T09:00'],
    ['over Arafat and Eid al-Adha of 2026 and the weekend', '2026-05-25T09:00Z', '2026-06-01T09:00'],
    ['from a holiday', '2026-10-06T09:00Z', '2026-10-10T21:00'],
    ['into 2027, over Coptic Christmas', '2027-01-06T09:00Z', '2027-01-11T09:00'],
    ['over Sham el-Nessim 2027', '2027-05-02T09:00Z', '2027-05-05T09:00'],
    ['into summer time (30 April 2026): the same hour in Cairo', '2026-04-22T09:00Z', '2026-04-26T08:00'],
    ['out of summer time (29 October 2026)', '2026-10-28T09:00Z', '2026-11-01T10:00'],
  ])('%s', (_what, from, due) => {
    expect(dueOf(from)).toBe(due)
  })

  it('follow staff’s corrections of a holiday that was moved', () => {
    expect(dueOf('2026-10-05T09:00Z', { '2026-10-06': false, '2026-10-08': true })).toBe('2026-10-07T09:00')
    expect(dueOf('2026-10-07T09:00Z', { '2026-10-06': false, '2026-10-08': true })).toBe('2026-10-12T09:00')
    expect(isBankHoliday(new Date('2026-10-08T09:00Z'), { '2026-10-08': true })).toBe(true)
  })

  it('never take less than two days nor end on a day off, from any hour of four years', () => {
    for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2029, 11, 20); at += 7 * HOUR) {
      const due = addBusinessDays(new Date(at), 2, {})
      expect(due.getTime() - at).toBeGreaterThanOrEqual(47 * HOUR)
      expect([5, 6]).not.toContain(toCairoWallClock(due).getUTCDay())
      expect(BANK_HOLIDAYS.has(cairoDay(due))).toBe(false)
    }
  })
})

describe('the table of bank holidays', () => {
  const years = [...new Set([...BANK_HOLIDAYS].map((day) => Number(day.slice(0, 4))))]

  it('reaches a year ahead: add the next year to lib/platform/bank-holidays.ts when this fails', () => {
    const inAYear = cairoDay(addMs(realTime(), 365 * DAY))
    expect(`${Math.max(...years)}-12-31` >= inAYear).toBe(true)
  })

  it.each(years)('has each feast of %i, at most a day from the calendar that it goes by', (year) => {
    const fixed = ['01-01', '01-07', '01-25', '04-25', '05-01', '06-30', '07-01', '07-23', '10-06']
    expect(fixed.filter((day) => !BANK_HOLIDAYS.has(`${year}-${day}`))).toEqual([])
    expect(BANK_HOLIDAYS.has(dayAfterOrthodoxEaster(year))).toBe(true)
    for (const feast of lunarDaysOf(year)) {
      const around = [-1, 0, 1].map((days) => new Date(feast + days * DAY).toISOString().slice(0, 10))
      expect(
        around.some((day) => BANK_HOLIDAYS.has(day)),
        around[1],
      ).toBe(true)
    }
  })

  it('has nothing but days of the calendar, in order', () => {
    const days = [...BANK_HOLIDAYS]
    expect(days.filter((day) => new Date(`${day}T00:00Z`).toISOString().slice(0, 10) !== day)).toEqual([])
    expect(days).toEqual(days.toSorted())
  })
})

/** Meeus' algorithm for the Julian calendar, and the 13 days between the calendars in this century. */
function dayAfterOrthodoxEaster(year: number): string {
  const d = (19 * (year % 19) + 15) % 30
  const e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
  const julian = Date.UTC(year, Math.floor((d + e + 114) / 31) - 1, ((d + e + 114) % 31) + 1)
  return new Date(julian + 14 * DAY).toISOString().slice(0, 10)
}

/** Three days of Eid al-Fitr, Arafat and three days of Eid al-Adha, the new year, the Prophet’s birthday. */
const FEASTS = ['10/1', '10/2', '10/3', '12/9', '12/10', '12/11', '12/12', '1/1', '3/12']

function lunarDaysOf(year: number): readonly number[] {
  const calendar = new Intl.DateTimeFormat('en-u-ca-islamic-umalqura', {
    month: 'numeric',
    day: 'numeric',
    timeZone: 'UTC',
  })
  const days = Array.from({ length: 365 }, (_, n) => Date.UTC(year, 0, 1) + n * DAY)
  return days.filter((at) => FEASTS.includes(calendar.format(at).replace(/\s.*$/, '')))
}

describe('Cairo’s clocks', () => {
  it('convert back to the same instant in each hour of two years, except the hour that occurs twice', () => {
    const differing = []
    for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2028, 0, 1); at += HOUR) {
      const back = fromCairoWallClock(toCairoWallClock(new Date(at))).getTime()
      if (back !== at) differing.push(new Date(at).toISOString())
    }
    expect(differing).toEqual(['2026-10-29T21:00:00.000Z', '2027-10-28T21:00:00.000Z'])
  })

  it('skip the hour that summer time leaves out', () => {
    expect(fromCairoWallClock(new Date('2026-04-24T00:30Z')).toISOString()).toBe('2026-04-23T22:30:00.000Z')
  })
})
