import { describe, expect, it } from 'vitest'
import type { QuietHours } from '#lib/model/preferences.model.ts'
import { quietUntil } from '#lib/notifications/quiet-hours.ts'
import { addMs, HOUR, MINUTE } from '#lib/platform/clock.ts'

const NIGHT = { from: '22:00', to: '08:00' }
const SUMMER = '+03:00'
const WINTER = '+02:00'

/** Day, time and offset: what Cairo's clocks show, two hours ahead of UTC in winter and three in summer. */
type CairoTime = [day: string, time: string, offset: string]

const cairo = (...[day, time, offset]: CairoTime) => new Date(`${day}T${time}:00.000${offset}`)

describe('quiet hours', () => {
  it.each([
    ['2026-11-23', '22:00', '2026-11-24'],
    ['2026-11-23', '23:59', '2026-11-24'],
    ['2026-11-23', '07:59', '2026-11-23'],
  ])('on %s at %s last until eight in Cairo of %s', (day, time, until) => {
    // Act
    const end = quietUntil(NIGHT, cairo(day, time, WINTER))
    // Assess
    expect(end).toEqual(cairo(until, '08:00', WINTER))
  })

  it.each(['21:59', '08:00', '14:00'])('are not at %s', (time) => {
    // Act
    const end = quietUntil(NIGHT, cairo('2026-11-23', time, WINTER))
    // Assess
    expect(end).toBeNull()
  })

  it('end at the full minute, at whatever second somebody asks', () => {
    // Act
    const end = quietUntil(NIGHT, addMs(cairo('2026-11-23', '23:10', WINTER), 12_345))
    // Assess
    expect(end).toEqual(cairo('2026-11-24', '08:00', WINTER))
  })

  it('follow Cairo’s summer time', () => {
    // Act
    const end = quietUntil(NIGHT, cairo('2026-07-15', '22:00', SUMMER))
    // Assess
    expect(end).toEqual(cairo('2026-07-16', '08:00', SUMMER))
  })

  it('may lie within one day', () => {
    // Prepare
    const nap = { from: '14:00', to: '16:00' }
    // Act
    const [inside, after] = ['14:30', '16:00'].map((time) =>
      quietUntil(nap, cairo('2026-11-23', time, WINTER)),
    )
    // Assess
    expect(inside).toEqual(cairo('2026-11-23', '16:00', WINTER))
    expect(after).toBeNull()
  })

  it('are none where they begin and end at the same time', () => {
    // Act
    const end = quietUntil({ from: '09:00', to: '09:00' }, cairo('2026-11-23', '09:00', WINTER))
    // Assess
    expect(end).toBeNull()
  })

  it('are not set until somebody sets them', () => {
    // Act
    const end = quietUntil(null, cairo('2026-11-23', '23:00', WINTER))
    // Assess
    expect(end).toBeNull()
  })
})

/** Summer time begins on 30 April 2027: 00:00 is 01:00. It ends on 29 October 2026: 24:00 is 23:00 again. */
describe('in the nights in which the clocks change', () => {
  it.each<[string, QuietHours, CairoTime, CairoTime]>([
    [
      'the night before summer time begins',
      NIGHT,
      ['2027-04-28', '23:00', WINTER],
      ['2027-04-29', '08:00', WINTER],
    ],
    ['before summer time begins', NIGHT, ['2027-04-29', '23:00', WINTER], ['2027-04-30', '08:00', SUMMER]],
    ['after summer time began', NIGHT, ['2027-04-30', '01:00', SUMMER], ['2027-04-30', '08:00', SUMMER]],
    ['the night after', NIGHT, ['2027-04-30', '22:00', SUMMER], ['2027-05-01', '08:00', SUMMER]],
    [
      'the night before summer time ends',
      NIGHT,
      ['2026-10-28', '22:30', SUMMER],
      ['2026-10-29', '08:00', SUMMER],
    ],
    ['before summer time ends', NIGHT, ['2026-10-29', '22:30', SUMMER], ['2026-10-30', '08:00', WINTER]],
    [
      'in the hour that will come again',
      NIGHT,
      ['2026-10-29', '23:30', SUMMER],
      ['2026-10-30', '08:00', WINTER],
    ],
    [
      'in the hour that has come again',
      NIGHT,
      ['2026-10-29', '23:30', WINTER],
      ['2026-10-30', '08:00', WINTER],
    ],
    ['after summer time ended', NIGHT, ['2026-10-30', '00:30', WINTER], ['2026-10-30', '08:00', WINTER]],
    [
      'of a noon on the last day of winter',
      { from: '13:00', to: '15:00' },
      ['2027-04-29', '13:30', WINTER],
      ['2027-04-29', '15:00', WINTER],
    ],
    [
      'of a noon on the first day of summer time',
      { from: '13:00', to: '15:00' },
      ['2027-04-30', '13:00', SUMMER],
      ['2027-04-30', '15:00', SUMMER],
    ],
    [
      'of a noon on the last day of summer time',
      { from: '13:00', to: '15:00' },
      ['2026-10-29', '14:59', SUMMER],
      ['2026-10-29', '15:00', SUMMER],
    ],
    [
      'that end in the hour left out: an hour later by the clock',
      { from: '22:00', to: '00:30' },
      ['2027-04-29', '23:00', WINTER],
      ['2027-04-30', '01:30', SUMMER],
    ],
    [
      'that end in the hour left out, asked after it',
      { from: '22:00', to: '00:30' },
      ['2027-04-30', '01:10', SUMMER],
      ['2027-04-30', '01:30', SUMMER],
    ],
    [
      'that begin in the hour left out',
      { from: '00:30', to: '08:00' },
      ['2027-04-30', '01:10', SUMMER],
      ['2027-04-30', '08:00', SUMMER],
    ],
    [
      'that end in the hour that comes twice: the first time',
      { from: '22:00', to: '23:30' },
      ['2026-10-29', '22:30', SUMMER],
      ['2026-10-29', '23:30', SUMMER],
    ],
    [
      'that begin in the hour that comes twice: the first time, and are not broken off',
      { from: '23:30', to: '08:00' },
      ['2026-10-29', '23:10', WINTER],
      ['2026-10-30', '08:00', WINTER],
    ],
  ])('quiet hours %s', (_what, quiet, now, until) => {
    // Act
    const end = quietUntil(quiet, cairo(...now))
    // Assess
    expect(end).toEqual(cairo(...until))
  })

  it('do not begin again in an hour that comes again', () => {
    // Act
    const end = quietUntil({ from: '22:00', to: '23:30' }, cairo('2026-10-29', '23:10', WINTER))
    // Assess
    expect(end).toBeNull()
  })

  it.each<QuietHours>([
    NIGHT,
    { from: '13:00', to: '15:00' },
    { from: '22:00', to: '00:30' },
    { from: '00:30', to: '08:00' },
    { from: '00:10', to: '00:50' },
    { from: '00:30', to: '01:15' },
    { from: '23:30', to: '08:00' },
    { from: '22:00', to: '23:30' },
    { from: '23:10', to: '23:50' },
  ])('from $from to $to are over at the end that they give, and not a minute before', (quiet) => {
    for (const night of [cairo('2027-04-29', '12:00', WINTER), cairo('2026-10-29', '12:00', SUMMER)]) {
      for (let ms = 0; ms < 30 * HOUR; ms += 5 * MINUTE) {
        // Act
        const now = addMs(night, ms)
        const end = quietUntil(quiet, now)
        // Assess
        if (!end) continue
        expect(end.getTime(), now.toISOString()).toBeGreaterThan(now.getTime())
        expect(quietUntil(quiet, end), now.toISOString()).toBeNull()
        expect(quietUntil(quiet, addMs(end, -MINUTE)), now.toISOString()).toEqual(end)
      }
    }
  })
})
