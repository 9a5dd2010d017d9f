import { randomInt } from 'node:crypto'
import { DEMO } from '#infra/demo/demo-ids.ts'
import type { Cast } from '#infra/demo/scenario/accounts.ts'
import { type App, expectAnswer, expectThat } from '#infra/demo/scenario/app.ts'
import { onePixelPng } from '#infra/demo/scenario/profile.ts'
import type { ScenarioSteps } from '#infra/demo/scenario/steps.ts'

const OWN = '/api/users/craftsman/verification'

/** Verification: a craftsman sends their ID number and a document, staff look at it, reject, and approve. */
export async function checkVerification(play: ScenarioSteps, { craftsman, rival }: Cast): Promise<void> {
  play.chapter('Verification')
  const nationalId = randomNationalId()
  await play.step('The craftsman asks to be verified, with an ID number in Arabic digits', async () => {
    const answer = await craftsman.app.post(OWN, { skills: ['Plumbing'], nationalId: inArabic(nationalId) })
    expectAnswer(answer, 201, { status: 'Pending', skills: ['Plumbing'], documents: [] })
    expectThat(!answer.text.includes(nationalId), 'no number in the answer', answer.text)
  })
  await play.step('A number of 30 February is refused', async () => {
    const body = { skills: ['Plumbing'], nationalId: `2900230${nationalId.slice(7)}` }
    expectAnswer(await craftsman.app.post(OWN, body), 400, { code: 'VALIDATION_FAILED' })
  })
  await play.step('Another account cannot claim the same number', async () => {
    const answer = await rival.app.post(OWN, { skills: ['Plumbing'], nationalId })
    expectAnswer(answer, 400, { code: 'NATIONAL_ID_TAKEN' })
  })
  await play.step('A text that claims to be a scanned ID is refused', async () => {
    const answer = await sendDocument(craftsman.app, new TextEncoder().encode('<script>alert(1)</script>'))
    expectAnswer(answer, 400, { code: 'DOCUMENT_NOT_ACCEPTED' })
  })
  await play.step('The craftsman sends a picture of their ID, which is encrypted and stored', async () => {
    const answer = await sendDocument(craftsman.app, onePixelPng())
    expectAnswer(answer, 201, { documents: [{ docType: 'National ID' }] })
  })
  if (play.isLocal) await decide(play, { craftsman, rival })
}

async function decide(play: ScenarioSteps, { craftsman }: Pick<Cast, 'craftsman' | 'rival'>): Promise<void> {
  const moderator = await play.step('A moderator logs in', async () => {
    const { email } = DEMO.people.moderator
    const login = { loginIdentifier: email, password: DEMO.password, type: 'admins' }
    return play.as(expectAnswer(await play.anonymous.post('/api/auth/login', login), 201).text('token'))
  })
  const pathOf = async () => {
    const own = expectAnswer(await craftsman.app.get(OWN), 200)
    const [document] = own.list('documents')
    const path = `/api/admin/verifications/${own.text('id')}`
    return { path, document: `${path}/documents/${document?.text('id') ?? ''}` }
  }
  await play.step(
    'The moderator looks at the document: the very bytes, to be saved and kept nowhere',
    async () => {
      const answer = await moderator.get((await pathOf()).document)
      expectAnswer(answer, 200)
      const { headers } = answer
      expectThat(headers.get('content-type') === 'image/png', 'a PNG', headers.get('content-type'))
      expectThat(headers.get('cache-control') === 'no-store', 'no-store', headers.get('cache-control'))
    },
  )
  await play.step('The craftsman cannot look at it through the route of the staff', async () => {
    expectAnswer(await craftsman.app.get((await pathOf()).document), 403)
  })
  await play.step('The moderator rejects it, with a reason; the craftsman sends it again', async () => {
    const reason = 'The picture is too dark'
    expectAnswer(await moderator.post(`${(await pathOf()).path}/reject`, { reason }), 201)
    expectAnswer(await craftsman.app.get(OWN), 200, { status: 'Rejected', reason })
    expectAnswer(await craftsman.app.post(OWN, { skills: ['Plumbing'] }), 201, { status: 'Pending' })
    expectAnswer(await sendDocument(craftsman.app, onePixelPng()), 201)
  })
  await play.step(
    'The moderator approves it, once; everybody sees that the craftsman is verified',
    async () => {
      const { path } = await pathOf()
      expectAnswer(await moderator.post(`${path}/approve`), 201, { status: 'Verified' })
      expectAnswer(await moderator.post(`${path}/approve`), 400, { code: 'VERIFICATION_DECIDED' })
      expectAnswer(await play.anonymous.get(`/api/users/${craftsman.id}`), 200, { verified: true })
    },
  )
}

function sendDocument(app: App, bytes: Uint8Array<ArrayBuffer>) {
  const form = new FormData()
  form.set('docType', 'National ID')
  form.set('document', new Blob([bytes], { type: 'image/png' }), 'id.png')
  return app.call('POST', `${OWN}/documents`, { form })
}

/** A number of nobody: born on 1 January 1990 in Cairo. Each run has another. */
const randomNationalId = (): string => `290010101${String(randomInt(100_000)).padStart(5, '0')}`

const inArabic = (number: string): string =>
  number.replace(/\d/g, (digit) => '٠١٢٣٤٥٦٧٨٩'.charAt(Number(digit)))
