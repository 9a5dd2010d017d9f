import type { Cast } from '#infra/demo/scenario/accounts.ts'
import { type App, expectAnswer, expectThat } from '#infra/demo/scenario/app.ts'
import { hire } from '#infra/demo/scenario/hiring.ts'
import { payInAdvance } from '#infra/demo/scenario/money.ts'
import type { ScenarioSteps } from '#infra/demo/scenario/steps.ts'
import { netBalanceOf } from '#infra/demo/scenario/wallet.ts'

const PRICE = 50_000

/** A dispute: evidence of both sides, a split, an appeal, and a final decision by somebody else. Then a strike. */
export async function settleADispute(play: ScenarioSteps, cast: Cast): Promise<void> {
  if (!play.isLocal) return // it needs a paid job, and the demo accounts of staff
  play.chapter('A dispute, from the evidence to the appeal')
  const job = await hire(play, cast, 'An Escrow job is hired', 'Escrow')
  await payInAdvance(play, cast, job, { gateway: 'Stripe' }, PRICE)
  const disputeId = await openWithEvidence(play, cast, job.job)
  const [moderator, admin] = await Promise.all([staffApp(play, 'moderator'), staffApp(play, 'admin')])
  await decideAndAppeal(play, cast, { disputeId, moderator })
  await decideForGood(play, cast, { ...job, disputeId, moderator, admin })
  await liftAStrike(play, cast, moderator)
}

async function staffApp(play: ScenarioSteps, name: 'moderator' | 'admin'): Promise<App> {
  const loginIdentifier = `${name}@craftworks.example`
  const login = { loginIdentifier, password: 'Craftworks-demo-1', type: 'admins' }
  return play.as(expectAnswer(await play.anonymous.post('/api/auth/login', login), 201).text('token'))
}

async function openWithEvidence(
  play: ScenarioSteps,
  { client, craftsman }: Cast,
  job: string,
): Promise<string> {
  const disputeId = await play.step('The work is done, and the client opens a dispute', async () => {
    for (const status of ['On The Way', 'Completed']) {
      expectAnswer(await craftsman.app.patch(`/api/jobs/${job}/status`, { status }), 200)
    }
    const complaint = { jobId: job, reason: 'الخلاط بينقّط', description: 'من تاني يوم وهو بينقّط من تحت.' }
    const opened = await client.app.post('/api/disputes', complaint)
    return expectAnswer(opened, 201, { status: 'Open', held: PRICE, evidence: [] }).text('id')
  })
  await play.step('Both sides add evidence: a message of their chat, and an answer', async () => {
    const sent = await craftsman.app.post(`/api/jobs/${job}/messages`, { text: 'جربناه سوا ومكنش بينقّط' })
    const message = expectAnswer(sent, 201).text('id')
    const path = `/api/disputes/${disputeId}/evidence`
    const picked = await client.app.post(path, { messageIds: [message] })
    expectAnswer(picked, 201, { status: 'Open', evidence: [{ side: 'client' }] })
    const answered = await craftsman.app.post(path, { text: 'الوصلة القديمة هي السبب' })
    expectAnswer(answered, 201, {
      status: 'Answered',
      evidence: [{ messages: [{ id: message, from: 'craftsman' }] }, { side: 'craftsman' }],
    })
  })
  return disputeId
}

/** The first decision: EGP 200 for the client, 300 for the craftsman, of whom the fee takes 30. */
async function decideAndAppeal(
  play: ScenarioSteps,
  { client, craftsman }: Cast,
  { disputeId, moderator }: { disputeId: string; moderator: App },
): Promise<void> {
  await play.step('A moderator finds it in their list, and decides it with a split and reasons', async () => {
    const listed = await moderator.get('/api/admin/disputes?limit=100')
    const found = expectAnswer(listed, 200)
      .list()
      .find((item) => item.at('id') === disputeId)
    expectThat(found !== undefined, 'the dispute in the list', listed.text)
    const split = { decision: 'Completed', clientAmount: 20_000, craftsmanAmount: 30_000 }
    const path = `/api/admin/disputes/${disputeId}/resolve`
    const wrong = await moderator.post(path, { ...split, clientAmount: 1, note: 'Wrong sum' })
    expectAnswer(wrong, 400, { code: 'SPLIT_DOES_NOT_ADD_UP' })
    const decided = await moderator.post(path, { ...split, note: 'The joint was part of the work.' })
    expectAnswer(decided, 201, { status: 'Resolved', resolution: { ...split, fee: 3_000 } })
  })
  await play.step('The client appeals, once; the craftsman’s part stays uncleared', async () => {
    const path = `/api/disputes/${disputeId}/appeal`
    const reason = 'محدش بص على الصور'
    expectAnswer(await client.app.post(path, { reason }), 201, { status: 'Appealed', appeal: { reason } })
    expectAnswer(await craftsman.app.post(path, { reason }), 400, { code: 'DISPUTE_NOT_APPEALABLE' })
    const wallet = expectAnswer(await craftsman.app.get('/api/wallet/balance'), 200)
    expectThat(Number(wallet.at('pending')) >= 27_000, 'the part to be pending', wallet.value)
  })
}

/** The final decision: EGP 400 for the client. The 200 more come from the craftsman's part and its fee. */
async function decideForGood(
  play: ScenarioSteps,
  { client, craftsman }: Cast,
  appeal: { disputeId: string; contractId: string; moderator: App; admin: App },
): Promise<void> {
  const { disputeId, contractId, moderator, admin } = appeal
  await play.step('Another member of staff decides for good; the difference moves, once', async () => {
    const path = `/api/admin/disputes/${disputeId}/resolve`
    const final = { decision: 'Completed', clientAmount: 40_000, craftsmanAmount: 10_000, note: 'It drips.' }
    expectAnswer(await moderator.post(path, final), 400, { code: 'NO_SECOND_STAFF' })
    const before = await netBalanceOf(craftsman)
    expectAnswer(await admin.post(path, final), 201, {
      status: 'Resolved',
      resolution: { clientAmount: 40_000, fee: 1_000, borne: 0 },
      appealUntil: null,
    })
    const change = (await netBalanceOf(craftsman)) - before
    expectThat(change === -18_000, 'EGP 180 out of the craftsman’s part', change)
    expectAnswer(await client.app.get(`/api/contracts/${contractId}`), 200, { payment: 'Split' })
    expectAnswer(await admin.post(path, final), 400, { code: 'DISPUTE_NOT_OPEN' })
  })
}

async function liftAStrike(play: ScenarioSteps, cast: Cast, moderator: App): Promise<void> {
  const { craftsman } = cast
  const job = await hire(play, cast, 'A Cash job is hired', 'Cash')
  const reliability = async () =>
    expectAnswer(await play.anonymous.get(`/api/users/${craftsman.id}`), 200).at('reliability.percent')
  await play.step(
    'The craftsman gives the visit up, appeals against the strike, and it is lifted',
    async () => {
      for (const status of ['On The Way', 'Cancelled']) {
        const change = { status, reason: 'العربية عطلت' }
        expectAnswer(await craftsman.app.patch(`/api/jobs/${job.job}/status`, change), 200)
      }
      const before = Number(await reliability())
      const [strike] = expectAnswer(await craftsman.app.get('/api/users/me/strikes'), 200).list()
      const path = `/api/strikes/${strike?.text('id')}/appeal`
      expectAnswer(await craftsman.app.post(path, { reason: 'العربية عطلت' }), 201, { status: 'Appealed' })
      const lift = `/api/admin/strikes/${strike?.text('id')}/lift`
      expectAnswer(await moderator.post(lift, { note: 'A breakdown' }), 201, { status: 'Lifted' })
      const after = Number(await reliability())
      expectThat(after > before, `more than ${before} percent`, after)
    },
  )
}
