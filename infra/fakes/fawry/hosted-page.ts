import type { FakeRequest, FakeResponse } from '#infra/fakes/fake-server.ts'
import type { FawryRecords } from '#infra/fakes/fawry/endpoints.ts'

const OUTCOMES = ['paid', 'failed', 'expired'] as const
type Outcome = (typeof OUTCOMES)[number]

const HTML = { 'content-type': 'text/html; charset=utf-8' }

/** The page on which a payer would enter their card: it has a button for each possible outcome. */
export async function hostedPage(
  { pages }: FawryRecords,
  { method, url }: FakeRequest,
  pay: (reference: string, outcome: Outcome) => Promise<unknown>,
): Promise<FakeResponse> {
  const [, , token = '', requested] = url.pathname.split('/')
  const page = pages.get(token)
  if (!page) return { status: 404 }
  const outcome = OUTCOMES.find((each) => each === requested)
  if (method === 'POST' && outcome) {
    await pay(page.reference, outcome)
    return { status: 303, headers: { location: page.returnUrl ?? '/' } }
  }
  const buttons = OUTCOMES.map(
    (each) => `<form method="post" action="/hosted/${token}/${each}"><button>${each}</button></form>`,
  )
  const text = `<!doctype html><title>FawryPay</title><h1>EGP ${(page.amount / 100).toFixed(2)}</h1>${buttons.join('')}`
  return { status: 200, bytes: Buffer.from(text), headers: HTML }
}
