import { expectAnswer, expectThat } from '#infra/local/journey/app.ts'
import type { Cast } from '#infra/local/journey/accounts.ts'
import { passTime, timeBack } from '#infra/local/journey/clock.ts'
import { hire, posting } from '#infra/local/journey/hiring.ts'
import type { Play } from '#infra/local/journey/play.ts'

const HOUR = 3_600_000

/** The process, the gates in it, cancelling, and what happens when nobody acts. */
export async function keepTheProcess(play: Play, cast: Cast): Promise<void> {
  play.chapter('The process: gates, cancelling, silence')
  const { client, craftsman } = cast
  await play.step('The process is a table that apps can read', async () => {
    const table = expectAnswer(await play.nobody.get('/api/process'), 200)
    expectThat(table.list('moves').length > 10, 'its moves', table.value)
  })
  const unpaid = await hire(play, cast, 'An Escrow job is hired', 'Escrow')
  await play.step('It keeps from On The Way until it is paid', async () => {
    const move = { status: 'On The Way' }
    expectAnswer(await craftsman.app.patch(`/api/jobs/${unpaid.job}/status`, move), 400, { code: 'NOT_PAID' })
    const actions = expectAnswer(await craftsman.app.get(`/api/jobs/${unpaid.job}/actions`), 200)
    const setOut = actions.list('actions').find((action) => action.at('to') === 'On The Way')
    expectThat(setOut?.at('because') === 'NOT_PAID', 'NOT_PAID as the reason', setOut?.value)
  })
  const cancelled = await hire(play, cast, 'Another Cash job is hired', 'Cash')
  await play.step('The craftsman cancels it before he sets out', async () => {
    const move = { status: 'Cancelled', reason: 'عندي ظرف طارئ' }
    const answer = await craftsman.app.patch(`/api/jobs/${cancelled.job}/status`, move)
    expectAnswer(answer, 200, { status: 'Cancelled' })
  })
  await play.step('The client takes back a job that nobody was hired for', async () => {
    const job = expectAnswer(await client.app.post('/api/jobs', posting('Not needed')), 201).text('id')
    expectAnswer(await client.app.delete(`/api/jobs/${job}`), 200, { status: 'Cancelled' })
  })
  if (play.isLocal) await letTimePass(play, cast, unpaid)
}

async function letTimePass(
  play: Play,
  cast: Cast,
  unpaid: { job: string; contractId: string },
): Promise<void> {
  const { client, craftsman } = cast
  const silent = await hire(play, cast, 'A third Cash job is hired, and done', 'Cash')
  for (const status of ['On The Way', 'Completed']) {
    expectAnswer(await craftsman.app.patch(`/api/jobs/${silent.job}/status`, { status }), 200)
  }
  try {
    await play.step('25 hours later the schedule voids the hire that nobody paid', async () => {
      await passTime(play, 25 * HOUR)
      expectAnswer(await client.app.get(`/api/jobs/${unpaid.job}`), 200, {
        status: 'Quoted',
        craftsman: null,
      })
      expectAnswer(await client.app.get(`/api/contracts/${unpaid.contractId}`), 200, { status: 'Void' })
      const quotes = await client.app.get(`/api/jobs/${unpaid.job}/quotes?status=Submitted`)
      expectAnswer(quotes, 200, { pagination: { totalItems: 1 } })
    })
    await play.step('3 days later silence confirms what was completed', async () => {
      await passTime(play, 48 * HOUR)
      const contract = expectAnswer(await client.app.get(`/api/contracts/${silent.contractId}`), 200, {
        status: 'Completed',
      })
      contract.text('confirmedAt')
    })
  } finally {
    await timeBack(play)
  }
}
