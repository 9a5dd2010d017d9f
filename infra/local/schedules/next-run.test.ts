import { expect, test } from 'vitest'
import { schedules } from '#functions/consumers.ts'
import { nextRun } from '#infra/local/schedules/next-run.ts'

test.each([
  ['rate(5 minutes)', '2026-11-23T05:36:10.000Z', '2026-11-23T05:40:00.000Z'],
  ['rate(5 minutes)', '2026-11-23T05:40:00.000Z', '2026-11-23T05:45:00.000Z'],
  ['rate(1 hour)', '2026-11-23T05:36:10.000Z', '2026-11-23T06:00:00.000Z'],
  ['rate(1 day)', '2026-11-23T05:36:10.000Z', '2026-11-24T00:00:00.000Z'],
  // Cairo is two hours ahead in winter and three in summer
  ['cron(0 9 * * ? *)', '2026-11-23T05:36:10.000Z', '2026-11-23T07:00:00.000Z'],
  ['cron(0 9 * * ? *)', '2026-07-23T05:36:10.000Z', '2026-07-23T06:00:00.000Z'],
  ['cron(0 9 * * ? *)', '2026-11-23T07:00:00.000Z', '2026-11-24T07:00:00.000Z'],
  // across the nights in which summer time begins and ends
  ['cron(0 9 * * ? *)', '2027-04-29T07:00:00.000Z', '2027-04-30T06:00:00.000Z'],
  ['cron(0 9 * * ? *)', '2026-10-29T06:00:00.000Z', '2026-10-30T07:00:00.000Z'],
  ['cron(30 0 * * ? *)', '2027-04-29T12:00:00.000Z', '2027-04-30T21:30:00.000Z'],
  ['cron(30 0 1 * ? *)', '2026-11-23T05:36:10.000Z', '2026-11-30T22:30:00.000Z'],
  ['cron(0 12 ? * SUN-THU *)', '2026-11-26T12:00:00.000Z', '2026-11-29T10:00:00.000Z'],
  ['cron(0/20 8,20 * * ? *)', '2026-11-23T06:25:00.000Z', '2026-11-23T06:40:00.000Z'],
  ['cron(0 0 L FEB ? *)', '2026-11-23T05:36:10.000Z', '2027-02-27T22:00:00.000Z'],
])('%s after %s is due at %s', (runs, after, due) => {
  // Act
  const next = nextRun(runs, new Date(after))
  // Assess
  expect(next.toISOString()).toBe(due)
})

test.each(['rate(0 minutes)', 'rate(5)', 'cron(0 9 * * ?)', 'cron(61 9 * * ? *)', 'at(2026-11-23T05:36:10)'])(
  '%s is refused',
  (runs) => {
    // Act
    const read = () => nextRun(runs, new Date())
    // Assess
    expect(read).toThrow(RangeError)
  },
)

test('every schedule of the manifest has a valid time', () => {
  for (const { runs } of schedules) {
    // Act
    const next = nextRun(runs, new Date())
    // Assess
    expect(next.getTime()).toBeGreaterThan(Date.now())
  }
})
