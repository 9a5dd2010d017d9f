import type { Cast } from '#infra/demo/scenario/accounts.ts'
import { expectAnswer, expectThat } from '#infra/demo/scenario/app.ts'
import { passTime, resetTime } from '#infra/demo/scenario/clock.ts'
import { hire, posting } from '#infra/demo/scenario/hiring.ts'
import type { ScenarioSteps } from '#infra/demo/scenario/steps.ts'

const HOUR = 3_600_000

/** The process: guards, cancelling, and what happens when nobody acts. */
export async function followTheProcess(play: ScenarioSteps, cast: Cast): Promise<void> {
  play.chapter('The process: guards, cancelling, deadlines')
  const { client, craftsman } = cast
  await play.step('The process is a table that apps can read', async () => {
    const table = expectAnswer(await play.anonymous.get('/api/process'), 200)
    expectThat(table.list('moves').length > 10, 'its transitions', table.value)
  })
  const unpaid = await hire(play, cast, 'An Escrow job is hired', 'Escrow')
  await play.step('It cannot become On The Way until it is paid', async () => {
    const change = { status: 'On The Way' }
    expectAnswer(await craftsman.app.patch(`/api/jobs/${unpaid.job}/status`, change), 400, {
      code: 'NOT_PAID',
    })
    const actions = expectAnswer(await craftsman.app.get(`/api/jobs/${unpaid.job}/actions`), 200)
    const setOut = actions.list('actions').find((action) => action.at('to') === 'On The Way')
    expectThat(setOut?.at('because') === 'NOT_PAID', 'NOT_PAID as the reason', setOut?.value)
  })
  const cancelled = await hire(play, cast, 'Another Cash job is hired', 'Cash')
  await play.step('The craftsman cancels it before setting out', async () => {
    const change = { status: 'Cancelled', reason: 'عندي ظرف طارئ' }
    const answer = await craftsman.app.patch(`/api/jobs/${cancelled.job}/status`, change)
    expectAnswer(answer, 200, { status: 'Cancelled' })
  })
  await play.step('The client cancels a job that nobody was hired for', async () => {
    const job = expectAnswer(await client.app.post('/api/jobs', posting('Not needed')), 201).text('id')
    expectAnswer(await client.app.delete(`/api/jobs/${job}`), 200, { status: 'Cancelled' })
  })
  if (play.isLocal) await waitForDeadlines(play, cast, unpaid)
}

async function waitForDeadlines(
  play: ScenarioSteps,
  cast: Cast,
  unpaid: { job: string; contractId: string },
): Promise<void> {
  const { client, craftsman } = cast
  const unconfirmed = await hire(play, cast, 'A third Cash job is hired, and done', 'Cash')
  for (const status of ['On The Way', 'Completed']) {
    expectAnswer(await craftsman.app.patch(`/api/jobs/${unconfirmed.job}/status`, { status }), 200)
  }
  try {
    await play.step('25 hours later the schedule voids the contract that nobody paid for', async () => {
      await passTime(play, 25 * HOUR)
      expectAnswer(await client.app.get(`/api/jobs/${unpaid.job}`), 200, {
        status: 'Quoted',
        craftsman: null,
      })
      expectAnswer(await client.app.get(`/api/contracts/${unpaid.contractId}`), 200, { status: 'Void' })
      const quotes = await client.app.get(`/api/jobs/${unpaid.job}/quotes?status=Submitted`)
      expectAnswer(quotes, 200, { pagination: { totalItems: 1 } })
    })
    await play.step('3 days later the completed job is confirmed, since the client did not act', async () => {
      await passTime(play, 48 * HOUR)
      const contract = expectAnswer(await client.app.get(`/api/contracts/${unconfirmed.contractId}`), 200, {
        status: 'Completed',
      })
      contract.text('confirmedAt')
    })
  } finally {
    await resetTime(play)
  }
}
