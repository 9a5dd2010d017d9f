import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StartedServer, startServer } from '#infra/local/testing/started-server.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

const BROWSER = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
if (!BROWSER)
  process.stdout.write('SKIPPED: Chromium is not installed, so the pages of mail links were not tested\n')

const JOB = '65a000000000000000000203'
const NEW_PASSWORD = 'نص طويل محدش يعرفه'

describe.skipIf(!BROWSER)('a link in an e-mail, on one machine', () => {
  let server: StartedServer
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    server = await startServer()
    browser = await chromium.launch({ executablePath: BROWSER ?? '', args: ['--no-sandbox'] })
    page = await browser.newPage({ viewport: { width: 390, height: 760 }, locale: 'ar-EG' })
    page.setDefaultTimeout(timeLimit(1_500))
  }, timeLimit(6_000))
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  const post = (place: string, body: unknown) =>
    fetch(`${server.url}${place}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const login = async (password: string) =>
    (
      await post('/api/auth/login', {
        loginIdentifier: 'client1@craftworks.example',
        password,
        type: 'clients',
      })
    ).status
  const newestLink = async (pattern: RegExp) => {
    const mails = (await (await fetch(`${server.url}/_local/emails`)).json()) as { text: string }[]
    const link = pattern.exec(mails.map(({ text }) => text).join('\n'))?.[0] ?? ''
    return link.replace(/^http:\/\/localhost:\d+/, server.url) // the tests' own setting names another port
  }
  const isInside = () =>
    page.evaluate('document.documentElement.scrollWidth <= innerWidth') as Promise<boolean>
  const direction = () => page.evaluate('document.documentElement.dir') as Promise<string>

  it(
    'sets a new password, in Arabic from right to left, and works once',
    async () => {
      // Prepare
      await post('/api/auth/forgot-password', { email: 'client1@craftworks.example' })
      const link = await newestLink(/http:\/\/localhost:\d+\/reset-password\?token=[\w-]+/)
      // Act
      await page.goto(link)
      const [dir, fits] = [await direction(), await isInside()]
      await page.locator('input[name=password]').fill(NEW_PASSWORD)
      await page.locator('input[name=again]').fill(`${NEW_PASSWORD}x`)
      await page.locator('form button').click()
      const refused = await page.locator('.bad').innerText()
      await page.locator('input[name=again]').fill(NEW_PASSWORD)
      await page.locator('form button').click()
      await page.locator('.good').waitFor()
      // Assess
      expect([dir, fits]).toEqual(['rtl', true])
      expect(refused).toMatch(/[\u0621-\u064a]/)
      expect([await login(NEW_PASSWORD), await login('Craftworks-demo-1')]).toEqual([201, 401])
      await page.reload()
      for (const name of ['password', 'again'])
        await page.locator(`input[name=${name}]`).fill(`${NEW_PASSWORD}2`)
      await page.locator('form button').click()
      expect(await page.locator('.bad').innerText()).toContain('لم يعد صالحًا')
    },
    timeLimit(6_000),
  )

  it(
    'shows the job to those whom it concerns once they have logged in, in English too',
    async () => {
      // Act
      await page.goto(`${server.url}/jobs/${JOB}?lang=en`)
      await page.locator('input[name=loginIdentifier]').fill('craftsman1@craftworks.example')
      await page.locator('input[name=password]').fill('Craftworks-demo-1')
      await page.locator('form button').click()
      await page.locator('dl').waitFor()
      // Assess
      expect(await direction()).toBe('ltr')
      expect(await page.locator('h1').innerText()).not.toBe('')
      expect(await page.locator('dl').innerText()).toMatch(/Status[^]*Service/)
      await page.locator('#language').click()
      await page.locator('dt', { hasText: 'الحالة' }).waitFor()
      expect([await direction(), await isInside()]).toEqual(['rtl', true])
    },
    timeLimit(6_000),
  )

  it.each(['/notifications', '/wallet/payout-accounts'])('opens %s', async (place) => {
    // Act
    await page.goto(`${server.url}${place}`)
    await page.locator('h1').waitFor()
    // Assess
    expect(await page.locator('.bad').count()).toBe(0)
  })

  it.each(['/nowhere', '/jobs/1', '/reset-password/x'])(
    'leaves %s to the API, which does not know it',
    async (place) => {
      // Act
      const answer = await fetch(`${server.url}${place}`)
      // Assess
      expect([answer.status, ((await answer.json()) as { message: string }).message]).toEqual([
        404,
        'API route not found',
      ])
    },
  )
})
