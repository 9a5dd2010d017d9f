import { beforeEach, describe, expect, it } from 'vitest'
import { contactRoutes } from '#functions/contact/contact.routes.ts'
import { serve } from '#infra/fakes/fake-server.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { call } from '#lib/testing/call.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'

aDatabase()
beforeEach(emptyDatabase)

/** A fake of Resend that stores the requests unchanged, and refuses them on demand. */
const mail = aFake(async () => {
  const received: Record<string, unknown>[] = []
  const behaviour = { refuses: false }
  const { url, stop } = await serve(({ body }) => {
    received.push(JSON.parse(body.toString('utf8')) as Record<string, unknown>)
    return behaviour.refuses
      ? { status: 422, json: { statusCode: 422, name: 'validation_error', message: 'No' } }
      : { status: 200, json: { id: 'sent' } }
  }, 0)
  return { url, stop, env: { RESEND_API_KEY: 're_fake', RESEND_BASE_URL: url }, received, behaviour }
})

const message = { name: 'John Doe', email: 'john@example.com', message: 'Hello, I have a question.' }
const send = (body: unknown, ip?: string) => call(contactRoutes.sendEmail, { body, ...(ip && { ip }) })

describe('a message to the team', () => {
  it('is sent before the response, and replies to it go to its sender', async () => {
    // Prepare
    process.env.CONTACT_EMAIL = 'team@craftworks.example'
    forgetConfig()
    // Act
    const { status, body } = await send(message)
    // Assess
    expect([status, body]).toEqual([201, { message: 'Email sent successfully.' }])
    expect(mail.its.received.at(-1)).toMatchObject({
      to: 'team@craftworks.example',
      reply_to: 'john@example.com',
      subject: 'Contact: John Doe',
      text: expect.stringContaining('Hello, I have a question.') as unknown,
    })
  })

  it('is escaped in the e-mail', async () => {
    await send({ ...message, name: '<b>Mona</b>', message: '<script>alert(1)</script> & "more"' })
    const { html } = mail.its.received.at(-1) as { html: string }
    expect(html).not.toMatch(/<script|<b>/)
    expect(html).toContain('&#60;script&#62;alert(1)&#60;/script&#62; &#38;')
  })

  it.each([
    ['without a name', { ...message, name: undefined }],
    ['without an email', { ...message, email: undefined }],
    ['without a message', { ...message, message: ' ' }],
    ['without any field', {}],
    ['with a header in its name', { ...message, name: 'John\r\nBcc: everybody@example.com' }],
    ['with a header in its email', { ...message, email: 'john@example.com\r\nBcc: everybody@example.com' }],
    ['with two addresses', { ...message, email: 'a@example.com,b@example.com' }],
    ['with an unknown field', { ...message, to: 'everybody@example.com' }],
  ])('%s is refused with the fixed message, and nothing is sent', async (_what, body) => {
    const before = mail.its.received.length
    const refused = await send(body)
    expect(refused.status).toBe(400)
    expect(refused.body).toMatchObject({
      message: 'Name, email, and message are required.',
      code: 'CONTACT_FIELDS_REQUIRED',
    })
    expect(mail.its.received).toHaveLength(before)
  })

  it('that cannot be sent is answered with EMAIL_NOT_SENT', async () => {
    mail.its.behaviour.refuses = true
    const { status, body } = await send(message)
    mail.its.behaviour.refuses = false
    expect([status, body]).toEqual([500, { message: 'Failed to send email.', code: 'EMAIL_NOT_SENT' }])
  })

  it('is limited by address, and says when to try again', async () => {
    // Act
    const statuses: number[] = []
    let last = await send(message, '198.51.100.7')
    while (last.status === 201 && statuses.push(last.status) < 200) last = await send(message, '198.51.100.7')
    const elsewhere = await send(message, '203.0.113.9')
    // Assess
    expect([last.status, last.body.code]).toEqual([429, 'TOO_MANY_ATTEMPTS'])
    expect(Number(last.headers['retry-after'])).toBeGreaterThan(0)
    expect(elsewhere.status).toBe(201)
  })
})
