import { describe, expect, it } from 'vitest'
import { adminSegmentRoutes } from '#functions/admin/segments.routes.ts'
import { adminUserRoutes } from '#functions/admin/users.routes.ts'
import { historySourcesOf } from '#lib/administration/history-sources.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { JOB_STATUSES } from '#lib/model/job-status.ts'
import { Session } from '#lib/model/session.model.ts'
import { Strike } from '#lib/model/strike.model.ts'
import { Transaction } from '#lib/model/transaction.model.ts'
import { addMs, clock, DAY, realTime } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { beginSession } from '#lib/sessions/session.ts'
import { call } from '#lib/testing/call.ts'
import { aJobIn, aReleasedJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, aModerator, type Somebody } from '#lib/testing/people.ts'
import { RACE_SEED } from '#lib/testing/race.ts'
import { randomOf } from '#lib/testing/random.ts'

aDatabase()

const historyOf = (as: Somebody, userId: string, query: Record<string, string> = {}) =>
  call(adminUserRoutes.getHistory, { as, params: { userId }, query })

async function wholeHistory(as: Somebody, userId: string, limit: number) {
  const entries = []
  let query: Record<string, string> = { limit: String(limit) }
  for (;;) {
    const { body } = await historyOf(as, userId, query)
    entries.push(...body.data)
    if (body.pagination.nextCursor === undefined) return { entries, total: body.pagination.totalItems }
    query = { limit: String(limit), cursor: body.pagination.nextCursor }
  }
}

describe('the history of a person', () => {
  it('has the jobs, the money, the disputes, the logins and what staff did, newest first', async () => {
    // Prepare
    const staff = await aModerator()
    const { craftsman, client, jobId } = await aReleasedJob()
    await aJobIn('Disputed', { craftsman, client })
    await call(adminUserRoutes.setTags, {
      as: staff,
      params: { userId: craftsman.id },
      body: { tags: ['vip'] },
    })
    // Act
    const { body } = await historyOf(staff, craftsman.id, { limit: '100' })
    // Assess
    const kinds = body.data.map(({ kind }) => kind)
    expect(new Set(kinds)).toEqual(new Set(['work', 'transaction', 'dispute', 'login', 'staffAction']))
    expect(body.data.filter(({ kind }) => kind === 'transaction')).toMatchObject([
      { what: 'Payout', status: 'Completed', amount: 180_000, jobId },
    ])
    expect(body.data.find(({ kind }) => kind === 'staffAction')).toMatchObject({
      what: 'user.tag',
      byId: staff.id,
    })
    const times = body.data.map(({ at }) => at)
    expect(times).toEqual(times.toSorted().toReversed())
    expect(body.messages).toBe(0)
    const ofClient = await historyOf(staff, client.id, { limit: '100' })
    expect(new Set(ofClient.body.data.map(({ kind }) => kind))).toEqual(
      new Set(['job', 'payment', 'dispute', 'login']),
    )
  })

  it('is logged each time that staff look at it', async () => {
    const [staff, person] = [await aModerator(), await aClient()]
    for (let i = 0; i < 3; i += 1) await historyOf(staff, person.id)
    const looks = {
      action: 'user.look' as const,
      actor: objectId(staff.id),
      'target.id': objectId(person.id),
    }
    expect(await ActivityLog.countDocuments(looks)).toBe(3)
  })

  it('is read page by page over all collections without a gap or a repetition, also where many things have one instant', async () => {
    // Prepare
    const random = randomOf(RACE_SEED)
    const [staff, person] = [await aModerator(), await aCraftsman()]
    const instants = Array.from({ length: 5 }, (_, i) => addMs(clock(), -i * DAY))
    const anInstant = () => instants[Math.floor(random() * instants.length)] ?? clock()
    const user = objectId(person.id)
    await Strike.insertMany(
      Array.from({ length: 23 }, () => ({
        user,
        job: objectId(newId()),
        transition: 'abandonVisit',
        at: anInstant(),
      })),
    )
    await Transaction.insertMany(
      Array.from({ length: 31 }, () => {
        const at = anInstant()
        const money = {
          type: 'Fee' as const,
          amount: -5,
          status: 'Completed' as const,
          gateway: 'System' as const,
        }
        return { user, ...money, createdAt: at, updatedAt: at }
      }),
    )
    for (let i = 0; i < 6; i += 1) await beginSession(person.id)
    await Session.updateMany(
      { user },
      { $set: { createdAt: anInstant(), expiresAt: addMs(realTime(), DAY) } },
    )
    // Act
    const { body } = await historyOf(staff, person.id, { limit: '100' })
    // Assess
    const order = body.data.map(({ kind, id }) => `${kind} ${id}`)
    expect(order).toHaveLength(61)
    for (const limit of [1, 2, 7, 30]) {
      const { entries, total } = await wholeHistory(staff, person.id, limit)
      expect(entries.map(({ kind, id }) => `${kind} ${id}`)).toEqual(order)
      expect(total).toBe(61)
    }
    const third = await historyOf(staff, person.id, { limit: '10', page: '3' })
    expect(third.body.data.map(({ kind, id }) => `${kind} ${id}`)).toEqual(order.slice(20, 30))
  })

  it('refuses the cursor of another list', async () => {
    const staff = await aModerator()
    const cursor = Buffer.from(
      JSON.stringify({ order: '-createdAt,-_id', page: 2, after: [1, 2, 3] }),
    ).toString('base64url')
    expect((await historyOf(staff, (await aClient()).id, { cursor })).status).toBe(400)
  })

  it.each(['Client', 'Craftsman'])(
    'of a %s walks an index in its order in every collection',
    async (role) => {
      for (const { model, kind, hint } of historySourcesOf(newId<'User'>(), role)) {
        const { filter, timeField } = shapeOf(kind, role)
        const plan = await model.collection
          .find(filter, hint && { hint })
          .sort({ [timeField]: -1, _id: -1 })
          .explain('queryPlanner')
        const text = JSON.stringify(
          (plan as { queryPlanner: { winningPlan: object } }).queryPlanner.winningPlan,
        )
        expect(text, kind).toContain('IXSCAN')
        expect(text, kind).not.toMatch(/"stage":"SORT"|COLLSCAN/)
      }
    },
  )
})

/** The shapes of the queries, written out anew. */
function shapeOf(kind: string, role: string) {
  const id = objectId(newId())
  const byField: Record<string, object> = {
    dispute: { [role === 'Craftsman' ? 'craftsman' : 'client']: id },
    job: { client: id, status: { $in: [...JOB_STATUSES] } },
    work: { craftsman: id, status: { $in: [...JOB_STATUSES] } },
    payment: { payer: id },
    refund: { payer: id },
    staffAction: { 'target.id': id, actor: { $nin: [id, null] }, action: { $ne: 'user.look' } },
  }
  const filter = byField[kind] ?? { user: id }
  return { filter, timeField: kind === 'strike' || kind === 'staffAction' ? 'at' : 'createdAt' }
}

describe('a segment', () => {
  it('is saved once under its name, finds who fits now, and can be deleted', async () => {
    // Prepare
    const staff = await aModerator()
    const person = await aClient({ lastName: 'Segmented' })
    const body = { name: 'The segmented', filter: { q: 'segmented', role: 'Client' } }
    const { body: segment } = await call(adminSegmentRoutes.createSegment, { as: staff, body })
    const again = await call(adminSegmentRoutes.createSegment, {
      as: staff,
      body: { ...body, name: 'the SEGMENTED' },
    })
    const later = await aClient({ firstName: 'Segmented' })
    await aCraftsman({ lastName: 'Segmented' })
    const params = { id: segment.id }
    // Act
    const found = await call(adminSegmentRoutes.listSegmentUsers, { as: staff, params })
    const listed = await call(adminSegmentRoutes.listSegments, { as: staff })
    await call(adminSegmentRoutes.deleteSegment, { as: staff, params })
    // Assess
    expect(again.body.code).toBe('SEGMENT_EXISTS')
    expect(found.body.data.map(({ id }) => id)).toEqual([later.id, person.id])
    expect(listed.body.data).toMatchObject([{ id: segment.id, filter: body.filter }])
    const gone = await call(adminSegmentRoutes.listSegmentUsers, { as: staff, params })
    expect([gone.status, gone.body.code]).toEqual([404, 'SEGMENT_NOT_FOUND'])
  })
})
