import type { Desk } from '#infra/local/stand-ins/fawry/endpoints.ts'
import type { StandInAnswer, StandInRequest } from '#infra/local/stand-ins/stand-in.ts'

const OUTCOMES = ['paid', 'failed', 'expired'] as const
type Outcome = (typeof OUTCOMES)[number]

const HTML = { 'content-type': 'text/html; charset=utf-8' }

/** The page where a payer would enter his card: a button for each way that it can end. */
export async function hostedPage(
  { pages }: Desk,
  { method, url }: StandInRequest,
  pay: (reference: string, outcome: Outcome) => Promise<unknown>,
): Promise<StandInAnswer> {
  const [, , token = '', asked] = url.pathname.split('/')
  const page = pages.get(token)
  if (!page) return { status: 404 }
  const outcome = OUTCOMES.find((each) => each === asked)
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
