import { describe, expect, it } from 'vitest'
import type { AppError } from '#lib/errors/app-error.ts'
import { clearLimit, countHit, Limit, secondsBlocked, spendLimit } from '#lib/limits/limits.ts'
import { setClockOffset, DAY, realTime } from '#lib/platform/clock.ts'
import { aDatabase } from '#lib/testing/mongo.ts'

aDatabase()

describe('a limit', () => {
  it('lets so many through and refuses the next, with the seconds to wait', async () => {
    for (let i = 0; i < 100; i += 1) await spendLimit('jobsPerDay', 'somebody')
    const refusal = await spendLimit('jobsPerDay', 'somebody').catch((error: unknown) => error as AppError)
    expect(refusal).toMatchObject({ code: 'LIMIT_REACHED' })
    const { retryAfter = 0 } = (refusal as AppError).detail
    expect(retryAfter).toBeGreaterThan(86_000)
    expect(retryAfter).toBeLessThanOrEqual(86_400)
    await spendLimit('jobsPerDay', 'somebody else')
    await spendLimit('quotesPerDay', 'somebody')
  })

  it('counts every one of many at once, the first ones too', async () => {
    for (let round = 0; round < 20; round += 1) {
      const tries = Array.from({ length: 20 }, () => spendLimit('resetMails', `burst ${round}`))
      const outcomes = await Promise.allSettled(tries)
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
    }
  })

  it('begins anew when its window is over, which moving business time does not do', async () => {
    for (let i = 0; i < 5; i += 1) await spendLimit('resetMails', 'patient')
    setClockOffset(2 * DAY)
    await expect(spendLimit('resetMails', 'patient')).rejects.toThrow('LIMIT_REACHED')
    setClockOffset(0)
    await Limit.updateMany({}, { $set: { expiresAt: realTime() } })
    expect(await secondsBlocked('resetMails', 'patient')).toBe(0)
    await spendLimit('resetMails', 'patient')
    expect((await Limit.find().lean()).filter(({ count }) => count === 1).length).toBeGreaterThan(0)
  })

  it('is forgotten on demand, and asked about without counting', async () => {
    for (let i = 0; i < 10; i += 1) await countHit('failedLogins', 'owner')
    expect(await secondsBlocked('failedLogins', 'owner')).toBeGreaterThan(0)
    await clearLimit('failedLogins', 'owner')
    expect(await secondsBlocked('failedLogins', 'owner')).toBe(0)
  })

  it('keeps no name of anybody', async () => {
    await spendLimit('resetMails', 'mona@example.com')
    expect(JSON.stringify(await Limit.find().lean())).not.toContain('mona')
  })
})
