import mongoose from 'mongoose'
import { expect, test } from 'vitest'
import { buildIndexes } from '#lib/model/build-indexes.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Journal } from '#lib/model/journal.model.ts'
import { newId } from '#lib/platform/ids.ts'
import { aDatabase } from '#lib/testing/mongo.ts'

aDatabase({ own: true })

const aJournal = () => ({
  key: `payment:${newId()}`,
  kind: 'payment',
  postings: [
    { account: 'gateway:Stripe', amount: -100 },
    { account: `escrow:${newId()}`, amount: 100, version: 1, balanceAfter: 100 },
  ],
  at: new Date('2026-11-25T09:00:00.000Z'),
  checksum: 'x'.repeat(22),
})

test('a collection of an earlier release gets the current validator', async () => {
  // Prepare
  const earlier = { $jsonSchema: { properties: { kind: { enum: ['release'] } } } }
  await mongoose.connection.db?.command({ collMod: 'journals', validator: earlier })
  await expect(Journal.collection.insertOne(aJournal())).rejects.toThrow('Document failed validation')
  // Act
  await buildIndexes()
  // Assess
  const { acknowledged } = await Journal.collection.insertOne(aJournal())
  const broken = { ...aJournal(), postings: [{ account: 'gateway:Stripe', amount: -100 }] }
  expect(acknowledged).toBe(true)
  await expect(Journal.collection.insertOne(broken)).rejects.toThrow('Document failed validation')
})

test('an index of an earlier release gets its current name', async () => {
  // Prepare
  const { key, unique, partialFilterExpression } = await liveContractIndex()
  await Contract.collection.dropIndex('oneLiveContract')
  await Contract.collection.createIndex(key, { unique, partialFilterExpression, name: 'theEarlierName' })
  // Act
  await buildIndexes()
  // Assess
  expect(await liveContractIndex()).toMatchObject({ name: 'oneLiveContract', key, unique })
})

async function liveContractIndex() {
  const indexes = await Contract.collection.indexes()
  const [index, ...others] = indexes.filter(({ key }) => Object.keys(key).join() === 'job')
  expect(others).toEqual([])
  if (!index) throw new Error('no such index')
  return {
    ...index,
    unique: index.unique ?? false,
    partialFilterExpression: index.partialFilterExpression ?? {},
  }
}
