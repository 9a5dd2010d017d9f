import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StartedServer, startServer } from '#infra/local/testing/started-server.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

const BROWSER = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
if (!BROWSER) process.stdout.write('SKIPPED: Chromium is not installed, so the docs page was not tested\n')

describe.skipIf(!BROWSER)('the docs page', () => {
  let server: StartedServer
  let browser: Browser
  let page: Page
  const complaints: string[] = []

  const open = async () => {
    await page.goto('about:blank')
    await page.goto(`${server.url}/api/docs`)
    await page.locator('.opblock').first().waitFor()
  }

  beforeAll(async () => {
    server = await startServer()
    browser = await chromium.launch({ executablePath: BROWSER ?? '', args: ['--no-sandbox'] })
    page = await browser.newPage()
    page.setDefaultTimeout(timeLimit(1_500))
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (line) => void (line.type() === 'error' && complaints.push(line.text())))
    await open()
  }, timeLimit(6_000))
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  /** Executes an operation with its own example and returns the status of the answer. */
  const execute = async (operation: string) => {
    const block = page.locator(`[id="operations-${operation}"]`)
    await block.locator('.opblock-summary-control').click()
    await block.locator('.execute').click()
    const status = block.locator('.live-responses-table tbody .response-col_status').first()
    await status.waitFor()
    return Number.parseInt(await status.innerText(), 10)
  }

  it('tries out a login as it stands, and what follows with its token', async () => {
    expect(await execute('users-getMe')).toBe(401)
    await open()
    expect(await execute('auth-login')).toBe(201)
    expect(await execute('users-getMe')).toBe(200)
    expect(await execute('jobs-getJob')).toBe(200)
    expect(await execute('jobs-createJob')).toBe(201)
  })

  it('keeps the token when it is loaded again, until a logout', async () => {
    await open()
    expect(await execute('users-getMe')).toBe(200)
    await open()
    expect(await execute('auth-logout')).toBe(201)
    await open()
    expect(await execute('users-getMe')).toBe(401)
  })

  it('has one line for each error, which shows its examples when it is clicked', async () => {
    await open()
    const block = page.locator('[id="operations-jobs-updateJobStatus"]')
    await block.locator('.opblock-summary-control').click()
    const refused = block.locator('tr.response[data-code="404"]')
    expect((await refused.boundingBox())?.height).toBeLessThan(60)
    await refused
      .getByText('examples')
      .or(refused.locator('.response-col_description__inner'))
      .first()
      .click()
    await refused.locator('.highlight-code, .example').first().waitFor()
  })

  it('leads to the protocol of the socket', async () => {
    await page.goto(`${server.url}/api/docs/socket`)
    expect(await page.locator('section').count()).toBeGreaterThan(10)
    expect(complaints.filter((line) => !line.includes('401'))).toEqual([])
  })
})
