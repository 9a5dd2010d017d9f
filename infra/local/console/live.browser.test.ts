import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StartedServer, startServer } from '#infra/local/testing/started-server.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

const BROWSER = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
if (!BROWSER) process.stdout.write('SKIPPED: Chromium is not installed, so the live page was not tested\n')

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
    page = await browser.newPage()
    page.setDefaultTimeout(timeLimit(1_500))
    page.on('load', () => (loads += 1))
    await page.goto(`${server.url}/_local/live`)
    await page.locator('.lamp.open').nth(1).waitFor()
  }, timeLimit(6_000))
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  const pane = (number: number) => page.locator('section').nth(number)

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
    return (method: string, place: string, body: unknown) =>
      fetch(`${server.url}${place}`, {
        method,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      })
  }

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
})
