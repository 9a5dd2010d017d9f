import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO, type DemoName, paymentId } from '#infra/demo/demo-ids.ts'
import { type StartedServer, startServer } from '#infra/local/testing/started-server.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServer()
}, timeLimit(6_000))
afterAll(() => server.stop())

/** A request to the server, as one of the demo people or as nobody. */
async function ask<T = unknown>(
  method: string,
  place: string,
  { as, body, accept }: { as?: DemoName; body?: unknown; accept?: string } = {},
): Promise<{ status: number; type: string; text: string; body: T }> {
  const token = as && (await ask<{ token: string }>('POST', `/_local/accounts/${idOf(as)}/token`)).body.token
  const answer = await fetch(`${server.url}${place}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(accept && { accept }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const [type, text] = [answer.headers.get('content-type') ?? '', await answer.text()]
  return { status: answer.status, type, text, body: (type.includes('json') ? JSON.parse(text) : null) as T }
}

const idOf = (name: DemoName): string => DEMO.people[name].id

interface Listed {
  readonly id: string
  readonly title: string | null
  readonly payer: string
  readonly status: string
  readonly outcomes: readonly string[]
}

const listed = async (id: string): Promise<Listed | undefined> =>
  (await ask<Listed[]>('GET', '/_local/payments')).body.find((payment) => payment.id === id)

const GATEWAYS = { Stripe: { gateway: 'Stripe' }, Fawry: { gateway: 'Fawry', method: 'reference' } } as const
type Gateway = keyof typeof GATEWAYS

const TOP_UP = 20_000

async function aTopUp(gateway: Gateway, as: DemoName = 'craftsman4'): Promise<string> {
  const body = { amount: TOP_UP, ...GATEWAYS[gateway] }
  const begun = await ask<{ payment: { id: string } }>('POST', '/api/wallet/top-up', { as, body })
  expect(begun.status).toBe(201)
  return begun.body.payment.id
}

const balanceOf = async (as: DemoName): Promise<number> => {
  const { body } = await ask<{ balance: number; feesDue: number }>('GET', '/api/wallet/balance', { as })
  return body.balance - body.feesDue
}

const act = (id: string, outcome: string) =>
  ask<{ status?: string; message?: string }>('POST', `/_local/payments/${id}/${outcome}`)

/** What the bus heard of a payment, oldest first. */
const heardOf = async (id: string): Promise<readonly string[]> => {
  const { body } = await ask<{ type: string; detail: { data: { paymentId?: string } } }[]>(
    'GET',
    '/_local/bus',
  )
  return body
    .filter(({ detail }) => detail.data.paymentId === id)
    .map(({ type }) => type)
    .reverse()
}

describe.each(['Stripe', 'Fawry'] as const)('a payment at the fake of %s', (gateway) => {
  it.each([
    ['paid', 'Released', TOP_UP],
    ['failed', 'Failed', 0],
    ['expired', 'Expired', 0],
    ['duplicate', 'Released', TOP_UP],
    ['late', 'Released', TOP_UP],
  ])('by the button "%s" becomes %s', async (outcome, status, credited) => {
    // Prepare
    const id = await aTopUp(gateway)
    const before = await balanceOf('craftsman4')
    // Act
    const acted = await act(id, outcome)
    // Assess
    expect([acted.status, acted.body.status]).toEqual([200, status])
    expect(await listed(id)).toMatchObject({ status, title: null })
    expect((await balanceOf('craftsman4')) - before).toBe(credited)
  })

  it('that is late has expired before it was paid', async () => {
    // Prepare
    const id = await aTopUp(gateway)
    // Act
    await act(id, 'late')
    // Assess
    await expect
      .poll(() => heardOf(id), { timeout: timeLimit(2_000) })
      .toEqual(['payment.expired', 'payment.captured'])
  })

  it('that expired earlier can be paid late; one that was paid cannot be late', async () => {
    // Prepare
    const id = await aTopUp(gateway)
    await act(id, 'expired')
    // Act
    const [late, again] = [await act(id, 'late'), await act(id, 'late')]
    // Assess
    expect([late.status, late.body.status]).toEqual([200, 'Released'])
    expect([again.status, again.body.message]).toEqual([409, 'It was paid already, so it cannot be late'])
  })

  it('stays paid whatever its gateway says later', async () => {
    // Prepare
    const id = await aTopUp(gateway)
    await act(id, 'paid')
    const before = await balanceOf('craftsman4')
    // Act
    for (const outcome of ['failed', 'expired', 'duplicate', 'paid'])
      expect((await act(id, outcome)).status).toBe(200)
    // Assess
    expect(await listed(id)).toMatchObject({ status: 'Released' })
    expect(await balanceOf('craftsman4')).toBe(before)
  })

  it('can only be charged back once it is paid', async () => {
    // Prepare
    const id = await aTopUp(gateway)
    // Act
    const early = await act(id, 'charged-back')
    // Assess
    expect([early.status, early.body.message]).toEqual([
      409,
      'Nothing was paid yet that could be charged back',
    ])
    expect((await listed(id))?.outcomes).not.toContain('charged-back')
    await act(id, 'paid')
    expect((await listed(id))?.outcomes).toContain('charged-back')
    expect((await act(id, 'charged-back')).status).toBe(200)
  })

  it('takes the credit away again when it is charged back', async () => {
    // Prepare
    const before = await balanceOf('craftsman4')
    const id = await aTopUp(gateway)
    await act(id, 'paid')
    // Act
    await act(id, 'charged-back')
    // Assess
    expect(await balanceOf('craftsman4')).toBe(before)
    expect((await listed(id))?.status).not.toBe('Released')
  })
})

describe('a chargeback of a job’s payment', () => {
  async function anEscrowJobThatWaitsForStripe() {
    const place = `/api/jobs/${DEMO.jobs.ofOtherClient}`
    const quote = await ask<{ id: string }>('POST', `${place}/quotes`, {
      as: 'craftsman1',
      body: { price: 50_000 },
    })
    await ask('POST', `${place}/quotes/${quote.body.id}/accept`, { as: 'client2' })
    const begun = await ask<{ payment: { id: string } }>('POST', '/api/payments/initiate', {
      as: 'client2',
      body: { jobId: DEMO.jobs.ofOtherClient, gateway: 'Stripe' },
    })
    expect(begun.status).toBe(201)
    return begun.body.payment.id
  }

  it('opens a dispute while the money is held, and happens once', async () => {
    // Prepare
    const id = await anEscrowJobThatWaitsForStripe()
    await act(id, 'paid')
    expect(await listed(id)).toMatchObject({ status: 'Held', payer: 'Karim El-Sayed' })
    // Act
    const [first, second] = [await act(id, 'charged-back'), await act(id, 'charged-back')]
    // Assess
    expect([first.status, first.body.status]).toEqual([200, 'ChargedBack'])
    expect([second.status, second.body.message]).toEqual([409, 'It was charged back already'])
    const job = await ask<{ status: string }>('GET', `/api/jobs/${DEMO.jobs.ofOtherClient}`, {
      as: 'client2',
    })
    expect(job.body.status).toBe('Disputed')
    expect((await listed(id))?.title).toBeTruthy()
  })

  it('is decided by the bank: for the payer, and still returned to us later', async () => {
    // Prepare: the payment of the demo data that is charged back
    const id = paymentId(4)
    // Act
    const lost = await act(id, 'chargeback-lost')
    const again = await act(id, 'chargeback-lost')
    const won = await act(id, 'chargeback-won')
    // Assess
    expect([lost.status, lost.body.status]).toEqual([200, 'ChargedBack'])
    expect([again.status, again.body.message]).toEqual([409, 'It was charged back already'])
    expect([won.status, won.body.status]).toEqual([200, 'Released'])
    expect((await act(id, 'chargeback-won')).body.message).toBe('No chargeback of it is to be decided')
  })

  it('opens one too where Fawry says that it paid back', async () => {
    // Prepare: the payment of the demo data
    await act(paymentId(1), 'duplicate')
    // Act
    await act(paymentId(1), 'charged-back')
    // Assess
    const job = await ask<{ status: string }>('GET', `/api/jobs/${DEMO.jobs.unpaid}`, { as: 'client1' })
    expect(job.body.status).toBe('Disputed')
  })
})

describe('acting on a payment', () => {
  it.each([
    ['65a000000000000000000801', 'stolen', 400],
    ['65a0000000000000000008ff', 'paid', 404],
    ['no-id', 'late', 400],
  ])('%s as %s is a %i', async (id, outcome, status) => {
    const refused = await act(id, outcome)
    expect([refused.status, typeof refused.body.message]).toEqual([status, 'string'])
  })

  it('names the outcomes that there are', async () => {
    const { body } = await act('65a000000000000000000801', 'stolen')
    expect(body.message).toContain(
      'paid, failed, expired, charged-back, chargeback-won, chargeback-lost, duplicate, late',
    )
  })
})

describe('onboarding at Stripe', () => {
  const onboard = (name: DemoName) =>
    ask<{ id?: string; status?: string; message?: string }>('POST', `/_local/accounts/${idOf(name)}/stripe`)
  const atStripe = async (name: DemoName) => {
    const { body } = await ask<{ id: string; stripe?: string }[]>('GET', '/_local/accounts')
    return body.find(({ id }) => id === idOf(name))?.stripe
  }

  it('opens the account of a craftsman who has none, and makes it ready', async () => {
    // Prepare
    expect(await atStripe('craftsman2')).toBe('None')
    // Act
    const account = await onboard('craftsman2')
    // Assess
    expect([account.status, account.body.status]).toEqual([200, 'Ready'])
    expect(await atStripe('craftsman2')).toBe('Ready')
  })

  it('makes ready what the craftsman opened in their app, and changes nothing the second time', async () => {
    // Prepare
    const body = { kind: 'stripe' }
    const opened = await ask<{ id: string }>('POST', '/api/wallet/payout-accounts', {
      as: 'craftsman3',
      body,
    })
    expect(await atStripe('craftsman3')).toBe('Onboarding')
    // Act
    const [first, second] = [await onboard('craftsman3'), await onboard('craftsman3')]
    // Assess
    for (const { body: account } of [first, second])
      expect(account).toMatchObject({ id: opened.body.id, status: 'Ready' })
  })

  it('is refused for whoever is no craftsman, or does not exist', async () => {
    const client = await onboard('client1')
    const nobody = await ask('POST', '/_local/accounts/65a0000000000000000000ff/stripe')
    expect([client.status, nobody.status]).toEqual([409, 404])
    expect(await atStripe('client1')).toBeUndefined()
  })
})

describe('GET /', () => {
  it('leads people to the console and the docs', async () => {
    const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
    const { status, type, text } = await ask('GET', '/', { accept })
    expect([status, type]).toEqual([200, 'text/html; charset=utf-8'])
    for (const place of ['/_local', '/api/docs', '/_local/live']) {
      expect(text).toContain(`href="${place}"`)
      expect((await ask('GET', place, { accept })).status).toBe(200)
    }
  })

  it.each(['application/json', '*/*', undefined])(
    'tells a program (accept: %s) the addresses',
    async (accept) => {
      const { status, body } = await ask<Record<string, string>>('GET', '/', accept ? { accept } : {})
      expect(status).toBe(200)
      expect(body).toMatchObject({ api: `${server.url}/api`, docs: `${server.url}/api/docs` })
      expect(body.console).toBe(`${server.url}/_local`)
      expect((await fetch(body.openapi ?? '')).status).toBe(200)
    },
  )

  it('is a 404 as before for other methods and for pages of another origin', async () => {
    const post = await ask<{ code: string }>('POST', '/')
    const foreign = await fetch(server.url, { headers: { origin: 'https://evil.example' } })
    expect([post.status, post.body.code, foreign.status]).toEqual([404, 'ROUTE_NOT_FOUND', 404])
    expect((await fetch(server.url, { method: 'HEAD' })).status).toBe(200)
  })
})

describe('an error', () => {
  it('is at the fake of Sentry, shown by the console, with the function and without the person', async () => {
    // Prepare
    const token = `device-${'c'.repeat(40)}`
    await ask('POST', '/api/users/me/devices', { as: 'client1', body: { token, platform: 'android' } })
    await ask('POST', '/_local/pushes/faults', { body: { token, fault: 'INVALID_PAYLOAD' } })
    // Act
    await ask('PATCH', `/api/jobs/${DEMO.jobs.hired}/status`, {
      as: 'craftsman1',
      body: { status: 'On The Way' },
    })
    // Assess
    await expect
      .poll(async () => (await ask<{ tags: object }[]>('GET', '/_local/errors')).body, {
        timeout: timeLimit(500),
      })
      .toMatchObject([{ tags: { kind: 'queue', route: 'deliverPush' } }])
    expect((await ask('GET', '/_local/errors')).text).not.toContain(token)
    expect((await ask<{ errors: unknown[] }>('GET', '/_local/state')).body.errors).toHaveLength(1)
  })
})

describe('the files of the pages', () => {
  it('are served, and nothing else is', async () => {
    const statuses = await Promise.all(
      ['console.js', 'console.css', 'no-such.js', '..%2fconsole-routes.ts', 'console-routes.ts'].map(
        async (name) => (await ask('GET', `/_local/assets/${name}`)).status,
      ),
    )
    expect(statuses).toEqual([200, 200, 404, 404, 404])
  })

  it('run no script that stands in the page', async () => {
    const { headers } = await fetch(`${server.url}/_local`)
    expect(headers.get('content-security-policy')).not.toMatch(/script-src[^;]*unsafe/)
  })
})
