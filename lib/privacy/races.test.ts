import { afterEach, describe, expect, it } from 'vitest'
import { DeletionRequest } from '#lib/model/deletion-request.model.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { Transaction } from '#lib/model/transaction.model.ts'
import { User } from '#lib/model/user.model.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { storePayment } from '#lib/payments/start-payment.ts'
import { addMs, clock, DAY, setClockOffset } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { cancelDeletion } from '#lib/privacy/cancel-deletion.ts'
import { eraseAccount } from '#lib/privacy/erase-account.ts'
import { acceptQuote } from '#lib/quotes/accept-quote.ts'
import { aDueRequest, aMinuteLater, erasuresCanRun } from '#lib/testing/erasures.ts'
import { aPaidJob, aQuotedJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { captureAtGateway } from '#lib/testing/payments.ts'
import { aClient, aCraftsman } from '#lib/testing/people.ts'
import { race, RACE_SEED, roundsOr, timeFor } from '#lib/testing/race.ts'
import { randomOf } from '#lib/testing/random.ts'

aDatabase()
erasuresCanRun()
afterEach(() => setClockOffset(0))

const ROUNDS = roundsOr(50, { whole: true })
const random = randomOf(RACE_SEED)

const isErased = async (id: UserId) => (await User.findById(id).lean())?.deletedAt !== undefined

/** A top-up that its payer has been asked for at the gateway, and may pay at any time. */
async function aTopUp(payer: UserId) {
  const order = { purpose: 'TopUp', payer, amount: asPiastres(10_000), gateway: 'Fawry' } as const
  const payment = await inTransaction((tx) => storePayment(tx, { ...order, expiresAt: addMs(clock(), DAY) }))
  return idOf<'Payment'>(payment._id)
}

describe(`an erasure, ${ROUNDS} times`, () => {
  it(
    'beside a top-up that comes in: the money is in the wallet of an account that stays, or goes back to its payer',
    async () => {
      const outcomes = { stayed: 0, erased: 0 }
      for (let round = 0; round < ROUNDS; round += 1) {
        // Prepare
        const { id } = await aCraftsman()
        const paymentId = await aTopUp(id)
        await aDueRequest({ id })
        // Act
        const [erase, pay] = [() => eraseAccount(id), () => captureAtGateway(paymentId)]
        // the first two rounds are no race: each order is played whole once
        if (round === 0) await erase().then(pay)
        else if (round === 1) await pay().then(erase)
        else await race(random, { erase, pay })
        // Assess
        const [payment, refunds, lines] = [
          await Payment.findById(paymentId).lean().orFail(),
          await Refund.countDocuments({ payment: objectId(paymentId) }),
          await Transaction.countDocuments({ user: id, type: 'Deposit' }),
        ]
        if (await isErased(id)) {
          outcomes.erased += 1
          expect([round, refunds, lines, payment.refundOpened]).toEqual([round, 1, 0, 10_000])
          expect((await User.findById(id).lean())?.wallet?.balance).toBe(0)
          expect(await DeletionRequest.findById(id).lean()).toMatchObject({ status: 'Erased' })
        } else {
          outcomes.stayed += 1
          expect([round, refunds, lines, payment.status]).toEqual([round, 0, 1, 'Released'])
          expect(await DeletionRequest.findById(id).lean()).toMatchObject({ status: 'Waiting' })
        }
      }
      expect(await verifyLedger()).toEqual([])
      expect(Math.min(outcomes.stayed, outcomes.erased), JSON.stringify(outcomes)).toBeGreaterThan(0)
    },
    timeFor(ROUNDS * 4),
  )

  it(
    'beside taking it back: one of the two wins, and nothing is half erased',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        // Prepare
        const { id, email } = await aClient()
        await aDueRequest({ id })
        // Act
        const { codes } = await race(random, {
          erase: () => eraseAccount(id),
          takeBack: () => cancelDeletion(id),
        })
        // Assess
        const user = await User.findById(id).lean().orFail()
        const request = await DeletionRequest.findById(id).lean()
        if (codes.length > 0) {
          expect([round, codes, request?.status]).toEqual([round, ['NO_DELETION_REQUEST'], 'Erased'])
          expect(user.email).not.toBe(email)
        } else {
          expect([round, request, user.email, user.deletedAt]).toEqual([round, null, email, undefined])
        }
      }
    },
    timeFor(ROUNDS * 4),
  )

  it(
    'beside the acceptance of a quote of theirs: they are hired and stay, or the quote is gone',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        // Prepare
        const { jobId, quoteId, client, craftsman } = await aQuotedJob()
        await aDueRequest(craftsman)
        // Act
        const { winners, codes } = await race(random, {
          erase: () => eraseAccount(craftsman.id),
          accept: () => acceptQuote({ jobId, quoteId, client }),
        })
        await aMinuteLater()
        await eraseAccount(craftsman.id)
        // Assess
        const wasHired = winners.includes('accept')
        expect([round, await isErased(craftsman.id)]).toEqual([round, !wasHired])
        if (!wasHired) expect([round, codes]).toEqual([round, ['QUOTE_NOT_OPEN']])
      }
    },
    timeFor(ROUNDS * 4),
  )

  it('of a client whose job is paid waits until the money is where it belongs', async () => {
    const { client } = await aPaidJob()
    await aDueRequest(client)
    await eraseAccount(client.id)
    expect(await isErased(client.id)).toBe(false)
    expect(await DeletionRequest.findById(client.id).lean()).toMatchObject({ status: 'Waiting' })
  })
})
