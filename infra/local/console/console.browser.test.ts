import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO, type DemoName } from '#infra/demo/demo-ids.ts'
import { BROWSER, sayIfSkipped } from '#infra/local/testing/browser.ts'
import { layoutFaults } from '#infra/local/testing/layout-faults.ts'
import { type StartedServer, startServer } from '#infra/local/testing/started-server.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

sayIfSkipped('the console')

/** The payment of client1 at Fawry that is pending in the demo data. */
const PENDING_PAYMENT = 'Renew the pipes of a bathroom'

describe.skipIf(!BROWSER)('the console', () => {
  let server: StartedServer
  let browser: Browser
  const complaints: string[] = []

  beforeAll(async () => {
    server = await startServer()
    browser = await chromium.launch({ executablePath: BROWSER ?? '', args: ['--no-sandbox'] })
    await makeSomethingHappen()
  }, timeLimit(6_000))
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  const as = async (name: DemoName) => {
    const place = `${server.url}/_local/accounts/${DEMO.people[name].id}/token`
    const { token } = (await (await fetch(place, { method: 'POST' })).json()) as { token: string }
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    return async (method: string, path: string, body: unknown) => {
      const answer = await fetch(`${server.url}${path}`, { method, headers, body: JSON.stringify(body) })
      expect([path, answer.ok]).toEqual([path, true])
    }
  }

  /** An e-mail, a push to a phone, events on the bus, and names and addresses that are long. */
  const makeSomethingHappen = async () => {
    await fetch(`${server.url}/_local/clock`, {
      method: 'POST',
      body: JSON.stringify({ advanceMs: 3_600_000 }),
    })
    const [client, craftsman] = [await as('client1'), await as('craftsman1')]
    await client('POST', '/api/users/me/devices', { token: 'a'.repeat(160), platform: 'android' })
    await craftsman('PATCH', `/api/jobs/${DEMO.jobs.hired}/status`, { status: 'On The Way' })
    await client('POST', '/api/auth/register', {
      email: `${'long-address-'.repeat(4)}@quite-a-long-domain.example.com`,
      password: 'a chair with 4 legs',
      role: 'Craftsman',
      firstName: 'Abdelrahman-Mohamed-Abdelaziz',
      lastName: 'عبد الرحمن محمد عبد العزيز',
    })
  }

  const open = async (place: string, width = 390): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width, height: 844 } })
    page.setDefaultTimeout(timeLimit(1_500))
    page.on('pageerror', ({ message }) => complaints.push(message))
    page.on('console', (line) => line.type() === 'error' && complaints.push(line.text()))
    await page.goto(`${server.url}${place}`)
    return page
  }
  const section = (page: Page, name: string) => page.locator(`section#${name}`)

  it.each([390, 768, 1200, 1400])('fits a window of %i px, with everything that there is', async (width) => {
    for (const [place, isDrawn] of [
      ['/', 'Console'],
      ['/_local', 'job.status.changed'],
      ['/_local/live', 'To hear something'],
    ] as const) {
      // Prepare
      const page = await open(place, width)
      await page.getByText(isDrawn).first().waitFor()
      for (const closed of await page.locator('summary').all()) await closed.click()
      // Act
      const faults = await layoutFaults(page)
      // Assess
      expect([place, faults]).toEqual([place, []])
      await page.close()
    }
  })

  it('shows pushes, queues and the bus to read, each with a link above it', async () => {
    const page = await open('/_local')
    await section(page, 'pushes').getByText('to device').first().waitFor()
    for (const queue of ['notifications', 'realtime', 'push', 'email'])
      await section(page, 'queues').getByText(queue, { exact: true }).waitFor()
    await section(page, 'bus').getByText('job.status.changed').first().click()
    await section(page, 'bus').getByText('"to": "On The Way"').waitFor()
    const links = await page.locator('nav.inside a').evaluateAll((all) => all.map((one) => one.outerHTML))
    const sections = await page.locator('section').evaluateAll((all) => all.map(({ id }) => id))
    for (const id of sections) expect(links.join()).toContain(`href="#${id}"`)
    await page.close()
  })

  it('has a button for each thing that a payer can do, and shows what came of it', async () => {
    // Prepare
    const page = await open('/_local')
    const row = section(page, 'payments').locator('li', { hasText: PENDING_PAYMENT })
    await row.waitFor()
    expect(await row.getByRole('button').allTextContents()).toEqual([
      'Paid',
      'Failed',
      'Expired',
      'Charged back',
      'Duplicate',
      'Late',
    ])
    expect(await row.getByRole('button', { name: 'Charged back' }).isDisabled()).toBe(true)
    // Act
    await row.getByRole('button', { name: 'Late' }).click()
    // Assess
    await page.getByText('Late: the payment is Held').waitFor()
    await row.locator('.tag', { hasText: 'Held' }).waitFor()
    expect(await row.getByRole('button', { name: 'Charged back' }).isEnabled()).toBe(true)
    await page.close()
  })

  it('finishes the onboarding of a craftsman at Stripe', async () => {
    const page = await open('/_local')
    const row = section(page, 'accounts').locator('li', { hasText: 'craftsman2@' })
    await row.getByRole('button', { name: 'Onboard Stripe' }).click()
    await row.getByText('Stripe ready').waitFor()
    await page.close()
  })

  it('made the browser complain of nothing', () => {
    expect(complaints).toEqual([])
  })
})
