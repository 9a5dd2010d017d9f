import type { Player } from '#infra/local/journey/accounts.ts'
import { expectAnswer, expectThat, type App } from '#infra/local/journey/app.ts'
import type { Play } from '#infra/local/journey/play.ts'
import { walletOf } from '#infra/local/journey/wallet.ts'

/** A well-formed Egyptian account number that is nobody's. */
const IBAN = 'EG380019000500000000263180002'

/** From a wallet to a bank account: asked for once, paid once. */
export async function payOut(play: Play, craftsman: Player): Promise<void> {
  await withdraw(play, craftsman)
  const admin = await play.step('The payout run puts it into a batch', async () => {
    expectAnswer(await play.nobody.post('/_local/schedules/run-payouts/run'), 200)
    const login = {
      loginIdentifier: 'admin@craftworks.example',
      password: 'Craftworks-demo-1',
      type: 'admins',
    }
    return play.as(expectAnswer(await play.nobody.post('/api/auth/login', login), 201).text('token'))
  })
  await settle(play, craftsman, admin)
  await play.step('His wallet is empty, his statement says why', async () => {
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

async function withdraw(play: Play, craftsman: Player): Promise<void> {
  const { app } = craftsman
  const payoutAccountId = await play.step(
    'A day later he adds his bank account; its number is shown no more',
    async () => {
      const account = { kind: 'bank', holder: 'حسن عبد العال', iban: IBAN }
      const answer = await app.post('/api/wallet/payout-accounts', account)
      expectThat(!answer.text.includes(IBAN), 'no whole number', answer.body)
      return expectAnswer(answer, 201, { kind: 'bank' }).text('id')
    },
  )
  await play.step(
    'He withdraws all that has cleared; asked twice with one key, it happens once',
    async () => {
      const amount = Number((await walletOf(craftsman)).at('withdrawableBalance'))
      expectThat(amount > 0, 'something to withdraw', amount)
      const call = { headers: { 'idempotency-key': `withdraw-${payoutAccountId}` } }
      const first = await app.post('/api/wallet/withdraw', { amount, payoutAccountId }, call)
      const again = await app.post('/api/wallet/withdraw', { amount, payoutAccountId }, call)
      const asked = { type: 'Withdrawal', amount: -amount, status: 'Pending' }
      const id = expectAnswer(first, 201, asked).text('id')
      expectAnswer(again, 201, { id })
      expectAnswer(await app.post('/api/wallet/withdraw', { amount: 1, payoutAccountId }), 400)
    },
  )
}

const settle = (play: Play, craftsman: Player, admin: App): Promise<void> =>
  play.step('The admin downloads the bank’s file, and says once that the bank has paid', async () => {
    const list = expectAnswer(await admin.get('/api/admin/payouts?status=Batched&limit=100'), 200).list()
    const payout = list.find((item) => item.at('craftsman.id') === craftsman.id)
    const names = list.map(({ value }) => value)
    expectThat(payout !== undefined, 'his payout in the batch', names)
    const file = await admin.get(`/api/admin/payouts/batches/${payout?.text('batchId')}/file`)
    expectThat(file.status === 200 && file.text.includes(IBAN), 'the account number in the file', file.text)
    const path = `/api/admin/payouts/${payout?.text('id')}/settle`
    const paid = { outcome: 'paid', reference: 'BANK-0001' }
    expectAnswer(await admin.post(path, paid), 201, { status: 'Paid' })
    const twice = await admin.post(path, { outcome: 'failed', reason: 'twice' })
    expectThat(twice.status === 400, 'a refusal', twice.body)
  })
