import type { Cast, Player } from '#infra/demo/scenario/accounts.ts'
import { expectAnswer, expectThat } from '#infra/demo/scenario/app.ts'
import type { ScenarioSteps } from '#infra/demo/scenario/steps.ts'

const DOWNTOWN = { type: 'Point', coordinates: [31.2394, 30.0489] }
const HOUR = 3_600_000

/** A job as a client writes it; `rest` sets or replaces fields, such as the payment type. */
export const posting = (title: string, rest: Readonly<Record<string, unknown>> = {}) => ({
  title,
  description: 'الحنفية بتنقّط طول الليل ومحتاجة تتغيّر. الدور الخامس وفيه أسانسير.',
  category: 'Plumbing',
  paymentType: 'Cash',
  address: '١٢ شارع طلعت حرب، وسط البلد، القاهرة',
  location: DOWNTOWN,
  budget: 40_000,
  ...rest,
})

/** A Cash job, from its posting to the fee on its contract. */
export async function hireForCash(play: ScenarioSteps, cast: Cast): Promise<void> {
  play.chapter('A Cash job, from posted to confirmed')
  const job = await postAndFindJob(play, cast)
  await invite(play, cast, job)
  const quoteId = await quote(play, cast, job)
  const contractId = await accept(play, cast, job, quoteId)
  await work(play, cast, job, contractId)
}

async function postAndFindJob(play: ScenarioSteps, { client, craftsman }: Cast): Promise<string> {
  const title = `حنفية المطبخ بتسرّب ${Date.now().toString(36)}`
  const job = await play.step('The client posts a job, in Arabic', async () => {
    const answer = await client.app.post('/api/jobs', posting(title))
    return expectAnswer(answer, 201, { title, status: 'Posted', paymentType: 'Cash', budget: 40_000 }).text(
      'id',
    )
  })
  await play.step('A craftsman finds it within 5 km, without its address', async () => {
    const near = '31.2243,30.0609'
    const q = encodeURIComponent(title.replace('بتسرّب', 'بتسرب'))
    const answer = await craftsman.app.get(`/api/jobs?near=${near}&radiusKm=5&category=Plumbing&q=${q}`)
    const [found] = expectAnswer(answer, 200, { pagination: { page: 1, totalItems: 1 } }).list()
    expectThat(found?.at('id') === job, `the job ${job}`, found?.value)
    expectThat(!answer.text.includes('طلعت حرب'), 'no address', found?.value)
  })
  await play.step('The craftsman does not find it from Alexandria', async () => {
    const answer = await craftsman.app.get(
      `/api/jobs?near=29.9187,31.2001&radiusKm=20&q=${encodeURIComponent(title)}`,
    )
    expectAnswer(answer, 200, { pagination: { totalItems: 0 } })
  })
  return job
}

async function invite(play: ScenarioSteps, { client, craftsman }: Cast, job: string): Promise<void> {
  await play.step('The client invites the craftsman, once', async () => {
    const invitation = { craftsmanId: craftsman.id }
    const answer = await client.app.post(`/api/jobs/${job}/invite`, invitation)
    expectAnswer(answer, 201, { status: 'Pending', craftsman: { id: craftsman.id } })
    expectAnswer(await client.app.post(`/api/jobs/${job}/invite`, invitation), 400, {
      code: 'ALREADY_INVITED',
    })
  })
  await play.step('The craftsman sees the invitation and accepts it', async () => {
    const own = expectAnswer(await craftsman.app.get('/api/invitations'), 200).list()
    expectThat(own[0]?.at('job.id') === job, `an invitation to ${job}`, own[0]?.value)
    const response = { response: 'Accepted' }
    expectAnswer(await craftsman.app.post(`/api/jobs/${job}/invitations/respond`, response), 201, {
      status: 'Accepted',
    })
  })
}

async function quote(play: ScenarioSteps, { client, craftsman, rival }: Cast, job: string): Promise<string> {
  const submit = async ({ app }: Player, price: number) => {
    const availableAt = new Date(Date.now() + 20 * HOUR).toISOString()
    const answer = await app.post(`/api/jobs/${job}/quotes`, { price, notes: 'شامل قطع الغيار', availableAt })
    return expectAnswer(answer, 201, { price, status: 'Submitted' }).text('id')
  }
  const first = await play.step('Both craftsmen quote; the job is Quoted', async () => {
    const quoteId = await submit(craftsman, 38_000)
    await submit(rival, 36_000)
    expectAnswer(await client.app.get(`/api/jobs/${job}`), 200, { status: 'Quoted' })
    return quoteId
  })
  await play.step('A second quote of the same craftsman is refused', async () => {
    const answer = await craftsman.app.post(`/api/jobs/${job}/quotes`, { price: 37_000 })
    expectAnswer(answer, 400, { code: 'QUOTE_EXISTS' })
  })
  await play.step('A craftsman lowers their price', async () => {
    const answer = await craftsman.app.put(`/api/jobs/${job}/quotes/${first}`, { price: 35_000 })
    expectAnswer(answer, 200, { price: 35_000 })
  })
  await play.step('The other one withdraws their quote and submits a new one', async () => {
    const [own] = expectAnswer(await rival.app.get(`/api/jobs/${job}/quotes?status=Submitted`), 200).list()
    const path = `/api/jobs/${job}/quotes/${own?.text('id')}`
    expectAnswer(await rival.app.delete(path), 200, { status: 'Withdrawn' })
    await submit(rival, 36_500)
  })
  await play.step('The client sees both quotes', async () => {
    const quotes = expectAnswer(await client.app.get(`/api/jobs/${job}/quotes?status=Submitted`), 200).list()
    const prices = quotes.map((item) => item.at('price')).sort()
    expectThat(prices.join() === '35000,36500', 'the prices 35000 and 36500', prices)
  })
  return first
}

async function accept(play: ScenarioSteps, { client, craftsman, rival }: Cast, job: string, quoteId: string) {
  const path = `/api/jobs/${job}/quotes/${quoteId}/accept`
  await play.step('Accepting at the price from before the change is refused', async () => {
    expectAnswer(await client.app.post(path, { price: 38_000 }), 400, { code: 'QUOTE_CHANGED' })
  })
  const contractId = await play.step(
    'The client accepts; the contract has a price, a fee and terms',
    async () => {
      const answer = await client.app.post(path, { price: 35_000 })
      const contract = { price: 35_000, platformFee: 3_500, payment: 'Cash', status: 'Active' }
      return expectAnswer(answer, 201, { ...contract, craftsman: { id: craftsman.id } }).text('id')
    },
  )
  await play.step('The other quote is Declined, and no other quote can be accepted', async () => {
    const [own] = expectAnswer(await rival.app.get(`/api/jobs/${job}/quotes?status=Declined`), 200).list()
    const other = `/api/jobs/${job}/quotes/${own?.text('id')}/accept`
    expectAnswer(await client.app.post(other), 400, { code: 'JOB_NOT_OPEN' })
  })
  await play.step('The hired craftsman now sees the address; the other does not', async () => {
    const seen = await craftsman.app.get(`/api/jobs/${job}`)
    expectThat(seen.text.includes('طلعت حرب'), 'the address', seen.body)
    const others = await rival.app.get(`/api/jobs/${job}`)
    expectThat(!others.text.includes('طلعت حرب'), 'no address', others.body)
  })
  return contractId
}

async function work(
  play: ScenarioSteps,
  { client, craftsman }: Cast,
  job: string,
  contractId: string,
): Promise<void> {
  const changeStatus = (app: Player['app'], status: string) =>
    app.patch(`/api/jobs/${job}/status`, { status })
  await play.step('The craftsman sees what they can do now: set out, cancel, dispute', async () => {
    const actions = expectAnswer(await craftsman.app.get(`/api/jobs/${job}/actions`), 200, {
      status: 'Hired',
    })
    const open = actions.list('actions').filter((action) => action.at('allowed') === true)
    expectThat(
      open.some((action) => action.at('to') === 'On The Way'),
      'the action to set out',
      actions.value,
    )
  })
  await play.step('The craftsman sets out', async () => {
    expectAnswer(await changeStatus(craftsman.app, 'On The Way'), 200, { status: 'On The Way' })
  })
  await play.step('The client cannot go back to Posted', async () => {
    expectAnswer(await changeStatus(client.app, 'Posted'), 400, { code: 'MOVE_NOT_ALLOWED' })
  })
  await play.step('The craftsman completes it; it would be confirmed by itself in 72 hours', async () => {
    expectAnswer(await changeStatus(craftsman.app, 'Completed'), 200, { status: 'Completed' })
    const answer = await client.app.get(`/api/jobs/${job}/actions`)
    const forecast = {
      ifNobodyActs: { to: 'Completed', money: { client: 0, craftsman: -3_500, platform: 3_500 } },
    }
    expectAnswer(answer, 200, forecast)
  })
  await play.step('The client confirms; the fee is on the contract', async () => {
    const answer = await client.app.post(`/api/contracts/${contractId}/confirm`)
    const contract = expectAnswer(answer, 201, { status: 'Completed', price: 35_000, platformFee: 3_500 })
    contract.text('confirmedAt')
    expectAnswer(await craftsman.app.get(`/api/contracts/${contractId}`), 200, { platformFee: 3_500 })
  })
  await play.step('The craftsman’s profile counts the job', async () => {
    expectAnswer(await play.anonymous.get(`/api/users/${craftsman.id}`), 200, { completedJobs: 1 })
  })
}

/** Posts a job, lets the craftsman quote, and hires them. */
export async function hire(
  play: ScenarioSteps,
  { client, craftsman }: Cast,
  name: string,
  paymentType: string,
) {
  return play.step(name, async () => {
    const title = `Mixer to replace ${Date.now().toString(36)}`
    const job = expectAnswer(await client.app.post('/api/jobs', posting(title, { paymentType })), 201).text(
      'id',
    )
    const quoted = await craftsman.app.post(`/api/jobs/${job}/quotes`, { price: 50_000 })
    const quoteId = expectAnswer(quoted, 201).text('id')
    const accepted = await client.app.post(`/api/jobs/${job}/quotes/${quoteId}/accept`)
    const contractId = expectAnswer(accepted, 201, { paymentType }).text('id')
    return { job, quoteId, contractId }
  })
}
