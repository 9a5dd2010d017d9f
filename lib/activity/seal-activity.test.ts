import mongoose from 'mongoose'
import { beforeEach, describe, expect, it } from 'vitest'
import { sealActivity } from '#lib/activity/seal-activity.ts'
import { verifyActivity } from '#lib/activity/verify-activity.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { clockOffset, DAY, setClockOffset } from '#lib/platform/clock.ts'
import { logIn, logOne, sealOf } from '#lib/testing/audit-chain.ts'
import { anAuditFolder } from '#lib/testing/audit-folder.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'

aDatabase()
beforeEach(emptyDatabase)
anAuditFolder()

describe('the chain of the activity log', () => {
  it('numbers entries in the order of their arrival, whatever their clocks say', async () => {
    // Prepare
    await logOne(1)
    setClockOffset(clockOffset() - 30 * DAY)
    await logOne(2)
    setClockOffset(0)
    await logOne(3)
    // Act
    const outcome = await sealActivity()
    // Assess
    expect(outcome).toEqual({ sealed: 3, anchored: 3 })
    const order = []
    for (const number of [1, 2, 3]) {
      const entry = await ActivityLog.findById((await sealOf(number)).entry).lean()
      order.push(entry?.details.number)
    }
    expect(order).toEqual([1, 2, 3])
    expect(await verifyActivity()).toEqual({ findings: [], seals: 3, anchored: 3, waiting: 0, restores: [] })
    expect(await sealActivity()).toEqual({ sealed: 0, anchored: 0 })
  })

  it('seals later what commits late, and never loses it', async () => {
    // Prepare
    const tx = await mongoose.startSession()
    tx.startTransaction()
    await logIn(tx, 1)
    await logOne(2)
    await sealActivity()
    // Act
    await tx.commitTransaction()
    await tx.endSession()
    await logOne(3)
    await sealActivity()
    // Assess
    const numbers = []
    for (const number of [1, 2, 3]) {
      numbers.push((await ActivityLog.findById((await sealOf(number)).entry).lean())?.details.number)
    }
    expect(numbers).toEqual([2, 1, 3])
    expect((await verifyActivity()).findings).toEqual([])
  })

  it('stays whole when several runs seal at once while entries are written', async () => {
    // Act
    await Promise.all([
      ...Array.from({ length: 30 }, (_, i) => logOne(i)),
      ...Array.from({ length: 4 }, () => sealActivity()),
    ])
    await sealActivity()
    // Assess
    expect(await verifyActivity()).toEqual({
      findings: [],
      seals: 30,
      anchored: 30,
      waiting: 0,
      restores: [],
    })
  })

  it('is broken by no change to the application’s own collection: it refuses every one', async () => {
    await logOne(1)
    await expect(ActivityLog.updateOne({}, { $set: { actor: null } })).rejects.toThrow('never changed')
    await expect(ActivityLog.deleteMany({})).rejects.toThrow('never changed')
  })
})
