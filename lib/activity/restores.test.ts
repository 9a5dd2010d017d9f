import mongoose from 'mongoose'
import { beforeEach, describe, expect, it } from 'vitest'
import { logActivity } from '#lib/activity/log-activity.ts'
import { noteRestore } from '#lib/activity/restores.ts'
import { sealActivity } from '#lib/activity/seal-activity.ts'
import { verifyActivity } from '#lib/activity/verify-activity.ts'
import { ActivitySeal } from '#lib/model/activity-seal.model.ts'
import { newId } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { anAuditFolder } from '#lib/testing/audit-folder.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'

aDatabase()

beforeEach(emptyDatabase)
anAuditFolder()

/** Logs so many actions and seals them. */
async function act(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    const target = { kind: 'Job', id: newId<'Job'>() }
    await inTransaction((tx) => logActivity(tx, { actor: null, action: 'job.create', target }))
  }
  await sealActivity()
}

const KEPT = ['activityLog', 'activitySeals', 'activityAnchors']
type Backup = readonly (readonly [string, mongoose.mongo.Document[]])[]

const backUp = (): Promise<Backup> =>
  Promise.all(
    KEPT.map(async (name) => [name, await mongoose.connection.collection(name).find().toArray()] as const),
  )

/** The database as it was: what came after is gone. The folder outside of it stays as it is. */
async function restore(backup: Backup): Promise<void> {
  await emptyDatabase()
  for (const [name, documents] of backup) {
    if (documents.length > 0) await mongoose.connection.collection(name).insertMany(documents)
  }
}

const textOf = async () =>
  (await verifyActivity()).findings.map(({ number, what, other }) =>
    `${number} ${what} ${other ?? ''}`.trim(),
  )

describe('a database that was restored', () => {
  it('counts as cut off until the restore is noted, and then goes on behind what was lost', async () => {
    // Prepare
    await act(5)
    const backup = await backUp()
    await act(3)
    await restore(backup)
    expect(await textOf()).toEqual(['6 cutOff 8'])
    // Act
    const lost = await noteRestore()
    // Assess
    expect(lost).toMatchObject({ from: 6, to: 8 })
    expect(await verifyActivity()).toMatchObject({ findings: [], seals: 5, restores: [lost] })
    await act(2)
    const numbers = await ActivitySeal.find().sort({ _id: 1 }).lean()
    expect(numbers.map(({ _id }) => _id)).toEqual([1, 2, 3, 4, 5, 9, 10])
    expect(await verifyActivity()).toMatchObject({ findings: [], seals: 7, anchored: 10, restores: [lost] })
  })

  it('notes a restore once, however often it is noted, and nothing where nothing was lost', async () => {
    // Prepare
    await act(3)
    const backup = await backUp()
    expect(await noteRestore()).toBeNull()
    await act(1)
    await restore(backup)
    // Act
    await noteRestore()
    await noteRestore()
    // Assess
    expect((await verifyActivity()).restores).toMatchObject([{ from: 4, to: 4 }])
  })

  it('may be restored again, from before the restore before', async () => {
    // Prepare
    await act(2)
    const first = await backUp()
    await act(2)
    await restore(first)
    await noteRestore()
    await act(2)
    // Act
    await restore(first)
    await noteRestore()
    await act(1)
    // Assess
    expect(await verifyActivity()).toMatchObject({
      findings: [],
      seals: 3,
      restores: [
        { from: 3, to: 4 },
        { from: 3, to: 6 },
      ],
    })
  })

  it('still shows what is tampered with: a later seal that is gone, an earlier end that is cut off', async () => {
    // Prepare
    await act(4)
    const backup = await backUp()
    await act(2)
    await restore(backup)
    await noteRestore()
    await act(2)
    // Act
    await ActivitySeal.collection.deleteOne({ _id: 8 } as object)
    const last = await textOf()
    await ActivitySeal.collection.deleteMany({ _id: { $gte: 4 } } as object)
    // Assess
    expect(last).toEqual(['8 cutOff 8'])
    expect(await textOf()).toEqual(['4 cutOff 8'])
  })
})
