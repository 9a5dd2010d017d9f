import { describe, expect, it } from 'vitest'
import type { AppError } from '#lib/errors/app-error.ts'
import { clearLimit, countHit, secondsBlocked, spendLimit } from '#lib/limits/limits.ts'
import { Limit } from '#lib/model/limit.model.ts'
import { DAY, realTime, setClockOffset } from '#lib/platform/clock.ts'
import { aDatabase } from '#lib/testing/mongo.ts'

aDatabase()

describe('a limit', () => {
  it('allows the set number of hits and refuses the next, with the seconds to wait', async () => {
    for (let i = 0; i < 100; i += 1) await spendLimit('jobsPerDay', 'somebody')
    const refusal = await spendLimit('jobsPerDay', 'somebody').catch((error: unknown) => error as AppError)
    expect(refusal).toMatchObject({ code: 'LIMIT_REACHED' })
    const { retryAfter = 0 } = (refusal as AppError).detail
    expect(retryAfter).toBeGreaterThan(86_000)
    expect(retryAfter).toBeLessThanOrEqual(86_400)
    await spendLimit('jobsPerDay', 'somebody else')
    await spendLimit('quotesPerDay', 'somebody')
  })

  it('counts all of many hits at once, the first ones too', async () => {
    for (let round = 0; round < 20; round += 1) {
      const tries = Array.from({ length: 20 }, () => spendLimit('resetMails', `burst ${round}`))
      const outcomes = await Promise.allSettled(tries)
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
    }
  })

  it('starts again when its window is over; moving business time does not end the window', async () => {
    for (let i = 0; i < 5; i += 1) await spendLimit('resetMails', 'patient')
    setClockOffset(2 * DAY)
    await expect(spendLimit('resetMails', 'patient')).rejects.toThrow('LIMIT_REACHED')
    setClockOffset(0)
    await Limit.updateMany({}, { $set: { expiresAt: realTime() } })
    expect(await secondsBlocked('resetMails', 'patient')).toBe(0)
    await spendLimit('resetMails', 'patient')
    expect((await Limit.find().lean()).filter(({ count }) => count === 1).length).toBeGreaterThan(0)
  })

  it('can be cleared, and checked without counting', async () => {
    for (let i = 0; i < 10; i += 1) await countHit('failedLogins', 'owner')
    expect(await secondsBlocked('failedLogins', 'owner')).toBeGreaterThan(0)
    await clearLimit('failedLogins', 'owner')
    expect(await secondsBlocked('failedLogins', 'owner')).toBe(0)
  })

  it('stores no name or address of anybody', async () => {
    await spendLimit('resetMails', 'mona@example.com')
    expect(JSON.stringify(await Limit.find().lean())).not.toContain('mona')
  })
})
