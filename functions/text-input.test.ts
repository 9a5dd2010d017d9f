import { describe, expect, it } from 'vitest'
import { authRoutes } from '#functions/auth/auth.routes.ts'
import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { messageRoutes } from '#functions/messages/messages.routes.ts'
import { notificationRoutes } from '#functions/notifications/notifications.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { walletRoutes } from '#functions/wallet/wallet.routes.ts'
import type { HttpEvent } from '#lib/lambda/http/http-event.ts'
import { call, handlerOf } from '#lib/testing/call.ts'
import { aHiredJob, aJob, CAIRO } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, type Somebody } from '#lib/testing/people.ts'

aDatabase()

const person = { password: 'a good passphrase', role: 'Client', firstName: 'Mona', lastName: 'Ali' } as const

describe('characters that nobody sees', () => {
  it.each(['\u200b\u200b\u200b', '\u3164', '\u2060 \u00ad', '\u2066\u2069', '\u2800'])(
    'are no name, title or description: %j',
    async (nothing) => {
      const client = await aClient()
      const { job } = await aJob({ client })
      const posting = {
        title: 'A leaking tap',
        description: 'It drips',
        category: job.category,
        paymentType: 'Cash',
        location: CAIRO,
      }
      const refused = [
        await call(authRoutes.register, {
          body: { ...person, email: 'nobody@example.com', firstName: nothing },
        }),
        await call(userRoutes.updateMe, { as: client, body: { lastName: nothing } }),
        await call(jobRoutes.createJob, { as: client, body: { ...posting, title: nothing } }),
        await call(jobRoutes.createJob, { as: client, body: { ...posting, description: nothing } }),
      ]
      for (const { status, body } of refused) expect([status, body.code]).toEqual([400, 'VALIDATION_FAILED'])
    },
  )

  it('are stripped from what people type into an account, and from how they log in', async () => {
    // Prepare
    const typed = {
      ...person,
      email: '\u200emona.ali@example.com\u200e',
      phone: '\u202a+20 100 555 6677\u202c',
      firstName: '\u200fمنى\u200f',
    }
    // Act
    const { status, body } = await call(authRoutes.register, { body: typed })
    const logins = ['\u2068mona.ali@example.com\u2069', '\u200f٠١٠٠ ٥٥٥ ٦٦٧٧\u200f'].map((loginIdentifier) =>
      call(authRoutes.login, { body: { loginIdentifier, password: person.password, type: 'clients' } }),
    )
    // Assess
    expect(status).toBe(201)
    expect(body.user).toMatchObject({
      email: 'mona.ali@example.com',
      phone: '+201005556677',
      firstName: 'منى',
    })
    for (const login of await Promise.all(logins)) expect(login.body.user?.id).toBe(body.user.id)
  })

  it('do not hide a payout account or a time of day', async () => {
    const craftsman = await aCraftsman()
    const accounts = [
      { kind: 'bank', holder: 'Ali', iban: '\u200eEG38 0019 0005 0000 0000 2631 8000 2\u200f' },
      { kind: 'mobileWallet', phone: '\u2066٠١٠ ٠١٢٣ ٤٥٦٧\u2069' },
    ]
    for (const body of accounts) {
      expect((await call(walletRoutes.addPayoutAccount, { as: craftsman, body })).status).toBe(201)
    }
    const quiet = { quietHours: { from: '٢٢:٠٠', to: '\u200f٠٧:٣٠\u200f' } }
    const { body } = await call(notificationRoutes.changeNotificationPreferences, {
      as: craftsman,
      body: quiet,
    })
    expect(body.quietHours).toEqual({ from: '22:00', to: '07:30' })
  })

  it('stay in a chat, where keyboards put them', async () => {
    const { jobId, client } = await aHiredJob()
    for (const text of [
      'السعر \u2068EGP 250\u2069 بس',
      '\u200fتمام 👨‍🔧',
      'می\u200cخواهم',
      '\u202bأهلا\u202c',
    ]) {
      const { status, body } = await call(messageRoutes.sendMessage, {
        as: client,
        params: { jobId },
        body: { text },
      })
      expect([status, body.text]).toEqual([201, text])
    }
  })
})

describe('numbers in a query', () => {
  it('are read in the digits of any script', async () => {
    const client = await aClient()
    await aJob({ client })
    const queries: Record<string, string>[] = [
      { page: '١', limit: '٥' },
      { page: '\u200f1\u200f', limit: '５' },
      { near: '٣١.٢٣٥٧,٣٠.٠٤٤٤', radiusKm: '۱۰', limit: '5' },
    ]
    for (const query of queries) {
      const { status, body } = await call(jobRoutes.listJobs, { as: client, query })
      expect([status, body.pagination?.page, body.pagination?.limit]).toEqual([200, 1, 5])
    }
  })
})

describe('bytes that are not UTF-8', () => {
  const WRONG = [
    ['a byte of Latin-1', [0x63, 0x61, 0x66, 0xe9]],
    ['half a character', [0xd9]],
    ['an encoded surrogate', [0xed, 0xa0, 0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['Windows-1256', [0xe3, 0xcd, 0xe3, 0xcf]],
  ] as const

  /** What API Gateway makes of a request: JSON as text, in which it has replaced what it could not decode. */
  async function sent(as: Somebody, bytes: Buffer, contentType: string, isBase64Encoded: boolean) {
    const handler = await handlerOf(userRoutes.updateMe)
    const event = {
      version: '2.0',
      rawPath: '/api/users/me',
      rawQueryString: '',
      headers: { 'content-type': contentType, authorization: `Bearer ${as.token}` },
      requestContext: { requestId: 'a', http: { method: 'PUT', sourceIp: '127.0.0.1' } },
      body: bytes.toString(isBase64Encoded ? 'base64' : 'utf8'),
      isBase64Encoded,
    } as unknown as HttpEvent
    const { statusCode, body } = await handler(event, { awsRequestId: 'a' })
    return [statusCode, (JSON.parse(body ?? '') as { code?: string }).code]
  }

  const json = (name: Buffer) => Buffer.concat([Buffer.from('{"firstName":"'), name, Buffer.from('"}')])

  const form = (name: Buffer) =>
    Buffer.concat([
      Buffer.from('--x\r\nContent-Disposition: form-data; name="firstName"\r\n\r\n'),
      name,
      Buffer.from('\r\n--x--\r\n'),
    ])

  it.each(WRONG)('are refused in JSON, in a form and in a query: %s', async (_what, bytes) => {
    const client = await aClient()
    const wrong = Buffer.from(bytes)
    const isJson = 'application/json'
    expect(await sent(client, json(wrong), isJson, false)).toEqual([400, 'MALFORMED_JSON'])
    expect(await sent(client, json(wrong), isJson, true)).toEqual([400, 'MALFORMED_JSON'])
    const isForm = 'multipart/form-data; boundary=x'
    expect(await sent(client, form(wrong), isForm, true)).toEqual([400, 'MALFORMED_FORM'])
    const encoded = [...bytes].map((byte) => `%${byte.toString(16)}`).join('')
    expect(await search(client, `q=tap${encoded}`)).toBe(400)
  })

  it('are not seen where there are none', async () => {
    const client = await aClient()
    const name = Buffer.from('منى 👨‍🔧')
    expect(await sent(client, json(name), 'application/json', false)).toEqual([200, undefined])
    expect(await sent(client, json(name), 'application/json', true)).toEqual([200, undefined])
    expect(await sent(client, form(name), 'multipart/form-data; boundary=x', true)).toEqual([200, undefined])
    for (const query of ['q=%D8%B3%D8%A8%D8%A7%D9%83', 'q=100%25', 'q=%F0%9F%94%A7', 'q=a+b', 'q=100%', '']) {
      expect(await search(client, query)).toBe(200)
    }
  })

  async function search(as: Somebody, rawQueryString: string) {
    const handler = await handlerOf(jobRoutes.listJobs)
    const event = {
      version: '2.0',
      rawPath: '/api/jobs',
      rawQueryString,
      queryStringParameters: Object.fromEntries(new URLSearchParams(rawQueryString)),
      headers: { authorization: `Bearer ${as.token}` },
      requestContext: { requestId: 'a', http: { method: 'GET', sourceIp: '127.0.0.1' } },
      isBase64Encoded: false,
    } as unknown as HttpEvent
    return (await handler(event, { awsRequestId: 'a' })).statusCode
  }
})
