import { describe, expect, it } from 'vitest'
import { takeFromDay } from '#lib/limits/daily-limit.ts'
import { Limit } from '#lib/model/limit.model.ts'
import { cairoDay, nextCairoMidnight } from '#lib/platform/cairo-time.ts'
import { realTime } from '#lib/platform/clock.ts'
import { aDatabase } from '#lib/testing/mongo.ts'

aDatabase()

const taken = async (what: string, times: number, most: number) => {
  const takes = await Promise.all(Array.from({ length: times }, () => takeFromDay(what, most)))
  return takes.filter(Boolean).length
}

describe('what a day has of something', () => {
  it('is given out once, to however many who take at once, the first ones too', async () => {
    for (let round = 0; round < 20; round += 1) expect(await taken(`round ${round}`, 20, 5)).toBe(5)
  })

  it('is there again on the next day in Cairo', async () => {
    // Prepare
    const before = [await taken('calls', 3, 2), await taken('calls', 1, 2)]
    const [record] = await Limit.find({ _id: 'calls' }).lean()
    // Act
    await Limit.updateMany({}, { $set: { expiresAt: realTime() } })
    const after = await taken('calls', 3, 2)
    // Assess
    expect([...before, after]).toEqual([2, 0, 2])
    expect(record?.expiresAt).toEqual(nextCairoMidnight(realTime()))
  })
})

describe('midnight in Cairo', () => {
  it.each([
    ['2026-11-23T21:59:59.999Z', '2026-11-23T22:00:00.000Z', 'in winter'],
    ['2026-11-23T22:00:00.000Z', '2026-11-24T22:00:00.000Z', 'at midnight'],
    ['2026-07-01T21:30:00.000Z', '2026-07-02T21:00:00.000Z', 'in summer'],
    ['2026-04-23T12:00:00.000Z', '2026-04-23T22:00:00.000Z', 'where summer time leaves it out'],
  ])('after %s is %s: %s', (at, midnight) => {
    const found = nextCairoMidnight(new Date(at))
    expect(found.toISOString()).toBe(midnight)
    expect(cairoDay(found) > cairoDay(new Date(at))).toBe(true)
  })
})
