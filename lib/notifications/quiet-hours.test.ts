import { describe, expect, it } from 'vitest'
import { quietUntil } from '#lib/notifications/quiet-hours.ts'

const NIGHT = { from: '22:00', to: '08:00' }
/** Winter: Cairo is two hours ahead of UTC. */
const at = (time: string, day = '2026-11-23') => new Date(`${day}T${time}:00.000Z`)

describe('quiet hours', () => {
  it.each([
    ['20:00', '2026-11-24T06:00:00.000Z'],
    ['21:59', '2026-11-24T06:00:00.000Z'],
    ['05:59', '2026-11-23T06:00:00.000Z'],
  ])('at %s UTC last until eight in Cairo', (time, end) => {
    expect(quietUntil(NIGHT, at(time))?.toISOString()).toBe(end)
  })

  it.each(['19:59', '06:00', '12:00'])('are not at %s UTC', (time) => {
    expect(quietUntil(NIGHT, at(time))).toBeNull()
  })

  it('follow Cairo’s summer time', () => {
    expect(quietUntil(NIGHT, at('19:00', '2026-07-15'))?.toISOString()).toBe('2026-07-16T05:00:00.000Z')
  })

  it('may lie within one day', () => {
    const nap = { from: '14:00', to: '16:00' }
    expect(quietUntil(nap, at('12:30'))?.toISOString()).toBe('2026-11-23T14:00:00.000Z')
    expect(quietUntil(nap, at('14:00'))).toBeNull()
  })

  it('are not set until somebody sets them', () => {
    expect(quietUntil(null, at('23:00'))).toBeNull()
  })
})
