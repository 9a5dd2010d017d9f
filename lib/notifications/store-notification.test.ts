import { describe, expect, it } from 'vitest'
import { Notification } from '#lib/model/notification.model.ts'
import { type NewNotification, storeNotification } from '#lib/notifications/store-notification.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId, type UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { aDatabase } from '#lib/testing/mongo.ts'

aDatabase()

const words = { title: 'A quote', message: 'Somebody offers' }
const aNotification = (userId: UserId, eventId: string = newId<'Event'>()): NewNotification => ({
  userId,
  eventId,
  type: 'quote',
  words: { ar: words, en: words },
  data: {},
  channels: [],
  at: clock(),
})

const numbersOf = async (userId: UserId): Promise<readonly number[]> =>
  (
    await Notification.find({ user: objectId(userId) }, { number: 1 })
      .sort({ number: 1 })
      .lean()
  ).map(({ number }) => number)

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1)

describe('notifications of one user that are stored at once', () => {
  it('are each stored once, however often, and get consecutive numbers', async () => {
    // Prepare
    const userId = newId<'User'>()
    const entries = Array.from({ length: 30 }, () => aNotification(userId))
    // Act
    const stored = await Promise.all([...entries, ...entries, ...entries].map(storeNotification))
    // Assess
    expect(await numbersOf(userId)).toEqual(upTo(30))
    for (const [i, { _id }] of stored.entries()) expect(_id).toEqual(stored[i % 30]?._id)
  })

  it('become visible in the order of their numbers: no reader ever sees one before those below it', async () => {
    // Prepare
    const userId = newId<'User'>()
    let isDone = false
    const seen: (readonly number[])[] = []
    const reading = (async () => {
      while (!isDone) seen.push(await numbersOf(userId))
    })()
    // Act: six functions at once, one of which always has an old number
    await Promise.all(
      Array.from({ length: 6 }, async (_, writer) => {
        const known = writer === 0 ? { lastNumber: 0 } : {}
        for (let i = 0; i < 10; i += 1) await storeNotification({ ...aNotification(userId), ...known })
      }),
    )
    isDone = true
    await reading
    // Assess
    expect(await numbersOf(userId)).toEqual(upTo(60))
    expect(seen.length).toBeGreaterThan(10)
    for (const numbers of seen) expect(numbers).toEqual(upTo(numbers.length))
  })

  it('keep their number when their event comes again, and others go on after it', async () => {
    // Prepare
    const userId = newId<'User'>()
    const first = await storeNotification(aNotification(userId))
    const again = aNotification(userId, first.event.toHexString())
    // Act
    const repeated = await storeNotification({
      ...again,
      words: { ar: words, en: { ...words, title: 'New' } },
    })
    const next = await storeNotification(aNotification(userId))
    // Assess
    expect(repeated).toEqual(first)
    expect(next.number).toBe(2)
  })
})
