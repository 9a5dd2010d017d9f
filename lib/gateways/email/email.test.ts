import { afterEach, describe, expect, it } from 'vitest'
import { startResendFake } from '#infra/fakes/resend.ts'
import { sendEmail } from '#lib/gateways/email/send-email.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { type LogLine, sendLogsTo } from '#lib/platform/logger.ts'
import { aFake } from '#lib/testing/fakes.ts'

const resend = aFake(startResendFake)
const email = {
  to: 'mona@example.com',
  subject: 'أهلًا',
  html: '<p>Secret</p>',
  text: 'Secret',
  idempotencyKey: 'k1',
}

let lines: LogLine[] = []
sendLogsTo((line) => void lines.push(line))
afterEach(() => {
  lines = []
})

describe('sending an e-mail', () => {
  it('sends it only once for one idempotency key', async () => {
    await sendEmail(email)
    await sendEmail(email)
    expect(resend.its.box()).toHaveLength(1)
    expect(resend.its.box()[0]).toMatchObject({
      to: email.to,
      subject: 'أهلًا',
      html: email.html,
      text: 'Secret',
    })
  })

  it.each([400, 401, 422, 429, 500, 503])(
    'throws EMAIL_NOT_SENT when the provider answers %d, and logs no personal data',
    async (status) => {
      resend.its.failNext(status)
      await expect(sendEmail({ ...email, idempotencyKey: `f${status}` })).rejects.toThrow('EMAIL_NOT_SENT')
      expect(lines).toHaveLength(1)
      expect(JSON.stringify(lines)).not.toMatch(/mona|Secret|أهلًا/)
    },
  )

  it('throws EMAIL_NOT_SENT when the provider is not reached', async () => {
    const { RESEND_BASE_URL } = process.env
    process.env.RESEND_BASE_URL = 'http://127.0.0.1:9'
    forgetConfig()
    await expect(sendEmail({ ...email, idempotencyKey: 'k2' })).rejects.toThrow('EMAIL_NOT_SENT')
    process.env.RESEND_BASE_URL = RESEND_BASE_URL
    forgetConfig()
  })
})
