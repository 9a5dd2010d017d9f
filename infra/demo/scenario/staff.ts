import { type Cast, mailTo, type Player } from '#infra/demo/scenario/accounts.ts'
import { type App, expectAnswer, expectThat } from '#infra/demo/scenario/app.ts'
import type { ScenarioSteps } from '#infra/demo/scenario/steps.ts'

const REASON = 'Asks clients to pay outside of the platform'

/** What staff do: find a person, look at their history, note and tag, ban and end the ban; what the log says of it. */
export async function lookAfterPeople(play: ScenarioSteps, { client, rival }: Cast): Promise<void> {
  if (!play.isLocal) return // only on one machine are the passwords of staff known
  play.chapter('Staff')
  const moderator = await logIn(play, 'moderator')
  const user = `/api/admin/users/${rival.id}`
  await play.step(
    'A moderator finds a person by the beginning of their e-mail and sees their history',
    async () => {
      const [start = ''] = rival.email.split('@')
      const found = expectAnswer(await moderator.get(`/api/admin/users?q=${start}&role=Craftsman`), 200)
      expectThat(found.list()[0]?.at('id') === rival.id, 'the person', found.value)
      const history = expectAnswer(await moderator.get(`${user}/history?limit=50`), 200)
      const kinds = new Set(history.list().map((entry) => entry.at('kind')))
      expectThat(kinds.has('login') && kinds.has('work'), 'logins and work', [...kinds])
    },
  )
  await play.step('They note something and put a tag on the account', async () => {
    expectAnswer(await moderator.post(`${user}/notes`, { text: 'Called on Monday' }), 201)
    expectAnswer(await moderator.put(`${user}/tags`, { tags: ['watched'] }), 200, { tags: ['watched'] })
  })
  await playBan(play, { moderator, client, banned: rival })
  await play.step('An admin reads in the activity log who did it; a moderator may not', async () => {
    const admin = await logIn(play, 'admin')
    const address = `/api/admin/activity-log?target=${rival.id}&action=user.ban`
    const [entry] = expectAnswer(await admin.get(address), 200).list()
    expectThat(entry?.at('details.reason') === REASON, 'the ban with its reason', entry?.value)
    expectAnswer(await moderator.get(address), 403)
  })
}

interface Ban {
  readonly moderator: App
  readonly client: Player
  readonly banned: Player
}

async function playBan(play: ScenarioSteps, { moderator, client, banned }: Ban): Promise<void> {
  const user = `/api/admin/users/${banned.id}`
  const { job, quote } = await play.step('A client has a quote of a craftsman', async () => {
    const posting = {
      title: 'The door of the balcony jams',
      description: 'It opens only half way',
      category: 'Plumbing',
      paymentType: 'Escrow',
      location: { type: 'Point', coordinates: [31.2357, 30.0444] },
    }
    const posted = expectAnswer(await client.app.post('/api/jobs', posting), 201).text('id')
    const offer = await banned.app.post(`/api/jobs/${posted}/quotes`, { price: 30_000 })
    return { job: posted, quote: expectAnswer(offer, 201).text('id') }
  })
  const quoteOf = async () => {
    const quotes = expectAnswer(await client.app.get(`/api/jobs/${job}/quotes`), 200).list()
    return quotes.find((each) => each.at('id') === quote)?.at('status')
  }
  await play.step('The craftsman is banned: their session ends at once, and the quote with it', async () => {
    expectAnswer(await moderator.patch(`${user}/ban`, { reason: REASON }), 200, { status: 'Banned' })
    expectAnswer(await banned.app.get('/api/users/me'), 403, { code: 'ACCOUNT_BLOCKED', reason: REASON })
    expectThat((await quoteOf()) === 'Withdrawn', 'the quote to be withdrawn', await quoteOf())
    expectAnswer(await client.app.get(`/api/jobs/${job}`), 200, { status: 'Posted' })
    expectThat((await mailTo(play, banned.email, REASON)) !== undefined, 'an e-mail', undefined)
  })
  await play.step('The ban ends: the quote stands again, and the craftsman logs in anew', async () => {
    expectAnswer(await moderator.patch(`${user}/unban`, {}), 200, { status: 'Active' })
    expectThat((await quoteOf()) === 'Submitted', 'the quote to stand', await quoteOf())
    const credentials = { loginIdentifier: banned.email, password: banned.password, type: 'clients' }
    const login = expectAnswer(await play.anonymous.post('/api/auth/login', credentials), 201)
    banned.app.token = login.text('token')
  })
}

async function logIn(play: ScenarioSteps, name: 'admin' | 'moderator'): Promise<App> {
  const credentials = {
    loginIdentifier: `${name}@craftworks.example`,
    password: 'Craftworks-demo-1',
    type: 'admins',
  }
  return play.as(expectAnswer(await play.anonymous.post('/api/auth/login', credentials), 201).text('token'))
}
