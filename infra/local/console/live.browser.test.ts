import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BROWSER, sayIfSkipped } from '#infra/local/testing/browser.ts'
import { type StartedServer, startServer } from '#infra/local/testing/started-server.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

sayIfSkipped('the live page')

/** craftsman5 may quote on the open job (Posted, Cash); craftsman1 is hired for the other one. */
const OPEN_JOB = '65a000000000000000000210'
const HIRED_JOB = '65a000000000000000000203'

describe.skipIf(!BROWSER)('the live page', () => {
  let server: StartedServer
  let browser: Browser
  let page: Page
  let loads = 0

  beforeAll(async () => {
    server = await startServer()
    browser = await chromium.launch({ executablePath: BROWSER ?? '', args: ['--no-sandbox'] })
    page = await browser.newPage({ timezoneId: 'America/New_York' })
    page.setDefaultTimeout(timeLimit(1_500))
    page.on('load', () => (loads += 1))
    await page.goto(`${server.url}/_local/live`)
    await page.locator('.lamp.on').nth(1).waitFor()
  }, timeLimit(6_000))
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  const pane = (number: number) => page.locator('section').nth(number)

  const titleOf = async (jobId: string): Promise<string> => {
    const job = await (await as('client1'))('GET', `/api/jobs/${jobId}`)
    return ((await job.json()) as { title: string }).title
  }

  const as = async (person: string) => {
    const answer = await fetch(`${server.url}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        loginIdentifier: `${person}@craftworks.example`,
        password: 'Craftworks-demo-1',
        type: 'clients',
      }),
    })
    const { token } = (await answer.json()) as { token: string }
    return (method: string, place: string, body?: unknown) =>
      fetch(`${server.url}${place}`, {
        method,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
  }

  it('says what to do while nothing was heard, and does it', async () => {
    for (const number of [0, 1])
      await pane(number).getByText('To hear something: let the other one write').waitFor()
    // Act
    await pane(0).getByRole('button', { name: 'Let the other one write' }).click()
    // Assess
    await pane(0).getByText('أنا في الطريق إن شاء الله').first().waitFor()
    expect(await pane(0).getByText('Nothing yet.').count()).toBe(0)
  })

  it('shows the client a quote as it arrives, without a reload', async () => {
    const craftsman = await as('craftsman5')
    const quoted = await craftsman('POST', `/api/jobs/${OPEN_JOB}/quotes`, { price: 45_000 })
    expect(quoted.status).toBe(201)
    await pane(0).getByText('عرض جديد').waitFor()
    expect(loads).toBe(1)
  })

  it('shows both people a change of status as it happens, without a reload', async () => {
    const craftsman = await as('craftsman1')
    const changed = await craftsman('PATCH', `/api/jobs/${HIRED_JOB}/status`, { status: 'On The Way' })
    expect(changed.status).toBe(200)
    for (const number of [0, 1]) {
      await pane(number).getByText('Hired → On The Way').waitFor()
    }
    expect(loads).toBe(1)
  })

  it('names the job by its title, and the time as it is in Cairo', async () => {
    const change = pane(0).locator('li', { hasText: 'Hired → On The Way' })
    await change.getByText(await titleOf(HIRED_JOB)).waitFor()
    const shown = change.locator('time')
    const at = new Date((await shown.getAttribute('datetime')) ?? '')
    const inCairo = at.toLocaleTimeString('en-GB', { timeZone: 'Africa/Cairo' })
    expect(await shown.textContent()).toBe(`${inCairo}, Cairo`)
    expect(await page.locator('section').allTextContents()).not.toContain(HIRED_JOB)
  })
})
