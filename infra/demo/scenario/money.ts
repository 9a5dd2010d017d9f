import type { Cast } from '#infra/demo/scenario/accounts.ts'
import { expectAnswer, expectThat } from '#infra/demo/scenario/app.ts'
import { passTime, resetTime } from '#infra/demo/scenario/clock.ts'
import { hire } from '#infra/demo/scenario/hiring.ts'
import { payOut } from '#infra/demo/scenario/payout.ts'
import type { ScenarioSteps } from '#infra/demo/scenario/steps.ts'
import { netBalanceOf, walletOf } from '#infra/demo/scenario/wallet.ts'

const HOUR = 3_600_000
const PRICE = 50_000
const FEE = 5_000
const DEPOSIT = 10_000

interface Hired {
  readonly job: string
  readonly contractId: string
}

/** The money of a job, from the client's card or a Fawry outlet to the craftsman's bank: each payment type once. */
export async function followTheMoney(play: ScenarioSteps, cast: Cast): Promise<void> {
  if (!play.isLocal) return // only on one machine are there fake gateways to pay with
  const { craftsman, rival } = cast
  play.chapter('An Escrow job paid by card through Stripe')
  const escrow = await hire(play, cast, 'It is hired', 'Escrow')
  await payInAdvance(play, cast, escrow, { gateway: 'Stripe' }, PRICE)
  await workAndConfirm(play, cast, escrow, { client: 0, craftsman: PRICE - FEE, platform: FEE })
  await play.step(
    'The wallet has the price less all fees, those of Cash jobs too; it clears in a day',
    async () => {
      const wallet = await walletOf(craftsman)
      expectThat(wallet.at('feesDue') === 0, 'no fees due any more', wallet.value)
      expectThat(wallet.at('pending') === wallet.at('balance'), 'it all to be pending', wallet.value)
      expectThat(wallet.at('withdrawableBalance') === 0, 'nothing to be withdrawable', wallet.value)
    },
  )

  play.chapter('An Escrow job paid at a Fawry outlet')
  const fawry = await hire(play, cast, 'It is hired', 'Escrow')
  await payInAdvance(play, cast, fawry, { gateway: 'Fawry', method: 'reference' }, PRICE)
  await workAndConfirm(play, cast, fawry, { client: 0, craftsman: PRICE - FEE, platform: FEE })

  play.chapter('A paid job that is cancelled')
  await refundInFull(play, cast)

  play.chapter('A CashProtected job: a deposit in advance, the rest in cash')
  const cashProtected = await hire(play, cast, 'It is hired', 'CashProtected')
  await payInAdvance(play, cast, cashProtected, { gateway: 'Stripe' }, DEPOSIT)
  const inCash = { cashPaid: PRICE - DEPOSIT }
  await workAndConfirm(
    play,
    cast,
    cashProtected,
    { client: 0, craftsman: DEPOSIT - FEE, platform: FEE },
    inCash,
  )

  play.chapter('A Cash job: its fee becomes a debt')
  await oweAndTopUp(play, { ...cast, craftsman: rival })

  play.chapter('The payout')
  try {
    await passTime(play, 25 * HOUR)
    await payOut(play, craftsman)
  } finally {
    await resetTime(play)
  }
}

/** Pays what a contract asks for ahead, at the fake of a gateway. */
export async function payInAdvance(
  play: ScenarioSteps,
  { client }: Cast,
  { job, contractId }: Hired,
  how: { readonly gateway: string; readonly method?: string },
  amount: number,
): Promise<string> {
  const paymentId = await play.step(
    `The client begins to pay EGP ${amount / 100} through ${how.gateway}`,
    async () => {
      const answer = await client.app.post('/api/payments/initiate', { jobId: job, ...how })
      const begun = expectAnswer(answer, 201, {
        payment: { amount, gateway: how.gateway, status: 'Pending' },
      })
      begun.text(how.gateway === 'Stripe' ? 'clientSecret' : 'fawryReference')
      return begun.text('payment.id')
    },
  )
  await play.step('The payment arrives: the gateway’s signed webhook makes it Held', async () => {
    expectAnswer(await play.anonymous.post(`/_local/payments/${paymentId}/paid`), 200)
    expectAnswer(await client.app.get(`/api/payments/${paymentId}`), 200, { status: 'Held' })
    expectAnswer(await client.app.get(`/api/contracts/${contractId}`), 200, { payment: 'Held' })
  })
  return paymentId
}

async function workAndConfirm(
  play: ScenarioSteps,
  { client, craftsman }: Cast,
  { job, contractId }: Hired,
  money: Readonly<Record<string, number>>,
  cash: { readonly cashPaid?: number } = {},
): Promise<void> {
  await play.step(
    'The craftsman sets out and completes it; the client sees what confirming does',
    async () => {
      const before = await netBalanceOf(craftsman)
      for (const change of [{ status: 'On The Way' }, { status: 'Completed', ...cash }]) {
        expectAnswer(await craftsman.app.patch(`/api/jobs/${job}/status`, change), 200)
      }
      const actions = expectAnswer(await client.app.get(`/api/jobs/${job}/actions`), 200, {
        ifNobodyActs: { money },
      })
      actions.list('actions')
      const path = `/api/contracts/${contractId}/confirm`
      expectAnswer(await client.app.post(path, cash), 201, { status: 'Completed', payment: 'Released' })
      const gained = (await netBalanceOf(craftsman)) - before
      expectThat(gained === money.craftsman, `the wallet to grow by ${money.craftsman}`, gained)
    },
  )
}

async function refundInFull(play: ScenarioSteps, cast: Cast): Promise<void> {
  const cancelled = await hire(play, cast, 'It is hired', 'Escrow')
  const paymentId = await payInAdvance(play, cast, cancelled, { gateway: 'Stripe' }, PRICE)
  await play.step(
    'The client cancels before the craftsman sets out: the full amount is refunded',
    async () => {
      const { client } = cast
      const change = { status: 'Cancelled', reason: 'سافرت فجأة' }
      expectAnswer(await client.app.patch(`/api/jobs/${cancelled.job}/status`, change), 200)
      expectAnswer(await client.app.get(`/api/contracts/${cancelled.contractId}`), 200, {
        payment: 'Refunded',
      })
      expectAnswer(await play.anonymous.post('/_local/schedules/send-refunds/run'), 200)
      expectAnswer(await client.app.get(`/api/payments/${paymentId}`), 200, { status: 'Refunded' })
    },
  )
}

async function oweAndTopUp(play: ScenarioSteps, cast: Cast): Promise<void> {
  const { craftsman, client } = cast
  const cash = await hire(play, cast, 'Another craftsman is hired for cash', 'Cash')
  await play.step('It is completed and confirmed; the craftsman owes the fee', async () => {
    for (const status of ['On The Way', 'Completed']) {
      expectAnswer(await craftsman.app.patch(`/api/jobs/${cash.job}/status`, { status }), 200)
    }
    expectAnswer(await client.app.post(`/api/contracts/${cash.contractId}/confirm`), 201)
    const wallet = await walletOf(craftsman)
    expectThat(wallet.at('feesDue') === FEE && wallet.at('balance') === 0, `${FEE} due`, wallet.value)
  })
  await play.step(
    'The craftsman tops up at Fawry: the fee is paid from it, the rest is kept for later fees',
    async () => {
      const topUp = { amount: 8_000, gateway: 'Fawry', method: 'reference' }
      const begun = expectAnswer(await craftsman.app.post('/api/wallet/top-up', topUp), 201)
      expectAnswer(await play.anonymous.post(`/_local/payments/${begun.text('payment.id')}/paid`), 200)
      const wallet = await walletOf(craftsman)
      const expected = { balance: 8_000 - FEE, withdrawableBalance: 0, feesDue: 0 }
      for (const [name, value] of Object.entries(expected))
        expectThat(wallet.at(name) === value, `${name} ${value}`, wallet.value)
    },
  )
}
