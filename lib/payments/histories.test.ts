import { describe, expect, it } from 'vitest'
import { Contract } from '#lib/contracts/contract.model.ts'
import { AppError } from '#lib/errors/app-error.ts'
import { Job } from '#lib/jobs/job.model.ts'
import { applyDueTimers } from '#lib/jobs/settle-job.ts'
import { escrowOf } from '#lib/money/accounts.ts'
import { Journal, JOURNAL_KINDS } from '#lib/money/journal.model.ts'
import { balanceOf } from '#lib/money/post-journal.ts'
import { askAboutPayments } from '#lib/payments/ask-about-payments.ts'
import { expirePayments } from '#lib/payments/expire-payments.ts'
import { Refund } from '#lib/payments/refund.model.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'
import { clockOffset, HOUR, setClockOffset } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { withNewGateways } from '#lib/testing/gateways.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { injected } from '#lib/testing/money/database-faults.ts'
import { expectedOf } from '#lib/testing/money/expected.ts'
import { HAPPENINGS, nextOf } from '#lib/testing/money/happenings.ts'
import type { Scene } from '#lib/testing/money/scene.ts'
import { anAdmin } from '#lib/testing/people.ts'
import { randomOf } from '#lib/testing/random.ts'
import { getBalance } from '#lib/wallet/get-balance.ts'
import { verifyLedger } from '#lib/wallet/verify-ledger.ts'

/**
 * Random histories of the money: what people, gateways, staff, time and dying processes may do, in any order.
 * `npm run test:money -- --seed N --histories N` plays them; a failure names its seed and its steps, and
 * `--seed N` plays that one again.
 */
const SEED = Number(process.env.MONEY_SEED ?? Math.floor(Math.random() * 1e9))
const HISTORIES = Number(process.env.MONEY_HISTORIES ?? 80)
const STEPS = 20

aDatabase()

/** The sum of all lines of the accounts of a kind. */
async function sumOf(pattern: RegExp): Promise<number> {
  const [found] = await Journal.aggregate<{ sum: number }>([
    { $unwind: '$lines' },
    { $match: { 'lines.account': pattern } },
    { $group: { _id: null, sum: { $sum: '$lines.amount' } } },
  ])
  return found?.sum ?? 0
}

/** After every step: lines add up to 0, nobody is below 0, caches are right, a closed job holds nothing. */
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

/** Lets everything come to its end. */
async function sweep({ fawry, stripe }: Scene): Promise<void> {
  await fawry.webhooks.release()
  await stripe.release()
  for (let round = 0; round < 4; round += 1) {
    setClockOffset(clockOffset() + 30 * HOUR)
    for (let ask = 0; ask < 3; ask += 1) await askAboutPayments(0) // some answers are still to be lost
    await expirePayments()
    await applyDueTimers()
    await sendRefunds()
  }
  await Promise.all([fawry.settled(), stripe.settled()])
  const open = trusted({ $in: ['Requested', 'Sent', 'Unknown'] as const })
  expect(await Refund.find({ status: open }, { status: 1, tries: 1, gateway: 1 }).lean()).toEqual([])
}

/** What is his, reserved withdrawals included, less what he owes. */
const wealthOf = async (id: UserId): Promise<number> => {
  const { balance, feesDue } = await getBalance(id)
  return balance - feesDue
}

/** Compares what everybody has with what the gateways, the contracts, staff and the bank say they should have. */
async function compareWithTheModel(scene: Scene): Promise<void> {
  const { craftsmen, fees, gateways } = await expectedOf(scene)
  const have = await Promise.all([...craftsmen.keys()].map(async (id) => [id, await wealthOf(id)] as const))
  expect(new Map(have)).toEqual(craftsmen)
  expect(await sumOf(/^platform:/)).toBe(fees)
  const lying = { Fawry: 0 - (await sumOf(/^gateway:Fawry$/)), Stripe: 0 - (await sumOf(/^gateway:Stripe$/)) }
  expect(lying).toEqual(gateways)
}

async function play(seed: number, gateways: Pick<Scene, 'fawry' | 'stripe'>): Promise<void> {
  await emptyDatabase()
  setClockOffset(0)
  const random = randomOf(seed)
  const scene: Scene = { random, ...gateways, admin: await anAdmin(), jobs: [], rulings: [], steps: ['hire'] }
  await HAPPENINGS.hire?.(scene)
  try {
    for (let step = 0; step < STEPS; step += 1) {
      const name = step % 3 === 2 ? 'databaseFails' : nextOf(scene)
      scene.steps.push(name)
      await HAPPENINGS[name]?.(scene).catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error
      })
      await checkTheMoney()
    }
    scene.steps.push('sweep')
    await sweep(scene)
    await checkTheMoney()
    await compareWithTheModel(scene)
  } catch (cause) {
    const again = `npm run test:money -- --seed ${seed}`
    throw new Error(`${again}: ${scene.steps.join(', ')}: ${(cause as Error).message}`, { cause })
  }
}

/** What kinds of journals the histories so far have come to: that they do not pass by never getting anywhere. */
const seen = new Map<string, number>()

async function noteKinds(): Promise<void> {
  for (const { kind } of await Journal.find({}, { kind: 1 }).lean()) seen.set(kind, (seen.get(kind) ?? 0) + 1)
}

describe(`${HISTORIES} random histories of the money, from seed ${SEED} on`, () => {
  it(
    'leave nothing lost, nothing made, nobody below zero, and everybody with just what is theirs',
    async () => {
      for (let n = 0; n < HISTORIES; n += 1) {
        await withNewGateways((gateways) => play(SEED + n, gateways))
        await noteKinds()
      }
      process.stdout.write(`${injected.count} commands to the database were made to fail\n`)
    },
    60_000 + HISTORIES * 5_000,
  )

  it.skipIf(HISTORIES < 80)('come to the bookings that every day has', () => {
    const daily = ['payment', 'release', 'refund', 'refundPaid', 'cashFee', 'topUp', 'payout'] as const
    expect(daily.filter((kind) => !seen.has(kind))).toEqual([])
  })

  it.skipIf(HISTORIES < 1_000)('come to the rare ones too', () => {
    const withTestsOfTheirOwn = ['refundFailed', 'chargeback', 'chargebackReversed', 'goodwill']
    const missing = JOURNAL_KINDS.filter((kind) => !seen.has(kind) && !withTestsOfTheirOwn.includes(kind))
    expect(missing).toEqual([])
  })
})
