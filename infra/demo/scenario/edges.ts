import { type Cast, mailTo } from '#infra/demo/scenario/accounts.ts'
import { App, expectAnswer, expectThat } from '#infra/demo/scenario/app.ts'
import type { ScenarioSteps } from '#infra/demo/scenario/steps.ts'

/** The contact form, the API's documentation, and the exact error answers. */
export async function checkEdges(play: ScenarioSteps, { client }: Cast): Promise<void> {
  play.chapter('Contact, documents, errors')
  await play.step('The contact form sends its e-mail before it answers', async () => {
    const message = { name: 'John Doe', email: 'john@example.com', message: `Hello ${Date.now()}` }
    const sent = await play.anonymous.post('/api/send-email', message)
    expectAnswer(sent, 201, { message: 'Email sent successfully.' })
    const missing = { message: 'Name, email, and message are required.' }
    expectAnswer(await play.anonymous.post('/api/send-email', { name: 'John' }), 400, missing)
  })
  await play.step('The API describes itself', async () => {
    const document = expectAnswer(await play.anonymous.get('/api/openapi.json'), 200, { info: {}, paths: {} })
    const paths = Object.keys(document.at('paths') as object)
    expectThat(paths.includes('/api/jobs/{jobId}/quotes'), 'the paths of the API', paths.slice(0, 5))
    const page = await play.anonymous.get('/api/docs')
    expectThat(page.status === 200 && page.text.includes('<html'), 'a page', page.text.slice(0, 200))
  })
  await play.step('An unknown route is 404 API route not found', async () => {
    expectAnswer(await play.anonymous.get('/api/nothing-here'), 404, { message: 'API route not found' })
    expectAnswer(await play.anonymous.call('PATCH', '/api/services'), 404, { message: 'API route not found' })
  })
  await play.step('A malformed id is 404 Resource not found (invalid ID)', async () => {
    const refused = { message: 'Resource not found (invalid ID)' }
    expectAnswer(await client.app.get('/api/jobs/not-an-id'), 404, refused)
  })
  await play.step('A body that is not JSON is 400 Malformed JSON', async () => {
    const answer = await client.app.call('POST', '/api/jobs', { raw: '{"title": ' })
    expectAnswer(answer, 400, { message: 'Malformed JSON' })
  })
  await play.step('An unknown field, a query operator and a price below zero are 400', async () => {
    const { app } = client
    expectAnswer(await app.post('/api/jobs', { title: 'x', admin: true }), 400, { code: 'VALIDATION_FAILED' })
    const operator = { loginIdentifier: { $gt: '' }, password: { $gt: '' }, type: 'clients' }
    expectAnswer(await play.anonymous.post('/api/auth/login', operator), 400, { code: 'VALIDATION_FAILED' })
  })
  await play.step('Without a token, and with a forged one, it is 401', async () => {
    expectAnswer(await play.anonymous.get('/api/users/me'), 401, { code: 'UNAUTHENTICATED' })
    const forged = `${btoa('{"alg":"none"}')}.${btoa('{"sub":"x"}')}.`
    expectAnswer(await new App(play.base, forged).get('/api/users/me'), 401, { code: 'UNAUTHENTICATED' })
  })
  await play.step('Messages are in Arabic if an app asks for it', async () => {
    const answer = await play.anonymous.get('/api/users/me', { headers: { 'accept-language': 'ar-EG' } })
    expectAnswer(answer, 401, { message: 'من فضلك سجّل الدخول' })
  })
  if (!play.isLocal) return
  await play.step('The contact e-mail is in the mailbox of this machine', async () => {
    expectThat((await mailTo(play, await supportAddress(play))) !== undefined, 'an e-mail', undefined)
  })
}

/** The recipient of the newest contact e-mail: the value of CONTACT_EMAIL. */
async function supportAddress(play: ScenarioSteps): Promise<string> {
  const mails = expectAnswer(await play.anonymous.get('/_local/emails'), 200).list('')
  return mails.find((mail) => mail.text('text').includes('john@example.com'))?.text('to') ?? 'CONTACT_EMAIL'
}
