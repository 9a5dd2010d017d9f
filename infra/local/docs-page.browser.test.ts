import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '#functions/routes.ts'
import { type StartedServer, startServer } from '#infra/local/testing/started-server.ts'
import { methodsAnsweredBy } from '#lib/lambda/http/define-route.ts'
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
    await page.locator('.opblock-tag').first().waitFor()
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

  /** Opens the area of an operation, and the operation. */
  const unfold = async (operation: string) => {
    const [area = ''] = operation.split('-')
    const block = page.locator(`[id="operations-${operation}"]`)
    if ((await block.count()) === 0) await page.locator(`[id="operations-tag-${area}"]`).click()
    await block.locator('.opblock-summary-control').click()
    return block
  }

  /** Executes an operation with its own example and returns the status of the answer. */
  const execute = async (operation: string) => {
    const block = await unfold(operation)
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
    const block = await unfold('jobs-updateJobStatus')
    const refused = block.locator('tr.response[data-code="404"]')
    expect((await refused.boundingBox())?.height).toBeLessThan(60)
    await refused
      .getByText('examples')
      .or(refused.locator('.response-col_description__inner'))
      .first()
      .click()
    await refused.locator('.highlight-code, .example').first().waitFor()
  })

  it('has every operation in its area, however many there are', async () => {
    await open()
    const areas = page.locator('.opblock-tag')
    for (let i = 0; i < (await areas.count()); i += 1) {
      const area = areas.nth(i)
      await area.click()
      const name = (await area.getAttribute('data-tag')) ?? ''
      const operations = routes.filter((route) => route.area === name).flatMap(methodsAnsweredBy)
      await expect.poll(() => page.locator('.opblock').count()).toBe(operations.length)
      await area.click()
      await expect.poll(() => page.locator('.opblock').count()).toBe(0)
    }
  })

  it('is no wider than a phone, with an operation open, a form with files, long answers and one executed', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await open()
    for (const operation of ['services-uploadServicePicture', 'users-exportData', 'jobs-updateJobStatus'])
      await (await unfold(operation)).locator('.responses-table').waitFor()
    await execute('services-listServices')
    const width = await page.evaluate('document.documentElement.scrollWidth')
    await page.setViewportSize({ width: 1_280, height: 720 })
    expect(width).toBeLessThanOrEqual(390)
  })

  it('opens at an operation that a link names', async () => {
    await page.goto('about:blank')
    await page.goto(`${server.url}/api/docs#/wallet/listTransactions`)
    await page.locator('[id="operations-wallet-listTransactions"] .opblock-body').waitFor()
  })

  it('leads to the protocol of the socket', async () => {
    await page.goto(`${server.url}/api/docs/socket`)
    expect(await page.locator('section').count()).toBeGreaterThan(10)
    expect(complaints.filter((line) => !line.includes('401'))).toEqual([])
  })
})
