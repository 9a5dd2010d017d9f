import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { queues } from '#functions/consumers.ts'
import { reportRoutes } from '#functions/reports/reports.routes.ts'
import { startSqsFake } from '#infra/fakes/sqs.ts'
import { createDispute } from '#lib/disputes/create-dispute.ts'
import { withdrawDispute } from '#lib/disputes/withdraw-dispute.ts'
import type { EventType } from '#lib/events/catalogue.ts'
import type { EventMessage } from '#lib/events/event-message.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Balance } from '#lib/model/balance.model.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { Notification } from '#lib/model/notification.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { fanOut } from '#lib/notifications/fan-out.ts'
import { changePreferences } from '#lib/notifications/preferences.ts'
import { STAFF_ALARM } from '#lib/notifications/staff-alarm.ts'
import {
  raisesAlarm,
  STAFF_NOTIFICATION_RULES,
  staffRuleOf,
} from '#lib/notifications/staff-notification-rules.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { returnPayout } from '#lib/payouts/return-payout.ts'
import { runPayouts } from '#lib/payouts/run-payouts.ts'
import { settleManually } from '#lib/payouts/settle-manually.ts'
import { clock, setClockOffset } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { type LogLine, sendLogsTo } from '#lib/platform/logger.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { aChargebackOf, bankSays } from '#lib/testing/bank-messages.ts'
import { call } from '#lib/testing/call.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aConfirmedJob, aJobIn, aPaidJob } from '#lib/testing/jobs.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aStripe } from '#lib/testing/payment-gateways.ts'
import { aPayout } from '#lib/testing/payouts.ts'
import { aClient, aModerator, anAdmin } from '#lib/testing/people.ts'
import { databaseRefuses } from '#lib/testing/refused-notifications.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase({ own: true })
aFake(() => startSqsFake(queues))
aStripe() // it knows nothing of the payments here

const lines: LogLine[] = []
beforeEach(() => sendLogsTo((line) => void lines.push(line)))
afterEach(async () => {
  setClockOffset(0)
  lines.length = 0
  await emptyDatabase()
})

/** Two admins and a moderator who are told, and three people who are not. */
async function aStaff() {
  const told = [await anAdmin(), await anAdmin({ locale: 'en' }), await aModerator()]
  const others = [
    await anAdmin({ isBanned: true }),
    await aModerator({ deletedAt: clock() }),
    await aClient(),
  ]
  return { told: told.map(({ id }) => id), others: others.map(({ id }) => id) }
}

/** Delivers the recorded events of a type, as the queue does, `times` times each. Returns how many there were. */
async function deliver(type: EventType, times = 1): Promise<number> {
  const events = await Outbox.find({ type }).sort({ _id: 1 }).lean()
  for (const { _id, version, data, at } of events) {
    const message = { eventId: idOf(_id), type, version, data, at: at.toISOString() } as EventMessage
    for (let n = 0; n < times; n += 1) await fanOut(message)
  }
  return events.length
}

const notificationsOf = (user: UserId) => Notification.find({ user: objectId(user) }).lean()

/** Asserts that everybody on the staff, and none of the others, has exactly these notifications. */
async function expectTold({ told, others }: Awaited<ReturnType<typeof aStaff>>, expected: object[]) {
  for (const id of told) expect(await notificationsOf(id)).toMatchObject(expected)
  for (const id of others) expect(await notificationsOf(id)).toEqual([])
}

const aChargeback = (paymentId: string) => aChargebackOf(paymentId, 200_000)

describe('staff', () => {
  it('are told of a chargeback, once, and its alarm is raised', async () => {
    const staff = await aStaff()
    const { paymentId, jobId } = await aPaidJob({ price: 200_000 })
    await aChargeback(paymentId)
    await deliver('payment.chargedBack', 2)
    await expectTold(staff, [{ type: 'payment', channels: ['email'], data: { jobId, paymentId } }])
    const [{ words } = { words: null }] = await notificationsOf(staff.told[0] as UserId)
    expect(words?.en.message).toMatch(/EGP\s2,000 for “A leaking tap”/)
    expect(words?.ar.message).toMatch(/٢٬٠٠٠.*«\u2068?A leaking tap\u2069?»/)
    expect(lines.filter(({ message }) => message === STAFF_ALARM)).toMatchObject([
      { level: 'warn', code: 'payment.chargedBack' },
      { level: 'warn', code: 'payment.chargedBack' },
    ])
  })

  it('are told how the bank decides', async () => {
    // Prepare
    const staff = await aStaff()
    const { paymentId } = await aPaidJob({ price: 200_000 })
    const of = { amount: asPiastres(200_000), chargebackId: await aChargeback(paymentId) }
    // Act
    await bankSays(paymentId, { kind: 'chargebackLost', ...of })
    await bankSays(paymentId, { kind: 'chargebackReversed', ...of })
    await deliver('payment.chargeback.ended', 2)
    // Assess
    const told = await notificationsOf(staff.told[0] as UserId)
    expect(told.map(({ words }) => words.en.title).toSorted()).toEqual([
      'A chargeback was lost',
      'A chargeback was won',
    ])
  })

  it('have an e-mail of it where they want e-mails of its type, and always the notification', async () => {
    const staff = await aStaff()
    const [first, second] = staff.told as [UserId, UserId]
    await changePreferences(first, { payment: { email: false } })
    await changePreferences(second, { dispute: { email: false } })
    const { paymentId } = await aPaidJob()
    await aChargeback(paymentId)
    await deliver('payment.chargedBack')
    expect((await notificationsOf(first)).map(({ channels }) => channels)).toEqual([[]])
    expect((await notificationsOf(second)).map(({ channels }) => channels)).toEqual([['email']])
  })

  it('are told of a payout that failed or came back, and its payee too', async () => {
    const staff = await aStaff()
    const { craftsman, payoutId } = await aPayout({ amount: 100_000 })
    await Payout.updateOne({ _id: payoutId }, { $set: { status: 'Batched' } })
    await settleManually(payoutId, { outcome: 'paid' }, staff.told[0] as UserId)
    await returnPayout(payoutId, { reason: 'No such account' }, staff.told[0] as UserId)
    const other = await aPayout({ amount: 50_000 })
    await Payout.updateOne({ _id: other.payoutId }, { $set: { status: 'Batched' } })
    const failed = { outcome: 'failed', reason: 'Closed' } as const
    await settleManually(other.payoutId, failed, staff.told[0] as UserId)
    await deliver('payout.returned')
    await deliver('payout.failed')
    await expectTold(staff, [
      { type: 'payment', words: { en: { title: 'A payout came back' } } },
      { type: 'payment', words: { en: { title: 'A payout failed' } } },
    ])
    const [payee] = await notificationsOf(craftsman.id)
    expect(payee?.words.en.message).toContain('(“No such account”)')
    expect(payee?.words.en.title).toBe('Your bank sent a withdrawal back')
    expect(await notificationsOf(other.craftsman.id)).toHaveLength(1)
  })

  it('are told of a ledger that differs, once a day for the same differences', async () => {
    const staff = await aStaff()
    const { craftsman } = await aPayout()
    await Balance.updateOne({ _id: `wallet:${craftsman.id}` }, { $inc: { posted: 5 } })
    await Promise.allSettled([runPayouts(), runPayouts()])
    await runPayouts()
    expect(await deliver('ledger.differs')).toBe(1)
    await expectTold(staff, [
      {
        type: 'payment',
        words: {
          en: { title: 'The ledger differs', message: expect.stringContaining(craftsman.id) as string },
        },
      },
    ])
    await Balance.updateOne({ _id: `wallet:${craftsman.id}` }, { $inc: { posted: 1 } })
    await runPayouts()
    expect(await deliver('ledger.differs')).toBe(2)
  })

  it('are told of a dispute that opens or is withdrawn, and not of their own decision', async () => {
    const staff = await aStaff()
    const { jobId, client } = await aJobIn('On The Way')
    await createDispute({ jobId, reason: 'It leaks', description: 'It still leaks' }, client)
    await deliver('dispute.opened')
    const dispute = await Dispute.findOne({ job: objectId(jobId) })
      .lean()
      .orFail()
    await expectTold(staff, [{ type: 'dispute', data: { jobId, disputeId: idOf(dispute._id) } }])
    await withdrawDispute(idOf(dispute._id), client)
    await deliver('dispute.resolved')
    expect((await notificationsOf(staff.told[0] as UserId)).map(({ words }) => words.en.title)).toEqual([
      'A dispute was opened',
      'A dispute was withdrawn',
    ])
  })

  it('are told of a report, once however often it is sent, with the job that it is about', async () => {
    const staff = await aStaff()
    const { jobId, client, craftsman } = await aConfirmedJob()
    const report = (targetType: string, targetId: string, as = client) =>
      call(reportRoutes.fileReport, {
        as,
        body: { targetType, targetId, reason: 'They asked for money outside' },
      })
    await report('user', craftsman.id)
    await report('user', craftsman.id)
    await report('job', jobId, craftsman)
    expect(await deliver('report.filed')).toBe(2)
    await expectTold(staff, [
      { type: 'admin', words: { en: { message: 'A user reported a user. Please look into it' } }, data: {} },
      { type: 'admin', data: { jobId } },
    ])
  })

  it('are told of a refund that is not confirmed after many tries, once a day', async () => {
    const staff = await aStaff()
    const { paymentId, jobId, client } = await aPaidJob()
    await updateJobStatus(jobId, { status: 'Cancelled' }, client)
    const stuck = { status: 'Unknown' as const, tries: 9 }
    await Refund.updateOne({ payment: objectId(paymentId) }, { $set: { ...stuck, nextTryAt: clock() } })
    await runToEnd(sendRefunds)
    await Refund.updateOne({ payment: objectId(paymentId) }, { $set: { ...stuck, nextTryAt: clock() } })
    await runToEnd(sendRefunds)
    expect(await deliver('payment.refund.stuck')).toBe(1)
    await expectTold(staff, [{ type: 'payment', data: { paymentId, jobId } }])
  })
})

describe('a member of the staff who cannot be told', () => {
  it('keeps nobody else waiting: all others are told, and the queue delivers the event again for this one', async () => {
    const staff = await aStaff()
    const [broken] = staff.told as [UserId]
    await databaseRefuses(broken)
    const { paymentId } = await aPaidJob()
    await aChargeback(paymentId)
    await expect(deliver('payment.chargedBack')).rejects.toThrow('1 recipients could not be told')
    for (const id of staff.told.slice(1)) expect(await notificationsOf(id)).toHaveLength(1)
    await databaseRefuses()
    await deliver('payment.chargedBack')
    await expectTold(staff, [{ type: 'payment' }])
  })

  it('does not keep the people of the event waiting either', async () => {
    const { told } = await aStaff()
    const { craftsman, payoutId } = await aPayout()
    await inTransaction((tx) =>
      recordEvent(tx, 'payout.failed', { payoutId, craftsmanId: craftsman.id, amount: 100, reason: null }),
    )
    await databaseRefuses(craftsman.id, ...(told.slice(1) as UserId[]))
    await expect(deliver('payout.failed')).rejects.toThrow('3 recipients could not be told')
    expect(await notificationsOf(told[0] as UserId)).toMatchObject([{ type: 'payment' }])
    await databaseRefuses()
  })
})

describe('the table for staff', () => {
  const types = Object.keys(STAFF_NOTIFICATION_RULES) as EventType[]

  it('has money, disputes and reports, and raises the alarm for what nobody may miss', () => {
    expect(types).toEqual(
      expect.arrayContaining([
        'payment.chargedBack',
        'payout.failed',
        'payout.returned',
        'ledger.differs',
        'dispute.opened',
        'report.filed',
      ]),
    )
    expect(types.filter(raisesAlarm)).toEqual(
      expect.arrayContaining(['payment.chargedBack', 'ledger.differs']),
    )
    expect(staffRuleOf('quote.submitted')).toBeUndefined()
  })
})
