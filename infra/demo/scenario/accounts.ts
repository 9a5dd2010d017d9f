import { type App, type Body, eventually, expectAnswer, expectThat } from '#infra/demo/scenario/app.ts'
import type { ScenarioSteps } from '#infra/demo/scenario/steps.ts'
import { unsignedToken } from '#infra/fakes/firebase.ts'

/** A person of this run, with the app that they use. */
export interface Player {
  readonly id: string
  readonly email: string
  password: string
  readonly app: App
}

export interface Cast {
  readonly client: Player
  readonly craftsman: Player
  readonly rival: Player
}

const TAHRIR = { type: 'Point', coordinates: [31.2357, 30.0444] }
const ZAMALEK = { type: 'Point', coordinates: [31.2243, 30.0609] }
const run = Date.now().toString(36)

/** Accounts: registering, logging in and out, and attempts that are refused. */
export async function openAccounts(play: ScenarioSteps): Promise<Cast> {
  play.chapter('Accounts')
  const client = await register(play, 'A client registers, in Arabic', {
    email: `mona.${run}@example.com`,
    role: 'Client',
    firstName: 'منى',
    lastName: 'السيد',
    location: TAHRIR,
    locale: 'ar',
    consents: [{ kind: 'terms', version: '1' }],
  })
  const craftsman = await register(play, 'A plumber registers with skills and a phone in Arabic digits', {
    email: `hassan.${run}@example.com`,
    role: 'Craftsman',
    firstName: 'حسن',
    lastName: 'عبد العال',
    phone: arabicDigits(randomPhone()),
    location: ZAMALEK,
    skills: ['Plumbing'],
  })
  const rival = await register(play, 'Another plumber registers', {
    email: `ramy.${run}@example.com`,
    role: 'Craftsman',
    firstName: 'Ramy',
    lastName: 'Naguib',
    location: TAHRIR,
    skills: ['Plumbing'],
  })
  await refuseBadAttempts(play, client)
  await useSessions(play, client)
  if (play.hasIdentityFake) await useFirebaseLogins(play, craftsman)
  return { client, craftsman, rival }
}

async function register(
  play: ScenarioSteps,
  name: string,
  person: Readonly<Record<string, unknown>>,
): Promise<Player> {
  const password = 'Demo scenario 1'
  return play.step(name, async () => {
    const answer = await play.anonymous.post('/api/auth/register', { ...person, password })
    const body = expectAnswer(answer, 201, {
      user: { email: person.email, role: person.role, firstName: person.firstName },
    })
    expectThat(!answer.text.includes('password'), 'no password in the answer', answer.text)
    const player = { id: body.text('user.id'), email: String(person.email), password }
    return { ...player, app: play.as(body.text('token')) }
  })
}

async function refuseBadAttempts(play: ScenarioSteps, { email, password }: Player): Promise<void> {
  const login = (credentials: object) => play.anonymous.post('/api/auth/login', credentials)
  await play.step('A second account with the same e-mail is refused', async () => {
    const twin = { email, password, role: 'Client', firstName: 'Mona', lastName: 'Two' }
    expectAnswer(await play.anonymous.post('/api/auth/register', twin), 400, { code: 'EMAIL_TAKEN' })
  })
  await play.step('A common password is refused', async () => {
    const person = {
      email: `weak.${email}`,
      password: 'password123',
      role: 'Client',
      firstName: 'A',
      lastName: 'B',
    }
    expectAnswer(await play.anonymous.post('/api/auth/register', person), 400, {
      code: 'PASSWORD_TOO_COMMON',
    })
  })
  await play.step('A wrong password and an unknown account get the same refusal', async () => {
    const refused = { message: 'Invalid credentials', code: 'INVALID_CREDENTIALS' }
    const wrong = { loginIdentifier: email, password: 'not this one', type: 'clients' }
    expectAnswer(await login(wrong), 401, refused)
    expectAnswer(await login({ ...wrong, loginIdentifier: `nobody.${email}` }), 401, refused)
  })
  await play.step('The right password is refused at the login of staff', async () => {
    expectAnswer(await login({ loginIdentifier: email, password, type: 'admins' }), 403)
  })
}

async function useSessions(play: ScenarioSteps, player: Player): Promise<void> {
  const { email, password } = player
  const login = await play.step('The client logs in', async () => {
    const credentials = { loginIdentifier: email.toUpperCase(), password, type: 'clients' }
    return expectAnswer(await play.anonymous.post('/api/auth/login', credentials), 201, { user: { email } })
  })
  const refreshed = await play.step('A refresh token gives a new pair, once', async () => {
    const refreshToken = login.text('refreshToken')
    const pair = expectAnswer(await play.anonymous.post('/api/auth/refresh', { refreshToken }), 201)
    expectThat(pair.text('refreshToken') !== refreshToken, 'another refresh token', 'the same')
    return pair
  })
  await play.step('Logging out ends only this session', async () => {
    const other = play.as(refreshed.text('token'))
    expectAnswer(await other.post('/api/auth/logout'), 201)
    expectAnswer(await other.get('/api/users/me'), 401, { code: 'UNAUTHENTICATED' })
    const refreshToken = refreshed.text('refreshToken')
    expectAnswer(await play.anonymous.post('/api/auth/refresh', { refreshToken }), 401)
    expectAnswer(await player.app.get('/api/users/me'), 200, { email })
  })
}

/** Logins with Google and by phone, with tokens that the Firebase fake accepts. */
async function useFirebaseLogins(play: ScenarioSteps, craftsman: Player): Promise<void> {
  const idTokenOf = (identity: Parameters<typeof unsignedToken>[0]) =>
    unsignedToken(identity, 'craftworks-local', 3_600)
  await play.step('Signing in with Google twice makes one account', async () => {
    const email = `salma.${run}@example.com`
    const idToken = idTokenOf({ uid: `google-${run}`, email, name: 'Salma Fathy' })
    const first = expectAnswer(
      await play.anonymous.post('/api/auth/social', { idToken, role: 'Client' }),
      201,
    )
    expectAnswer(await play.anonymous.post('/api/auth/social', { idToken }), 201, {
      user: { id: first.text('user.id'), email, firstName: 'Salma' },
    })
  })
  await play.step('The craftsman verifies their phone number', async () => {
    const phoneNumber = `+2${randomPhone()}`
    const idToken = idTokenOf({ uid: `phone-${run}`, phoneNumber, provider: 'phone' })
    const answer = await craftsman.app.post('/api/auth/phone/verify', { idToken })
    expectAnswer(answer, 201, { phone: phoneNumber, phoneVerified: true })
  })
}

/** A forgotten password: the e-mail, its link, and the sessions that the reset ends. */
export async function resetPassword(play: ScenarioSteps, player: Player): Promise<void> {
  play.chapter('A forgotten password')
  await play.step('A request gets the same answer whether or not the account exists', async () => {
    const known = await play.anonymous.post('/api/auth/forgot-password', { email: player.email })
    const unknown = await play.anonymous.post('/api/auth/forgot-password', { email: `no.${player.email}` })
    expectAnswer(known, 201)
    expectThat(known.text === unknown.text, known.text, unknown.text)
  })
  if (!play.isLocal) return
  const token = await play.step('The e-mail arrives in Arabic and English, with a link', async () => {
    const mail = await mailTo(play, player.email, 'reset-password')
    expectThat(/\p{Script=Arabic}/u.test(mail.text('text')), 'Arabic in the e-mail', mail.value)
    return /token=([\w-]+)/.exec(mail.text('text'))?.[1] ?? ''
  })
  await play.step('The link sets a new password, once, and ends every session', async () => {
    const password = 'A new one for Mona 2'
    expectAnswer(await play.anonymous.post('/api/auth/reset-password', { token, password }), 201)
    const again = await play.anonymous.post('/api/auth/reset-password', { token, password })
    expectAnswer(again, 400, { code: 'INVALID_RESET_TOKEN' })
    expectAnswer(await player.app.get('/api/users/me'), 401)
    const credentials = { loginIdentifier: player.email, password, type: 'clients' }
    const login = expectAnswer(await play.anonymous.post('/api/auth/login', credentials), 201)
    player.password = password
    player.app.token = login.text('token')
  })
}

/** The newest e-mail to an address whose text contains `about`; notifications come by e-mail as well. */
export const mailTo = (play: ScenarioSteps, to: string, about = ''): Promise<Body> =>
  eventually(`an e-mail to ${to}`, async () => {
    const mails = expectAnswer(await play.anonymous.get('/_local/emails'), 200).list('')
    return mails.find((mail) => mail.at('to') === to && String(mail.at('text')).includes(about))
  })

function randomPhone(): string {
  return `011${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`
}

const arabicDigits = (text: string): string =>
  text.replace(/\d/g, (digit) => String.fromCharCode(0x0660 + Number(digit)))
