import mongoose from 'mongoose'
import { beforeEach, describe, expect, it } from 'vitest'
import { GENESIS, hashOfContent, hashOfSeal, type StoredEntry } from '#lib/activity/entry-hash.ts'
import { sealActivity } from '#lib/activity/seal-activity.ts'
import { type AuditFinding, verifyActivity } from '#lib/activity/verify-activity.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { entries, logMany, sealOf, seals, writeAnew } from '#lib/testing/audit-chain.ts'
import { anAuditFolder, useNewAuditFolder } from '#lib/testing/audit-folder.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { randomOf } from '#lib/testing/random.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

aDatabase()
beforeEach(emptyDatabase)
anAuditFolder()

const found = async () => (await verifyActivity()).findings

describe('the chain of the activity log', () => {
  it('that is cut off at its end, together with its entries, is noticed by the anchor outside', async () => {
    // Prepare
    await logMany(20)
    await sealActivity()
    // Act
    for (const number of [18, 19, 20]) {
      await entries().deleteOne({ _id: (await sealOf(number)).entry })
      await seals().deleteOne({ _id: number } as object)
    }
    // Assess
    expect(await found()).toEqual([{ number: 18, what: 'cutOff', other: 20 }])
  })

  it('that was written anew from an entry on is noticed by the anchor outside, from that number on', async () => {
    // Prepare
    await logMany(20)
    await sealActivity()
    // Act
    await entries().updateOne({ _id: (await sealOf(15)).entry }, { $set: { 'details.note': 'forged' } })
    await writeAnew(15, 20)
    // Assess
    const findings = await found()
    expect(findings[0]).toEqual({ number: 15, what: 'resealed' })
    expect(findings.every(({ number }) => number >= 15)).toBe(true)
  })

  it('without a place outside still names what was changed inside', async () => {
    // Prepare
    delete process.env.AUDIT_FOLDER
    forgetConfig()
    await logMany(20)
    await sealActivity()
    // Act
    await entries().updateOne({ _id: (await sealOf(7)).entry }, { $set: { actor: null } })
    await seals().deleteOne({ _id: 12 } as object)
    // Assess
    expect(await verifyActivity()).toMatchObject({
      findings: [
        { number: 7, what: 'changed' },
        { number: 12, what: 'dropped' },
      ],
      anchored: 0,
    })
  })
})

const COUNT = 10_000
const TAMPERINGS = 1_000
const SEED = Number(process.env.AUDIT_SEED ?? 20_261_126)

type Tampering = (number: number, random: () => number) => Promise<AuditFinding[]>

/** A field of an entry, changed to something that it could also have been. */
const change: Tampering = async (number, random) => {
  const changes: Record<string, unknown>[] = [
    { actor: new mongoose.Types.ObjectId() },
    { action: 'job.update' },
    { 'target.id': new mongoose.Types.ObjectId() },
    { 'target.kind': 'Quote' },
    { 'details.note': 'something else' },
    { 'details.number': '1' },
    { at: new Date(0) },
    { requestId: 'another' },
    { extra: null },
    { arrived: new mongoose.mongo.Timestamp({ t: 1, i: 1 }) },
  ]
  const picked = changes[Math.floor(random() * changes.length)] ?? {}
  await entries().updateOne({ _id: (await sealOf(number)).entry }, { $set: picked })
  return [{ number, what: 'changed' }]
}
const dropEntry: Tampering = async (number) => {
  await entries().deleteOne({ _id: (await sealOf(number)).entry })
  return [{ number, what: 'dropped' }]
}
const dropSeal: Tampering = async (number) => {
  await seals().deleteOne({ _id: number } as object)
  return [{ number, what: 'dropped' }]
}
const dropBoth: Tampering = async (number) => {
  await entries().deleteOne({ _id: (await sealOf(number)).entry })
  return dropSeal(number, Math.random)
}
const swapEntries: Tampering = async (number) => {
  const ids = [(await sealOf(number)).entry, (await sealOf(number + 1)).entry]
  const [one, other] = [await entries().findOne({ _id: ids[0] }), await entries().findOne({ _id: ids[1] })]
  await entries().replaceOne({ _id: ids[0] }, { ...other, _id: ids[0] })
  await entries().replaceOne({ _id: ids[1] }, { ...one, _id: ids[1] })
  return swapped(number)
}
const swapSeals: Tampering = async (number) => {
  const [one, other] = [await sealOf(number), await sealOf(number + 1)]
  await seals().deleteMany({ _id: { $in: [number, number + 1] } } as object)
  await seals().insertMany([
    { ...other, _id: number as never, previous: one.previous, hash: one.hash },
    { ...one, _id: (number + 1) as never, previous: other.previous, hash: other.hash },
  ])
  return swapped(number)
}
const swapped = (number: number): AuditFinding[] => [
  { number, what: 'swapped', other: number + 1 },
  { number: number + 1, what: 'swapped', other: number },
]
const insertSeal: Tampering = async (number) => {
  const seal = await sealOf(number)
  await seals().insertOne({ ...seal, _id: (number + 0.5) as never, entry: new mongoose.Types.ObjectId() })
  return [{ number: number + 0.5, what: 'inserted' }]
}
const reseal: Tampering = async (number) => {
  await entries().updateOne({ _id: (await sealOf(number)).entry }, { $set: { actor: null } })
  await writeAnew(number, number)
  return [{ number, what: 'resealed' }]
}
/** An entry that pretends to have been there since long before. */
const insertEntry: Tampering = async (number) => {
  const { arrived } = await sealOf(number)
  const entry = await entries().findOne({ _id: (await sealOf(number)).entry })
  await entries().insertOne({
    ...entry,
    _id: new mongoose.Types.ObjectId(),
    arrived,
    details: { forged: number },
  })
  return [{ number, what: 'inserted' }]
}

const KINDS = [change, dropEntry, dropSeal, dropBoth, swapEntries, swapSeals, insertSeal, reseal, insertEntry]

describe(
  `${COUNT} entries and ${TAMPERINGS} tamperings, AUDIT_SEED=${SEED}`,
  { timeout: timeLimit(120_000) },
  () => {
    it('each of them is named by its number, and nothing else is', async () => {
      // Prepare
      const random = randomOf(SEED)
      for (let i = 0; i < COUNT; i += 2_000) await logMany(2_000)
      await sealActivity()
      await ageEverything()
      expect(await found()).toEqual([])
      // Act
      const expected: AuditFinding[] = []
      const places = Array.from({ length: COUNT / 10 - 1 }, (_, i) => i * 10 + 2 + Math.floor(random() * 6))
      for (const number of [...places, COUNT - 1].slice(0, TAMPERINGS)) {
        const picked = KINDS[Math.floor(random() * KINDS.length)] ?? change
        // in the last minutes an entry without a seal may be one whose transaction has just committed: the next run seals it
        const kind = picked === insertEntry && number > COUNT - 400 ? change : picked
        expected.push(...(await kind(number, random)))
      }
      // Assess
      const named = (findings: readonly AuditFinding[]) =>
        findings.map(({ number, what, other }) => `${number} ${what} ${other ?? ''}`).toSorted()
      expect(named(await found())).toEqual(named(expected))
    })
  },
)

/** Gives each entry another second of arrival, an hour ago, with its chain made for it: so that each place has its time. */
async function ageEverything(): Promise<void> {
  const all = await seals().find().sort({ _id: 1 }).toArray()
  let previous = GENESIS
  const [newEntries, newSeals]: [mongoose.AnyBulkWriteOperation[], mongoose.AnyBulkWriteOperation[]] = [
    [],
    [],
  ]
  for (const seal of all) {
    const number = Number(seal._id)
    const arrived = new mongoose.mongo.Timestamp({ t: 1_700_000_000 + number, i: 1 })
    const entry = {
      ...(await entries().findOne({ _id: seal.entry as never })),
      arrived,
    } as unknown as StoredEntry
    const facts = { entry: entry._id, content: hashOfContent(entry), previous }
    previous = hashOfSeal({ number, ...facts })
    newEntries.push({ updateOne: { filter: { _id: entry._id }, update: { $set: { arrived } } } })
    newSeals.push({
      updateOne: { filter: { _id: number }, update: { $set: { ...facts, hash: previous, arrived } } },
    })
  }
  await entries().bulkWrite(newEntries as never)
  await seals().bulkWrite(newSeals as never)
  useNewAuditFolder()
  await mongoose.connection.collection('activityAnchors').deleteMany({})
  await sealActivity()
}
