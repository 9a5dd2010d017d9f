import { type Cast, mailTo, type Player } from '#infra/demo/scenario/accounts.ts'
import { eventually, expectAnswer, expectThat } from '#infra/demo/scenario/app.ts'
import { passTime, resetTime } from '#infra/demo/scenario/clock.ts'
import type { ScenarioSteps } from '#infra/demo/scenario/steps.ts'
import { DAY } from '#lib/platform/clock.ts'

const REQUEST = '/api/users/me/deletion-request'

/** Privacy: a person takes their data along, asks to be erased, is erased after a week, and comes back as somebody new. */
export async function leaveForGood(play: ScenarioSteps, { client }: Cast): Promise<void> {
  play.chapter('Privacy: export and erasure')
  await play.step('The client exports everything that is held about them', async () => {
    const data = expectAnswer(await client.app.get('/api/users/me/export'), 200, {
      account: { profile: { role: 'Client' } },
    })
    expectThat(data.text('account.profile.email') === client.email, 'their own profile', data.value)
    expectThat(data.text('account.consents.0.kind') === 'terms', 'what they agreed to', data.value)
  })
  const leaver = await askToBeErased(play, client)
  if (!play.isLocal) return // only here a week passes at once
  await beErased(play, leaver)
}

async function askToBeErased(play: ScenarioSteps, client: Player) {
  return play.step('Somebody who has posted a job asks to be erased, and takes it back', async () => {
    const person = {
      email: `leaves.${client.email}`,
      password: client.password,
      role: 'Client',
      firstName: 'Leila',
      lastName: 'Fathi',
    }
    const registered = expectAnswer(await play.anonymous.post('/api/auth/register', person), 201)
    const app = play.as(registered.text('token'))
    const posting = {
      title: 'A shelf for Leila',
      description: 'One metre wide',
      category: 'Plumbing',
      paymentType: 'Cash',
      location: { type: 'Point', coordinates: [31.2357, 30.0444] },
    }
    const job = expectAnswer(await app.post('/api/jobs', posting), 201).text('id')
    const wish = { password: person.password }
    expectAnswer(await app.post(REQUEST, { password: 'not it' }), 400, { code: 'WRONG_CURRENT_PASSWORD' })
    expectAnswer(await app.post(REQUEST, wish), 201, { status: 'Waiting' })
    expectAnswer(await app.delete(REQUEST), 200, { status: 'None' })
    expectAnswer(await app.post(REQUEST, wish), 201, { status: 'Waiting' })
    return { ...person, app, job }
  })
}

type Leaver = Awaited<ReturnType<typeof askToBeErased>>

async function beErased(play: ScenarioSteps, leaver: Leaver): Promise<void> {
  await play.step(
    'A week later they are erased: nobody can log in, and their job says nothing of them',
    async () => {
      await passTime(play, 7 * DAY + 60_000)
      expectAnswer(await play.anonymous.post('/_local/schedules/erase-accounts/run'), 200)
      await eventually('the account to be closed', async () => {
        const { status } = await leaver.app.get('/api/users/me')
        return status === 401 || undefined
      })
      const { email, password } = leaver
      const credentials = { loginIdentifier: email, password, type: 'clients' }
      expectAnswer(await play.anonymous.post('/api/auth/login', credentials), 401)
      await resetTime(play)
    },
  )
  await play.step('The certificate is mailed', async () => {
    const mail = await mailTo(play, leaver.email, 'رقم الشهادة')
    expectThat(String(mail.at('text')).includes('Leila'), 'their name, for the last time', mail.value)
  })
  await play.step('The same address opens a new account, which knows nothing of the old one', async () => {
    const { email, password } = leaver
    const again = { email, password, role: 'Client', firstName: 'New', lastName: 'Start' }
    const registered = expectAnswer(await play.anonymous.post('/api/auth/register', again), 201)
    const data = await play.as(registered.text('token')).get('/api/users/me/export')
    expectAnswer(data, 200, { jobs: [] })
    expectThat(!data.text.includes('Leila'), 'nothing of before', data.text)
  })
}
