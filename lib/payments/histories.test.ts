import { describe, expect, it } from 'vitest'
import { applyDisputeSteps } from '#lib/disputes/apply-dispute-steps.ts'
import { AppError } from '#lib/errors/app-error.ts'
import { applyDueTimers } from '#lib/jobs/apply-due-timers.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { Journal, JOURNAL_KINDS } from '#lib/model/journal.model.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { escrowOf } from '#lib/money/accounts.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { expirePayments } from '#lib/payments/expire-payments.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { sendUnbookedRefunds } from '#lib/payments/send-unbooked-refunds.ts'
import { clockOffset, HOUR, setClockOffset } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { injected } from '#lib/testing/money/database-faults.ts'
import { expectedOf } from '#lib/testing/money/expected-balances.ts'
import { HISTORY_STEPS, nextOf } from '#lib/testing/money/history-steps.ts'
import { countRefundsAfterAppeals, MOVES, reached } from '#lib/testing/money/moves.ts'
import type { Scene } from '#lib/testing/money/scene.ts'
import { sumOf } from '#lib/testing/money/sum-of.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { withNewGateways } from '#lib/testing/payment-gateways.ts'
import { askAboutAllPayments } from '#lib/testing/payments.ts'
import { anAdmin } from '#lib/testing/people.ts'
import { randomOf } from '#lib/testing/random.ts'
import { leasesEnd, runToEnd } from '#lib/testing/work.ts'
import { getBalance } from '#lib/wallet/get-balance.ts'

/**
 * Random histories of money: everything that users, gateways, staff, time and failing processes can do, in any order.
 * `npm run test:money -- --seed N --histories N` runs them. A failure prints its seed and its steps, and `--seed N`
 * runs that history again.
 */
const SEED = Number(process.env.MONEY_SEED ?? Math.floor(Math.random() * 1e9))
const HISTORIES = Number(process.env.MONEY_HISTORIES ?? 80)
const STEPS = 20

aDatabase()

/**
 * After every step: postings add up to 0, no account is beyond its bound, stored balances are right, and the escrow of
 * a closed job is empty.
 */
async function checkTheMoney(): Promise<void> {
  expect(await verifyLedger()).toEqual([])
  expect(await sumOf(/./)).toBe(0)
  const closed = trusted({ $in: ['Cancelled', 'Quoted'] as const })
  for (const { _id, status } of await Job.find({ status: closed }).lean()) {
    expect([status, await balanceOf(escrowOf(idOf(_id)))]).toEqual([status, 0])
  }
  for (const { job } of await Contract.find({ status: 'Completed' }).lean()) {
    expect(await balanceOf(escrowOf(idOf(job)))).toBe(0)
  }
}

/** Gateways go on sending what was not accepted, for days: a message that came during a failure arrives in the end. */
async function repeatEverything({ fawry, stripe }: Pick<Scene, 'fawry' | 'stripe'>): Promise<void> {
  await stripe.repeatAll()
  for (const { reference, status } of fawry.orders()) await fawry.sendWebhook(reference, status)
}

/** Lets every payment and refund reach its final status. */
async function sweep({ fawry, stripe }: Scene): Promise<void> {
  await fawry.webhooks.release()
  await stripe.release()
  await repeatEverything({ fawry, stripe })
  for (let round = 0; round < 4; round += 1) {
    setClockOffset(clockOffset() + 30 * HOUR)
    await leasesEnd()
    for (let ask = 0; ask < 3; ask += 1) await askAboutAllPayments() // some responses will still be lost
    await runToEnd(expirePayments)
    await runToEnd(applyDueTimers)
    await runToEnd(applyDisputeSteps)
    await runToEnd(sendRefunds)
    await runToEnd(sendUnbookedRefunds)
  }
  await Promise.all([fawry.settled(), stripe.settled()])
  for (const { id, currency, amount_received: received } of stripe.records.intents.values()) {
    if (currency !== 'egp') expect(stripe.records.refundedOf(id)).toBe(received)
  }
  const open = trusted({ $in: ['Requested', 'Sent', 'Unknown'] as const })
  const waiting = trusted({ $nin: await Payment.distinct('_id', { status: 'ChargedBack' }) })
  const fields = { status: 1, tries: 1, gateway: 1 } as const
  expect(await Refund.find({ status: open, payment: waiting }, fields).lean()).toEqual([])
}

/** What a craftsman has, including reserved withdrawals, less the fees that they owe. */
const wealthOf = async (id: UserId): Promise<number> => {
  const { balance, feesDue } = await getBalance(id)
  return balance - feesDue
}

/**
 * Compares what everybody has with what they should have, according to the gateways, the contracts, staff and the
 * bank.
 */
async function compareWithTheModel(scene: Scene): Promise<void> {
  const { craftsmen, platform, gateways } = await expectedOf(scene)
  const have = await Promise.all([...craftsmen.keys()].map(async (id) => [id, await wealthOf(id)] as const))
  expect(new Map(have)).toEqual(craftsmen)
  expect(await sumOf(/^platform:/)).toBe(platform)
  const atGateways = {
    Fawry: 0 - (await sumOf(/^gateway:Fawry$/)),
    Stripe: 0 - (await sumOf(/^gateway:Stripe$/)),
  }
  expect(atGateways).toEqual(gateways)
}

async function play(seed: number, gateways: Pick<Scene, 'fawry' | 'stripe'>): Promise<void> {
  await emptyDatabase()
  setClockOffset(0)
  const random = randomOf(seed)
  const staff = { admin: await anAdmin(), secondAdmin: await anAdmin() }
  const scene: Scene = { random, ...gateways, ...staff, jobs: [], rulings: [], steps: ['hire'] }
  await HISTORY_STEPS.hire?.(scene)
  try {
    for (let step = 0; step < STEPS; step += 1) {
      const name = step % 3 === 2 ? 'databaseFails' : await nextOf(scene)
      scene.steps.push(name)
      await HISTORY_STEPS[name]?.(scene).catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error
      })
      await checkTheMoney()
    }
    scene.steps.push('sweep')
    await sweep(scene)
    await checkTheMoney()
    await compareWithTheModel(scene)
    await countRefundsAfterAppeals(scene)
  } catch (cause) {
    const again = `npm run test:money -- --seed ${seed}`
    throw new Error(`${again}: ${scene.steps.join(', ')}: ${(cause as Error).message}`, { cause })
  }
}

/** How often each kind of journal has occurred in the histories so far. It shows that they reach every kind. */
const seen = new Map<string, number>()

async function countKinds(): Promise<void> {
  for (const { kind } of await Journal.find({}, { kind: 1 }).lean()) seen.set(kind, (seen.get(kind) ?? 0) + 1)
}

describe(`${HISTORIES} random histories of money, from seed ${SEED} on`, () => {
  it(
    'neither lose nor create money, leave nobody below zero, and give everybody what they should have',
    async () => {
      for (let n = 0; n < HISTORIES; n += 1) {
        await withNewGateways((gateways) => play(SEED + n, gateways))
        await countKinds()
      }
      process.stdout.write(`${injected.count} commands to the database were made to fail\n`)
    },
    60_000 + HISTORIES * 5_000,
  )

  it.skipIf(HISTORIES < 80)('reach every common kind of journal', () => {
    const common = [
      'payment',
      'release',
      'refund',
      'refundPaid',
      'cashFee',
      'topUp',
      'payout',
      'refundElsewhere',
    ] as const
    expect(common.filter((kind) => !seen.has(kind))).toEqual([])
  })

  it.skipIf(HISTORIES < 80)('reach what disputes and their appeals do to money', () => {
    const counts = MOVES.map((move) => [move, reached.get(move) ?? 0] as const)
    process.stdout.write(`${counts.map(([move, count]) => `${move}: ${count}`).join('\n')}\n`)
    expect(counts.filter(([, count]) => count === 0)).toEqual([])
  })

  it.skipIf(HISTORIES < 1_000)('reach every rare kind too', () => {
    const testedElsewhere = ['goodwill', 'waived']
    const missing = JOURNAL_KINDS.filter((kind) => !seen.has(kind) && !testedElsewhere.includes(kind))
    expect(missing).toEqual([])
  })
})
