import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DATABASE } from '#infra/atlas-stack.ts'
import { APPEND_ONLY, grantsOf } from '#infra/database-role.ts'
import { seedDemo } from '#infra/demo/seed-demo.ts'
import { findMongod, startMongod } from '#infra/local/mongod.ts'
import { applyMigrations } from '#infra/ops/migrations/apply-migrations.ts'
import { migrations } from '#infra/ops/migrations/migrations.ts'
import { buildIndexes } from '#lib/model/build-indexes.ts'
import { collectionNames } from '#lib/model/collection-names.ts'
import { Journal } from '#lib/model/journal.model.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { connectMongo, disconnectMongo, inTransaction } from '#lib/platform/mongo.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

const PASSWORD = 'a-password-of-this-test'
const UNAUTHORIZED = 13

const folder = mkdtempSync(path.join(tmpdir(), 'craftworks-role-'))
let mongod: ChildProcess

/** Atlas writes `CREATE_INDEX` what MongoDB calls `createIndex`. */
const actionOf = (atlas: string): string =>
  atlas.toLowerCase().replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** A mongod that asks for a password, with the role and the user that a deployment makes in Atlas. */
beforeAll(async () => {
  const dataFolder = path.join(folder, 'data')
  const open = await startMongod({ dataFolder })
  const admin = await mongoose.createConnection(open.uri).asPromise()
  const privileges = grantsOf(await collectionNames()).flatMap(({ action, collections }) =>
    (collections ?? ['']).map((collection) => ({
      resource: { db: DATABASE, collection },
      actions: [actionOf(action)],
    })),
  )
  const db = admin.useDb('admin').db
  await db?.command({ createRole: 'functions', privileges, roles: [] })
  await db?.command({ createUser: 'functions', pwd: PASSWORD, roles: ['functions'] })
  await admin.close()
  await open.stop()
  const { port } = new URL(open.uri)
  mongod = await withPasswords(dataFolder, port)
  process.env.MONGODB_URI = `mongodb://functions:${PASSWORD}@127.0.0.1:${port}/${DATABASE}?authSource=admin&directConnection=true`
  forgetConfig()
  await connectMongo({ serverSelectionTimeoutMS: 60_000 })
}, timeLimit(10_000))

afterAll(async () => {
  await disconnectMongo()
  mongod.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

async function withPasswords(dataFolder: string, port: string): Promise<ChildProcess> {
  const keyFile = path.join(folder, 'key')
  writeFileSync(keyFile, randomBytes(64).toString('base64'), { mode: 0o400 })
  const place = ['--dbpath', dataFolder, '--port', port, '--bind_ip', '127.0.0.1', '--replSet', 'rs0']
  return spawn(await findMongod(), [...place, '--auth', '--keyFile', keyFile], { stdio: 'ignore' })
}

describe('the database user of the functions', () => {
  it(
    'may make the collections and indexes of a deployment, apply migrations, and store all of the demo scene',
    async () => {
      // Act
      await buildIndexes()
      await seedDemo()
      await applyMigrations(migrations)
      // Assess
      expect(await Journal.countDocuments()).toBeGreaterThan(0)
    },
    timeLimit(30_000),
  )

  it('may post a journal a second time, and is told that its key is taken', async () => {
    // Prepare
    const journal = await Journal.findOne().lean().orFail()
    // Act
    const again = inTransaction((tx) =>
      Journal.collection.insertOne({ ...journal, _id: new mongoose.Types.ObjectId() } as never, {
        session: tx,
        bypassDocumentValidation: true,
      }),
    )
    // Assess
    await expect(again).rejects.toMatchObject({ code: 11_000 })
  })

  it('may change or delete nothing that is written once, and drop nothing', async () => {
    // Assess
    for (const name of APPEND_ONLY) {
      const collection = mongoose.connection.collection(name)
      await expect(collection.updateMany({}, { $set: { changed: true } }), name).rejects.toMatchObject({
        code: UNAUTHORIZED,
      })
      await expect(collection.deleteMany({}), name).rejects.toMatchObject({ code: UNAUTHORIZED })
    }
    await expect(mongoose.connection.collection('users').drop()).rejects.toMatchObject({ code: UNAUTHORIZED })
  })

  it('may do nothing outside of its database, and run no command of an administrator', async () => {
    // Prepare
    const other = mongoose.connection.useDb('other')
    // Assess
    await expect(other.collection('users').insertOne({})).rejects.toMatchObject({ code: UNAUTHORIZED })
    await expect(other.collection('users').findOne()).rejects.toMatchObject({ code: UNAUTHORIZED })
    await expect(
      mongoose.connection.useDb('admin').db?.command({ createUser: 'second', pwd: 'x', roles: [] }),
    ).rejects.toMatchObject({ code: UNAUTHORIZED })
  })
})
