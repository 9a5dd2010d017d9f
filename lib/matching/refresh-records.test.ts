import { Types } from 'mongoose'
import { beforeEach, describe, expect, it } from 'vitest'
import { refreshRecords } from '#lib/matching/refresh-records.ts'
import { MatchingProgress } from '#lib/model/matching-progress.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { User } from '#lib/model/user.model.ts'
import { addMs, clock, HOUR, MINUTE, realTime } from '#lib/platform/clock.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'

aDatabase()
beforeEach(emptyDatabase)

/** Events about so many craftsmen, all sent at this instant. */
const tell = (count: number, sentAt: Date) =>
  Outbox.collection.insertMany(
    Array.from({ length: count }, () => ({
      type: 'quote.submitted',
      version: 1,
      data: { craftsmanId: new Types.ObjectId().toHexString() },
      at: sentAt,
      sentAt,
    })),
  )

describe('the records to be made anew', () => {
  it('are all handed out, even if pages of events were sent at the same instant', async () => {
    // Prepare
    const sentAt = addMs(realTime(), -10 * MINUTE)
    await tell(1_700, sentAt)
    await tell(3, addMs(sentAt, 1))
    // Act
    const first = await refreshRecords()
    const second = await refreshRecords()
    // Assess
    expect(first).toEqual({ handedOut: 1_703, more: false })
    expect(second.handedOut).toBe(0)
    expect((await MatchingProgress.findById('events').lean())?.sentUntil.getTime()).toBeGreaterThan(
      sentAt.getTime(),
    )
  })

  it('are all handed out, even if pages of them are due at the same instant', async () => {
    // Prepare
    const dueAt = addMs(clock(), -HOUR)
    await User.collection.insertMany(
      Array.from({ length: 1_200 }, (_, i) => ({
        email: `due${i}@example.com`,
        matching: { record: '{}', refreshedAt: dueAt, dueAt },
      })) as never[],
    )
    // Assess
    expect(await refreshRecords()).toEqual({ handedOut: 1_200, more: false })
  })
})
