import mongoose from 'mongoose'
import { afterEach, describe, expect, it } from 'vitest'
import { privacyRoutes } from '#functions/users/privacy.routes.ts'
import { encryptField } from '#lib/encryption/encrypt-field.ts'
import { storeImage } from '#lib/gateways/images/image-store.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { DataKey } from '#lib/model/data-key.model.ts'
import { DeletionRequest } from '#lib/model/deletion-request.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Quote } from '#lib/model/quote.model.ts'
import { User } from '#lib/model/user.model.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { clock, clockOffset, DAY, HOUR, setClockOffset } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { eraseAccount } from '#lib/privacy/erase-account.ts'
import { replayErasures } from '#lib/privacy/replay-erasures.ts'
import { call } from '#lib/testing/call.ts'
import { aDueRequest, aMinuteLater, daysPass, eraseDue, erasuresCanRun } from '#lib/testing/erasures.ts'
import { aHiredJob, aJob, aQuotedJob } from '#lib/testing/jobs.ts'
import { killProcessDuring } from '#lib/testing/money/process-death.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, anAdmin, type Somebody } from '#lib/testing/people.ts'
import { aPng } from '#lib/testing/pictures.ts'
import { leaksInDatabase } from '#lib/testing/planted-values.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'
import { hasEarned, hasPrepaid, owesFee } from '#lib/testing/wallets.ts'

aDatabase()
const { cloudinary, resend } = erasuresCanRun()
afterEach(() => setClockOffset(0))

const { requestDeletion, getDeletion, cancelDeletion } = privacyRoutes
const NAME = 'Zqxfirstxqz'

const ask = (as: Somebody, body: object = {}) => call(requestDeletion, { as, body })
const kindsOf = (text: string) =>
  (JSON.parse(text) as { blockers: { kind: string }[] }).blockers.map(({ kind }) => kind)
const isErased = async ({ id }: { readonly id: UserId }) =>
  (await User.findById(id).lean().orFail()).deletedAt !== undefined

describe('a request to be erased', () => {
  it('waits for seven days, can be taken back, and then changes nothing', async () => {
    const client = await aClient()
    const asked = await ask(client)
    expect([asked.status, asked.body.status]).toEqual([201, 'Waiting'])
    const days = Date.parse(asked.body.dueAt ?? '') - Date.parse(asked.body.requestedAt ?? '')
    expect(days).toBe(7 * DAY)
    daysPass(2)
    expect((await ask(client)).body.dueAt).toBe(asked.body.dueAt) // asked again, it is due as before
    expect((await call(getDeletion, { as: client })).body).toMatchObject({ status: 'Waiting', blockers: [] })
    expect((await call(cancelDeletion, { as: client })).body.status).toBe('None')
    expect((await call(cancelDeletion, { as: client })).body.code).toBe('NO_DELETION_REQUEST')
    daysPass(8)
    await eraseDue()
    expect(await isErased(client)).toBe(false)
    const actions = await ActivityLog.find({ actor: objectId(client.id) })
      .sort({ at: 1 })
      .lean()
    expect(actions.map(({ action }) => action)).toEqual(['user.requestDeletion', 'user.cancelDeletion'])
  })

  it('is refused with everything that blocks it', async () => {
    // Prepare
    const { client, craftsman } = await aHiredJob()
    await hasEarned(craftsman.id, 70_000)
    await owesFee(craftsman.id, 1_234)
    // Act
    const [byClient, byCraftsman] = [await ask(client), await ask(craftsman, { waiveBalance: true })]
    // Assess
    expect([byClient.status, byClient.body.code]).toEqual([400, 'DELETION_BLOCKED'])
    expect(kindsOf(byClient.text)).toEqual(['contract'])
    expect(kindsOf(byCraftsman.text)).toEqual(['contract', 'balance', 'debt'])
    expect(byCraftsman.text).toContain('70000')
    expect(byCraftsman.text).toContain('1234')
    expect(await DeletionRequest.countDocuments({ _id: client.id })).toBe(0)
  })

  it('of the last admin is refused', async () => {
    const admin = await anAdmin()
    expect((await ask(admin)).body.code).toBe('LAST_ADMIN')
    await anAdmin()
    expect((await ask(admin)).status).toBe(201)
  })

  it('is postponed by what began meanwhile, a day at a time, and its person hears of it once', async () => {
    // Prepare
    const craftsman = await aCraftsman()
    await ask(craftsman)
    await hasEarned(craftsman.id, 90_000)
    // Act
    daysPass(7.1)
    await eraseDue()
    daysPass(1.1)
    await eraseDue()
    // Assess
    const { body } = await call(getDeletion, { as: craftsman })
    expect(body).toMatchObject({
      status: 'Waiting',
      postponed: true,
      blockers: [{ kind: 'balance', amount: 90_000 }],
    })
    expect(Date.parse(body.dueAt ?? '')).toBeGreaterThan(clock().getTime() + 20 * HOUR)
    const told = { type: 'account.deletionPostponed', 'data.userId': craftsman.id }
    expect(await Outbox.collection.countDocuments(told)).toBe(1)
    expect(await isErased(craftsman)).toBe(false)
  })

  it('gives up what is too little to withdraw and what was topped up, and the ledger adds up', async () => {
    // Prepare
    const craftsman = await aCraftsman()
    await hasEarned(craftsman.id, 4_999)
    await hasPrepaid(craftsman.id, 20_000)
    expect(kindsOf((await ask(craftsman)).text)).toEqual(['balance'])
    expect((await ask(craftsman, { waiveBalance: true })).status).toBe(201)
    // Act
    daysPass(7.1)
    await eraseDue()
    // Assess
    expect(await isErased(craftsman)).toBe(true)
    expect((await User.findById(craftsman.id).lean())?.wallet?.balance).toBe(0)
    expect(await verifyLedger()).toEqual([])
  })

  it('closes what its person has offered and posted', async () => {
    // Prepare
    const { jobId: quoted, quoteId, craftsman } = await aQuotedJob()
    const client = await aClient()
    const { jobId: posted } = await aJob({ client })
    for (const person of [craftsman, client]) await aDueRequest(person)
    // Act
    await eraseDue()
    // Assess
    expect((await Quote.findById(quoteId).lean())?.status).toBe('Withdrawn')
    expect(await Job.findById(quoted).lean()).toMatchObject({ status: 'Posted', openQuotes: 0 })
    expect((await Job.findById(posted).lean())?.status).toBe('Cancelled')
    expect([await isErased(craftsman), await isErased(client)]).toEqual([true, true])
  })
})

/** Somebody with a little of everything, whose request is due. */
async function aDuePerson(): Promise<Somebody> {
  const { client, jobId } = await aQuotedJob({
    client: await aClient({ firstName: NAME, tags: [NAME] }),
    title: NAME,
  })
  await storeImage({ purpose: 'profile', owner: client.id, content: aPng() })
  await encryptField({ owner: client.id, field: 'test' }, NAME)
  await Job.updateOne({ _id: jobId }, { $set: { address: NAME } })
  await aDueRequest(client)
  return client
}

describe('an erasure', () => {
  it(
    'that dies at any of its steps is done by the next run, with one certificate',
    async () => {
      for (let at = 3; at <= 60; at += 4) {
        // Prepare
        const { id, email } = await aDuePerson()
        // Act
        await killProcessDuring(() => eraseAccount(id), at)
        await eraseAccount(id)
        await aMinuteLater()
        await eraseAccount(id)
        // Assess
        expect([at, await leaksInDatabase([NAME, email])]).toEqual([at, []])
        expect(await DataKey.exists({ _id: id })).toBeNull()
        expect(cloudinary.its.images()).toEqual([])
        const request = await DeletionRequest.findById(id).lean()
        expect(request).toMatchObject({ status: 'Erased' })
        expect(request?.recheckAt).toBeUndefined()
        expect(resend.its.box().filter(({ to }) => to === email)).toHaveLength(1)
      }
    },
    timeLimit(10_000),
  )

  it('waits for the image store, and keeps the address until the certificate is sent', async () => {
    const { id, email } = await aDuePerson()
    cloudinary.its.failNext(503)
    await expect(eraseAccount(id)).rejects.toMatchObject({ code: 'IMAGES_UNAVAILABLE' })
    resend.its.failNext(500)
    await expect(eraseAccount(id)).rejects.toMatchObject({ code: 'EMAIL_NOT_SENT' })
    expect((await DeletionRequest.findById(id).lean())?.recipient?.email).toBe(email)
    await eraseAccount(id)
    expect(await leaksInDatabase([NAME, email])).toEqual([])
  })

  it('finds at the second look what a request under way stored after the first', async () => {
    // Prepare
    const { id } = await aDuePerson()
    await eraseAccount(id)
    await Job.updateMany({ client: objectId(id) }, { $set: { address: NAME } })
    await encryptField({ owner: id, field: 'late' }, NAME)
    // Act
    await aMinuteLater()
    await eraseDue()
    // Assess
    expect(await leaksInDatabase([NAME])).toEqual([])
    expect(await DataKey.exists({ _id: id })).toBeNull()
  })

  it('is done again in a database that was restored from before it, and once', async () => {
    // Prepare: a backup, then the erasure, then the backup comes back
    const { id, email } = await aDuePerson()
    const stays = await aClient({ firstName: 'Stayer' })
    const backup = await backupOf()
    await eraseAccount(id)
    await restore(backup)
    expect(await leaksInDatabase([NAME])).not.toEqual([])
    // Act
    const replayed = await replayErasures()
    // Assess
    expect(replayed.erased).toBeGreaterThanOrEqual(1)
    expect(await leaksInDatabase([NAME, email])).toEqual([])
    expect(await DataKey.exists({ _id: id })).toBeNull()
    expect((await User.findById(stays.id).lean())?.firstName).toBe('Stayer')
    expect(await replayErasures()).toEqual({ noted: replayed.noted, erased: 0 })
    expect(clockOffset()).toBe(0)
  })
})

type Backup = ReadonlyMap<string, readonly mongoose.mongo.OptionalId<object>[]>

async function backupOf(): Promise<Backup> {
  const collections = (await mongoose.connection.db?.collections()) ?? []
  const documents = await Promise.all(
    collections.map(async (one) => [one.collectionName, await one.find().toArray()] as const),
  )
  return new Map(documents)
}

async function restore(backup: Backup): Promise<void> {
  for (const collection of (await mongoose.connection.db?.collections()) ?? []) {
    await collection.deleteMany({})
    const documents = backup.get(collection.collectionName) ?? []
    if (documents.length > 0) await collection.insertMany([...documents])
  }
}
