import mongoose from 'mongoose'
import { describe, expect, it } from 'vitest'
import { adminUserRoutes } from '#functions/admin/users.routes.ts'
import { authRoutes } from '#functions/auth/auth.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { banUser } from '#lib/administration/ban-user.ts'
import { changeRole } from '#lib/administration/change-role.ts'
import { indexFor, userFilterOf } from '#lib/administration/find-users.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { User } from '#lib/model/user.model.ts'
import { UserNote } from '#lib/model/user-note.model.ts'
import { call } from '#lib/testing/call.ts'
import { aQuotedJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, aModerator, anAdmin, type Somebody } from '#lib/testing/people.ts'
import { race, RACE_SEED, roundsOr, timeFor } from '#lib/testing/race.ts'
import { randomOf } from '#lib/testing/random.ts'
import { hasEarned } from '#lib/testing/wallets.ts'

aDatabase()
const { listUsers, getManagedUser, createStaff, addNote, setTags } = adminUserRoutes

const idsFound = async (as: Somebody, query: Record<string, string>) =>
  (await call(listUsers, { as, query: { limit: '100', ...query } })).body.data.map(({ id }) => id)

describe('finding people', () => {
  it('finds a person by beginnings of their names, however the Arabic is spelled', async () => {
    // Prepare
    const staff = await aModerator()
    const person = await aClient({ firstName: 'أحمد', lastName: 'عبد الرحمن' })
    const other = await aClient({ firstName: 'إيمان', lastName: 'فؤاد' })
    // Act, Assess
    for (const q of [
      'احمد',
      'أحمَد',
      'أح',
      'عبدالرحمن',
      'عبد الرحمن',
      'عبد الر',
      'احمد عبدالرحمن',
      'عبد الرحمن أحمد',
    ]) {
      expect(await idsFound(staff, { q }), q).toEqual([person.id])
    }
    expect(await idsFound(staff, { q: 'ايمان فواد' })).toEqual([other.id])
    expect(await idsFound(staff, { q: 'احمد فؤاد' })).toEqual([])
    expect(await idsFound(staff, { q: '؟!' })).toEqual([])
  })

  it('finds a person by the e-mail and by the phone number in any notation, or its last digits', async () => {
    const staff = await aModerator()
    const person = await aCraftsman({
      phone: '+201234567890',
      email: 'Hassan.Plumber@Example.net'.toLowerCase(),
    })
    for (const q of [
      'hassan.plumber@example.net',
      'HASSAN.PLUMBER@example.NET',
      'hassan plumb',
      '01234567890',
      '0123 456 7890',
      '+20 123 456 7890',
      '00201234567890',
      '٠١٢٣٤٥٦٧٨٩٠',
      '012345',
      '7890',
    ]) {
      expect(await idsFound(staff, { q }), q).toEqual([person.id])
    }
  })

  it('finds people by what they changed to, and no longer by what they were', async () => {
    // Prepare
    const staff = await aModerator()
    const person = await aClient({ firstName: 'Zeinab' })
    // Act
    await call(userRoutes.updateMe, { as: person, body: { firstName: 'Yasmine', phone: '01098765432' } })
    // Assess
    expect(await idsFound(staff, { q: 'zeinab' })).toEqual([])
    expect(await idsFound(staff, { q: 'yasm' })).toEqual([person.id])
    expect(await idsFound(staff, { q: '01098765432' })).toEqual([person.id])
    expect(await idsFound(staff, { q: 'person' })).not.toContain(person.id)
  })

  it('filters by role, status and tag, newest first, page by page without repeating anybody', async () => {
    // Prepare
    const staff = await aModerator()
    const team = []
    for (let i = 0; i < 5; i += 1) team.push(await aCraftsman({ lastName: 'Qandil', isBanned: i % 2 === 0 }))
    const [first, second, third, fourth, fifth] = team.map(({ id }) => id)
    await call(setTags, {
      as: staff,
      params: { userId: String(second) },
      body: { tags: ['VIP', 'vip', 'vip'] },
    })
    // Act, Assess
    expect(await idsFound(staff, { q: 'qandil' })).toEqual([fifth, fourth, third, second, first])
    expect(await idsFound(staff, { q: 'qandil', status: 'Banned' })).toEqual([fifth, third, first])
    expect(await idsFound(staff, { q: 'qandil', role: 'Client' })).toEqual([])
    expect(await idsFound(staff, { tag: 'vip', q: 'qandil' })).toEqual([second])
    const page = await call(listUsers, { as: staff, query: { q: 'qandil', limit: '2', page: '2' } })
    expect(page.body.data.map(({ id }) => id)).toEqual([third, second])
    expect(page.body.pagination).toMatchObject({ page: 2, totalItems: 5, totalPages: 3 })
  })

  it.each([
    ['everybody', {}],
    ['a role', { role: 'Client' as const }],
    ['a status', { status: 'Banned' as const }],
    ['a word', { q: 'person' }],
    [
      'words, a role, a status and a tag',
      { q: 'per cli', role: 'Client' as const, status: 'Active' as const, tag: 'a' },
    ],
    ['an e-mail', { q: 'client@example.com' }],
  ])('of %s walks an index in the order shown: it sorts nothing and scans nothing', async (_what, filter) => {
    // Act
    const plan = await User.collection
      .aggregate([{ $match: userFilterOf(filter) }, { $sort: { createdAt: -1, _id: -1 } }, { $limit: 10 }], {
        ...(indexFor(filter) && { hint: String(indexFor(filter)) }),
      })
      .explain('queryPlanner')
    // Assess
    const text = JSON.stringify(
      (plan as { queryPlanner?: { winningPlan: object } }).queryPlanner?.winningPlan ?? plan,
    )
    expect(text).toContain('IXSCAN')
    expect(text).not.toContain('COLLSCAN')
    if (!('q' in filter && filter.q?.includes('@'))) expect(text).not.toMatch(/"stage":"SORT"/)
  })

  it('looks at few accounts more than it shows, however many there are', async () => {
    // Prepare
    const people = Array.from({ length: 3_000 }, (_, i) => ({
      email: `many-${i}@example.com`,
      role: i % 2 ? ('Client' as const) : ('Craftsman' as const),
      firstName: 'Mahmoud',
      lastName: `Number${i}`,
      createdAt: new Date(1_700_000_000_000 + i),
      updatedAt: new Date(),
    }))
    await User.insertMany(people)
    // Act
    const stats = (await User.collection
      .find(userFilterOf({ q: 'mahmoud' }))
      .sort({ createdAt: -1, _id: -1 })
      .limit(10)
      .hint('foundByWords')
      .explain('executionStats')) as {
      executionStats: { totalDocsExamined: number; totalKeysExamined: number }
    }
    // Assess
    expect(stats.executionStats.totalDocsExamined).toBeLessThanOrEqual(10)
    expect(stats.executionStats.totalKeysExamined).toBeLessThanOrEqual(30)
    await User.deleteMany({ firstName: 'Mahmoud' })
  })
})

describe('one account', () => {
  it('is shown to staff with its notes, and each look is logged', async () => {
    // Prepare
    const [staff, person] = [await aModerator(), await aCraftsman()]
    const params = { userId: person.id }
    await call(addNote, { as: staff, params, body: { text: 'Wants to be called after five' } })
    // Act
    const { body } = await call(getManagedUser, { as: staff, params })
    // Assess
    expect(body).toMatchObject({ id: person.id, email: person.email, status: 'Active', skills: ['Plumbing'] })
    expect(body.notes).toMatchObject([{ text: 'Wants to be called after five', by: { id: staff.id } }])
    const looks = await ActivityLog.find({
      action: 'user.look',
      actor: staff.id,
      'target.id': person.id,
    }).lean()
    expect(looks.map(({ details }) => details)).toEqual([{ what: 'account' }])
    expect(JSON.stringify(await UserNote.find().lean())).not.toContain('five')
  })

  it('that does not exist is 404', async () => {
    const params = { userId: '65affffffffffffffffff999' }
    const { status, body } = await call(getManagedUser, { as: await aModerator(), params })
    expect([status, body.code]).toEqual([404, 'USER_NOT_FOUND'])
  })
})

describe('a member of staff', () => {
  it('is created by an admin and logs in where staff do', async () => {
    // Prepare
    const person = {
      email: 'new.mod@example.com',
      password: 'Not a common one 9',
      firstName: 'New',
      lastName: 'Mod',
    }
    // Act
    const { status, body } = await call(createStaff, {
      as: await anAdmin(),
      body: { ...person, role: 'Moderator' },
    })
    // Assess
    expect([status, body.role, body.email]).toEqual([201, 'Moderator', person.email])
    const credentials = { loginIdentifier: person.email, password: person.password }
    const login = (type: 'admins' | 'clients') => call(authRoutes.login, { body: { ...credentials, type } })
    expect((await login('admins')).status).toBe(201)
    expect((await login('clients')).status).toBe(403)
    const again = await call(createStaff, { as: await anAdmin(), body: { ...person, role: 'Admin' } })
    expect([again.status, again.body.code]).toEqual([400, 'EMAIL_TAKEN'])
  })

  it.each([['Client'], ['Craftsman']])('cannot be created with the role %s', async (role) => {
    const body = {
      email: 'x@example.com',
      password: 'Not a common one 9',
      firstName: 'X',
      lastName: 'Y',
      role,
    }
    expect((await call(createStaff, { as: await anAdmin(), body })).status).toBe(400)
  })
})

describe('a role', () => {
  it('is changed by an admin, and ends every session of the account', async () => {
    // Prepare
    const [admin, moderator] = [await anAdmin(), await aModerator()]
    const params = { userId: moderator.id }
    // Act
    const { status, body } = await call(adminUserRoutes.changeRole, {
      as: admin,
      params,
      body: { role: 'Admin' },
    })
    // Assess
    expect([status, body.role]).toEqual([200, 'Admin'])
    expect((await call(listUsers, { as: moderator })).status).toBe(401)
    const [entry] = await ActivityLog.find({ action: 'user.changeRole', 'target.id': moderator.id }).lean()
    expect(entry?.details).toEqual({ from: 'Moderator', to: 'Admin' })
  })

  it('of an account with a quote, a job or money under way stays', async () => {
    const admin = await anAdmin()
    const { client, craftsman } = await aQuotedJob()
    const rich = await aCraftsman()
    await hasEarned(rich.id, 5_000)
    for (const { id } of [client, craftsman, rich]) {
      const { body } = await call(adminUserRoutes.changeRole, {
        as: admin,
        params: { userId: id },
        body: { role: 'Moderator' },
      })
      expect(body.code).toBe('ACCOUNT_IN_USE')
    }
  })

  it('of the last admin stays', async () => {
    await User.deleteMany({ role: 'Admin' })
    const admin = await anAdmin()
    const params = { userId: admin.id }
    const { body } = await call(adminUserRoutes.changeRole, {
      as: admin,
      params,
      body: { role: 'Moderator' },
    })
    expect(body.code).toBe('LAST_ADMIN')
  })
})

const ROUNDS = roundsOr(50)

describe(`two last admins, ${ROUNDS} rounds, RACE_SEED=${RACE_SEED}`, { timeout: timeFor(ROUNDS) }, () => {
  it('who demote each other at once leave exactly one', async () => {
    const random = randomOf(RACE_SEED)
    for (let i = 0; i < ROUNDS; i += 1) {
      await User.deleteMany({ role: 'Admin' })
      const [one, other] = [await anAdmin(), await anAdmin()]
      const { winners } = await race(random, {
        one: () => changeRole(other.id, 'Moderator', one),
        other: () => changeRole(one.id, 'Moderator', other),
      })
      expect(winners).toHaveLength(1)
      expect(await User.countDocuments({ role: 'Admin' })).toBe(1)
    }
  })

  it('of whom one is banned while the other steps down leave exactly one', async () => {
    const random = randomOf(RACE_SEED + 1)
    for (let i = 0; i < ROUNDS; i += 1) {
      await User.deleteMany({ role: 'Admin' })
      const [one, other] = [await anAdmin(), await anAdmin()]
      const { winners } = await race(random, {
        ban: () => banUser({ userId: other.id, reason: 'Left the company' }, one),
        stepDown: () => changeRole(one.id, 'Moderator', one),
      })
      expect(winners).toHaveLength(1)
      expect(await User.countDocuments({ role: 'Admin', isBanned: false })).toBe(1)
    }
  })
})

it('no index of the accounts is missing', async () => {
  const indexes = await mongoose.connection.collection('users').indexes()
  expect(indexes.map(({ name }) => name)).toEqual(expect.arrayContaining(['foundByWords', 'foundByStatus']))
})
