import { describe, expect, it } from 'vitest'
import { notificationRoutes } from '#functions/notifications/notifications.routes.ts'
import { NOTIFICATION_TYPES } from '#lib/model/notification-types.ts'
import { KIND_NAMES } from '#lib/notifications/kind-names.ts'
import { readPreferences } from '#lib/notifications/preferences.ts'
import { unsubscribe } from '#lib/notifications/unsubscribe.ts'
import { badLinkPage } from '#lib/notifications/unsubscribe-page.ts'
import { unsubscribeToken } from '#lib/notifications/unsubscribe-token.ts'
import { newId } from '#lib/platform/ids.ts'
import { call, handlerOf } from '#lib/testing/call.ts'
import { aDatabase } from '#lib/testing/mongo.ts'

aDatabase()

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
const { unsubscribe: postRoute, unsubscribePage: getRoute } = notificationRoutes

/** What a browser gets: any status, and the body as it is. */
async function browse(
  route: typeof postRoute | typeof getRoute,
  query: Record<string, string>,
  language = '',
) {
  const handler = await handlerOf(route)
  const { statusCode, body, headers } = await handler(
    {
      version: '2.0',
      routeKey: `${route.method} ${route.path}`,
      rawPath: route.path,
      rawQueryString: '',
      headers: { accept: BROWSER, ...(language && { 'accept-language': language }) },
      queryStringParameters: query,
      requestContext: {
        requestId: 'of-this-test',
        http: { method: route.method, path: route.path, sourceIp: '127.0.0.1' },
      },
      isBase64Encoded: false,
    } as never,
    { awsRequestId: 'of-this-test' },
  )
  return { status: statusCode, page: String(body), type: String(headers?.['content-type']) }
}

const aLink = async (type: (typeof NOTIFICATION_TYPES)[number] = 'quote') => {
  const userId = newId<'User'>()
  return { userId, token: await unsubscribeToken({ userId, type }) }
}

const languageOf = (page: string) => /<html lang="(\w+)" dir="(\w+)">/.exec(page)?.slice(1)

describe('the unsubscribe link', () => {
  it.each([
    ['en', ['en', 'ltr'], 'Stop e-mails about quotes?', 'You get no more e-mails about quotes.'],
    [
      'ar',
      ['ar', 'rtl'],
      'إيقاف رسائل البريد عن عروض الأسعار؟',
      'لن تصلك رسائل بريد عن عروض الأسعار بعد الآن.',
    ],
  ])(
    'in an e-mail in %s ends on pages in that language, whatever the browser asks for',
    async (lang, html, ask, done) => {
      // Prepare
      const { userId, token } = await aLink()
      // Act
      const opened = await browse(getRoute, { token, lang }, lang === 'en' ? 'ar' : 'en')
      // Assess: opening it changes nothing
      expect(opened).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' })
      expect(languageOf(opened.page)).toEqual(html)
      expect(opened.page).toContain(ask)
      expect((await readPreferences(userId)).quote.email).toBe(true)

      // Act: the button
      const [, action = ''] = /<form method="post" action="([^"]+)"/.exec(opened.page) ?? []
      const target = new URL(action.replaceAll('&#38;', '&'), 'http://api')
      expect(target.pathname).toBe('/api/notifications/unsubscribe')
      const pressed = await browse(
        postRoute,
        Object.fromEntries(target.searchParams),
        lang === 'en' ? 'ar' : 'en',
      )
      // Assess
      expect(pressed).toMatchObject({ status: 201, type: 'text/html; charset=utf-8' })
      expect(languageOf(pressed.page)).toEqual(html)
      expect(pressed.page).toContain(done)
      expect((await readPreferences(userId)).quote).toEqual({ push: true, email: false })
      expect((await readPreferences(userId)).invitation.email).toBe(true)
    },
  )

  it('answers a mail program, which is no browser, with JSON', async () => {
    const { userId, token } = await aLink('status')
    const { status, body } = await call(postRoute, { query: { token, lang: 'en' } })
    expect(status).toBe(201)
    expect(body.message).toContain('e-mails about the progress of your jobs')
    expect((await readPreferences(userId)).status.email).toBe(false)
  })

  it.each(NOTIFICATION_TYPES.map((type) => [type]))('names the kind: %s', async (type) => {
    const { token } = await aLink(type)
    for (const lang of ['ar', 'en'] as const) {
      expect((await browse(getRoute, { token, lang })).page).toContain(KIND_NAMES[type][lang])
    }
  })
})

describe('an unsubscribe link that does not work', () => {
  const BAD: readonly (readonly [string, (token: string) => Record<string, string>])[] = [
    ['of another type', (token) => ({ token: token.replace('.quote.', '.status.') })],
    ['of another person', (token) => ({ token: newId<'User'>() + token.slice(24) })],
    ['that was cut short', (token) => ({ token: token.slice(0, -1) })],
    ['of which almost nothing is left', () => ({ token: 'x' })],
    ['without a token', () => ({})],
    ['with something behind it', (token) => ({ token: `${token}">` })],
    ['that is much too long', (token) => ({ token: token.repeat(60) })],
    ['of an unknown type', (token) => ({ token: token.replace('.quote.', '.nothing.') })],
  ]

  it.each(BAD)('%s is refused, and a browser is told kindly, in its language', async (_what, forged) => {
    const { token } = await aLink()
    const query = forged(token)
    await expect(unsubscribe({ token: query.token ?? '', locale: 'en', html: false })).rejects.toThrow(
      'INVALID_UNSUBSCRIBE_LINK',
    )
    for (const route of [getRoute, postRoute]) {
      expect(await browse(route, { ...query, lang: 'en' })).toEqual({
        status: 400,
        page: badLinkPage('en'),
        type: 'text/html; charset=utf-8',
      })
      expect((await browse(route, query, 'en-GB')).page).toBe(badLinkPage('en'))
      expect((await browse(route, { ...query, lang: 'xx' })).page).toBe(badLinkPage('ar'))
      const { status, text } = await call(route, { query })
      expect([status, JSON.parse(text)]).toMatchObject([400, { code: 'INVALID_UNSUBSCRIBE_LINK' }])
    }
  })
})
