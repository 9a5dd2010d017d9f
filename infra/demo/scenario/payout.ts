import type { Player } from '#infra/demo/scenario/accounts.ts'
import { type App, expectAnswer, expectThat } from '#infra/demo/scenario/app.ts'
import type { ScenarioSteps } from '#infra/demo/scenario/steps.ts'
import { walletOf } from '#infra/demo/scenario/wallet.ts'

/** A well-formed Egyptian IBAN that belongs to nobody. */
const IBAN = 'EG380019000500000000263180002'

/** A payout from a wallet to a bank account: requested once, paid once. */
export async function payOut(play: ScenarioSteps, craftsman: Player): Promise<void> {
  await withdraw(play, craftsman)
  const admin = await play.step('The payout run puts it into a batch', async () => {
    expectAnswer(await play.anonymous.post('/_local/schedules/run-payouts/run'), 200)
    const login = {
      loginIdentifier: 'admin@craftworks.example',
      password: 'Craftworks-demo-1',
      type: 'admins',
    }
    return play.as(expectAnswer(await play.anonymous.post('/api/auth/login', login), 201).text('token'))
  })
  await settlePayout(play, craftsman, admin)
  await play.step('The wallet is empty, and the statement shows the withdrawal', async () => {
    const { app } = craftsman
    const wallet = await walletOf(craftsman)
    expectThat(wallet.at('balance') === 0, 'an empty wallet', wallet.value)
    const withdrawals = await app.get('/api/wallet/transactions?type=Withdrawal')
    expectAnswer(withdrawals, 200, { pagination: { totalItems: 1 } })
    const statement = await app.get('/api/wallet/transactions', { headers: { accept: 'text/csv' } })
    const type = statement.headers.get('content-type')
    expectThat(type?.startsWith('text/csv') ?? false, 'a CSV', statement.text)
  })
}

async function withdraw(play: ScenarioSteps, craftsman: Player): Promise<void> {
  const { app } = craftsman
  const payoutAccountId = await play.step(
    'A day later the craftsman adds a bank account; its number is never shown again',
    async () => {
      const account = { kind: 'bank', holder: 'حسن عبد العال', iban: IBAN }
      const answer = await app.post('/api/wallet/payout-accounts', account)
      expectThat(!answer.text.includes(IBAN), 'no whole number', answer.body)
      return expectAnswer(answer, 201, { kind: 'bank' }).text('id')
    },
  )
  await play.step(
    'The craftsman withdraws all that has cleared; a retry with the same idempotency key changes nothing',
    async () => {
      const amount = Number((await walletOf(craftsman)).at('withdrawableBalance'))
      expectThat(amount > 0, 'something to withdraw', amount)
      const call = { headers: { 'idempotency-key': `withdraw-${payoutAccountId}` } }
      const first = await app.post('/api/wallet/withdraw', { amount, payoutAccountId }, call)
      const retry = await app.post('/api/wallet/withdraw', { amount, payoutAccountId }, call)
      const withdrawal = { type: 'Withdrawal', amount: -amount, status: 'Pending' }
      const id = expectAnswer(first, 201, withdrawal).text('id')
      expectAnswer(retry, 201, { id })
      expectAnswer(await app.post('/api/wallet/withdraw', { amount: 1, payoutAccountId }), 400)
    },
  )
}

const settlePayout = (play: ScenarioSteps, craftsman: Player, admin: App): Promise<void> =>
  play.step('The admin downloads the bank’s file, and settles the payout once', async () => {
    const list = expectAnswer(await admin.get('/api/admin/payouts?status=Batched&limit=100'), 200).list()
    const payout = list.find((item) => item.at('craftsman.id') === craftsman.id)
    const names = list.map(({ value }) => value)
    expectThat(payout !== undefined, 'the payout in the batch', names)
    const file = await admin.get(`/api/admin/payouts/batches/${payout?.text('batchId')}/file`)
    expectThat(file.status === 200 && file.text.includes(IBAN), 'the account number in the file', file.text)
    const path = `/api/admin/payouts/${payout?.text('id')}/settle`
    const paid = { outcome: 'paid', reference: 'BANK-0001' }
    expectAnswer(await admin.post(path, paid), 201, { status: 'Paid' })
    const twice = await admin.post(path, { outcome: 'failed', reason: 'twice' })
    expectThat(twice.status === 400, 'a refusal', twice.body)
  })
