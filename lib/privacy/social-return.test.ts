import { beforeAll, describe, expect, it } from 'vitest'
import { authRoutes } from '#functions/auth/auth.routes.ts'
import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { notificationRoutes } from '#functions/notifications/notifications.routes.ts'
import { quoteRoutes } from '#functions/quotes/quotes.routes.ts'
import { realtimeRoutes } from '#functions/realtime/realtime.routes.ts'
import { privacyRoutes } from '#functions/users/privacy.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { walletRoutes } from '#functions/wallet/wallet.routes.ts'
import { startFirebaseFake } from '#infra/fakes/firebase.ts'
import { Session } from '#lib/model/session.model.ts'
import { User } from '#lib/model/user.model.ts'
import { storeNotification } from '#lib/notifications/store-notification.ts'
import { clock, setClockOffset } from '#lib/platform/clock.ts'
import { newId, type UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { eraseAccount } from '#lib/privacy/erase-account.ts'
import { call } from '#lib/testing/call.ts'
import { ok } from '#lib/testing/canaries.ts'
import { aDueRequest, aMinuteLater, daysPass, eraseDue, erasuresCanRun } from '#lib/testing/erasures.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aJob, aService, CAIRO } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { leaksIn } from '#lib/testing/planted-values.ts'
import { race, RACE_SEED, roundsOr, timeFor } from '#lib/testing/race.ts'
import { randomOf } from '#lib/testing/random.ts'
import { AppSocket, localSockets } from '#lib/testing/sockets.ts'
import { hasPrepaid } from '#lib/testing/wallets.ts'

aDatabase()
erasuresCanRun()
const firebase = aFake(startFirebaseFake)
const sockets = localSockets()
beforeAll(() => aService())

/** What an account had, and no account may have again. */
const OLD_NAME = 'Zqxformerqxz'
const OLD_WORDS = 'Zqxdrippingqxz'

type Role = 'Client' | 'Craftsman'

/** A person with an account at Google: the same one each time they come. */
const aPerson = (uid: string) => ({ uid, email: `${uid.toLowerCase()}@example.com`, name: 'Salma Kamel' })

const socialLogin = (person: ReturnType<typeof aPerson>, role?: Role) =>
  call(authRoutes.socialLogin, { body: { idToken: firebase.its.mint(person), ...(role && { role }) } })

type LoggedIn = Awaited<ReturnType<typeof socialLogin>>['body']

/** Registers through Google, and leaves something of everything behind. */
async function aLifeOf(person: ReturnType<typeof aPerson>, role: Role): Promise<LoggedIn> {
  const { body: account } = ok(await socialLogin(person, role))
  const userId = account.user.id as UserId
  ok(await call(userRoutes.updateMe, { as: account, body: { firstName: OLD_NAME } }))
  if (role === 'Client') {
    const body = {
      title: OLD_WORDS,
      description: OLD_WORDS,
      category: 'Plumbing',
      paymentType: 'Cash',
      location: CAIRO,
    }
    ok(await call(jobRoutes.createJob, { as: account, body }))
  } else {
    const { jobId } = await aJob()
    const body = { price: 10_000, notes: OLD_WORDS }
    ok(await call(quoteRoutes.submitQuote, { as: account, params: { jobId }, body }))
    await hasPrepaid(userId, 5_000)
  }
  const words = { title: OLD_WORDS, message: OLD_WORDS }
  await storeNotification({
    userId,
    eventId: newId<'Event'>(),
    type: 'quote',
    words: { ar: words, en: words },
    data: { jobId: newId<'Job'>() },
    channels: [],
    at: clock(),
  })
  return account
}

const askForErasure = (as: LoggedIn) =>
  call(privacyRoutes.requestDeletion, { as, body: { waiveBalance: true } })
const statusOfSocket = (address: string) =>
  AppSocket.open(address).then(
    () => 101,
    ({ status }: { status?: number }) => status,
  )

/** Everything that the API shows an account of itself, as text. */
async function allShownTo(as: LoggedIn, role: Role): Promise<string> {
  const answers = [
    await call(userRoutes.getMe, { as }),
    await call(jobRoutes.listJobs, { as, query: { mine: 'true' } }),
    await call(notificationRoutes.listNotifications, { as }),
    await call(privacyRoutes.getDeletion, { as }),
    await call(privacyRoutes.exportData, { as }),
    ...(role === 'Craftsman'
      ? [await call(walletRoutes.getBalance, { as }), await call(walletRoutes.listTransactions, { as })]
      : []),
  ]
  return answers.map((answer) => ok(answer).text).join('\n')
}

describe.each(['Client', 'Craftsman'] as const)('a %s who registered through Google', (role) => {
  it('is let into the same account while its erasure waits, which goes on all the same', async () => {
    // Prepare
    const person = aPerson(`waiting-${role}`)
    const account = await aLifeOf(person, role)
    ok(await askForErasure(account))
    daysPass(6)
    // Act
    const { body: again } = ok(await socialLogin(person))
    // Assess
    expect(again.user).toMatchObject({ id: account.user.id, firstName: OLD_NAME })
    expect((await call(privacyRoutes.getDeletion, { as: again })).body.status).toBe('Waiting')
    daysPass(1.01)
    await eraseDue()
    expect((await call(userRoutes.getMe, { as: again })).status).toBe(401)
  })

  it('keeps the account by taking the erasure back after another login', async () => {
    // Prepare
    const person = aPerson(`staying-${role}`)
    const account = await aLifeOf(person, role)
    ok(await askForErasure(account))
    // Act
    const { body: again } = ok(await socialLogin(person))
    ok(await call(privacyRoutes.cancelDeletion, { as: again }))
    daysPass(8)
    await eraseDue()
    // Assess
    expect((await socialLogin(person)).body.user).toMatchObject({ id: account.user.id, firstName: OLD_NAME })
  })

  it('has nothing that lets them into the erased account: no token, no ticket, no socket', async () => {
    // Prepare
    const account = await aLifeOf(aPerson(`gone-${role}`), role)
    ok(await askForErasure(account))
    const { url, ticket } = ok(await call(realtimeRoutes.issueTicket, { as: account })).body
    const app = await AppSocket.open(sockets.its.url, { authorization: `Bearer ${account.token}` })
    // Act
    daysPass(7.01)
    await eraseDue()
    // Assess
    await app.closed
    expect((await call(userRoutes.getMe, { as: account })).status).toBe(401)
    const { refreshToken } = account
    const refreshed = await call(authRoutes.refresh, { body: { refreshToken } })
    expect([refreshed.status, refreshed.body.code]).toEqual([401, 'INVALID_REFRESH_TOKEN'])
    expect(await statusOfSocket(`${url}?ticket=${ticket}`)).toBe(401)
    expect(await Session.countDocuments({ user: objectId(account.user.id as UserId) })).toBe(0)
  })

  it('comes back after the erasure to a new account, which has nothing of the old one', async () => {
    // Prepare
    const person = aPerson(`returning-${role}`)
    const account = await aLifeOf(person, role)
    expect(leaksIn('answers', Buffer.from(await allShownTo(account, role)), [OLD_WORDS])).not.toEqual([])
    ok(await askForErasure(account))
    daysPass(7.01)
    await eraseDue()
    const erased = await User.findById(account.user.id).lean().orFail()
    // Act
    const asForTheFirstTime = await socialLogin(person)
    const { body: fresh } = ok(await socialLogin(person, role))
    await aMinuteLater()
    await eraseDue() // what was on its way when the old one was closed
    // Assess
    expect([asForTheFirstTime.status, asForTheFirstTime.body.code]).toEqual([400, 'ROLE_REQUIRED'])
    expect(fresh.user.id).not.toBe(account.user.id)
    expect(fresh.user).toMatchObject({ firstName: 'Salma', lastName: 'Kamel', email: person.email })
    const shown = await allShownTo(fresh, role)
    expect(leaksIn('answers', Buffer.from(shown), [OLD_NAME, OLD_WORDS, account.user.id])).toEqual([])
    const empty = { pagination: { totalItems: 0 } }
    const mine = await call(jobRoutes.listJobs, { as: fresh, query: { mine: 'true' } })
    const told = await call(notificationRoutes.listNotifications, { as: fresh })
    expect([mine.body, told.body]).toMatchObject([empty, { ...empty, unreadCount: 0 }])
    if (role === 'Craftsman') {
      const { body } = await call(walletRoutes.getBalance, { as: fresh })
      expect(body).toMatchObject({ balance: 0, withdrawableBalance: 0, pending: 0, feesDue: 0 })
    }
    expect(await User.findById(account.user.id).lean()).toEqual(erased)
    expect(erased).toMatchObject({ firstName: 'Deleted user', deletedAt: expect.any(Date) as Date })
    expect(erased).not.toHaveProperty('identityId')
    expect((await socialLogin(person)).body.user.id).toBe(fresh.user.id)
  })
})

const ROUNDS = roundsOr(30)
const random = randomOf(RACE_SEED)

it(
  `a login through Google beside the erasure never ends in the erased account, ${ROUNDS} times`,
  async () => {
    setClockOffset(0)
    for (let round = 0; round < ROUNDS; round += 1) {
      // Prepare
      const person = aPerson(`racing-${round}`)
      const old = ok(await socialLogin(person, 'Client')).body.user.id as UserId
      await aDueRequest({ id: old })
      let during: LoggedIn | undefined
      // Act
      await race(random, {
        erase: () => eraseAccount(old),
        login: async () => {
          const { status, body } = await socialLogin(person, 'Client')
          expect([201, 401]).toContain(status) // refused where the account was closed between two steps
          if (status === 201) during = body
        },
      })
      // Assess
      const { body: fresh } = ok(await socialLogin(person, 'Client'))
      expect([round, fresh.user.id === old]).toEqual([round, false])
      if (during) {
        const { status, body } = await call(userRoutes.getMe, { as: during })
        expect([round, status, body.id]).toEqual(
          during.user.id === old ? [round, 401, undefined] : [round, 200, fresh.user.id],
        )
      }
      expect((await User.findById(old).lean().orFail()).deletedAt).toBeInstanceOf(Date)
      expect(await Session.countDocuments({ user: objectId(old) })).toBe(0)
    }
  },
  timeFor(ROUNDS),
)
