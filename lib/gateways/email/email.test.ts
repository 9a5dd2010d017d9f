import { afterEach, describe, expect, it } from 'vitest'
import { startResendStandIn } from '#infra/local/stand-ins/resend.ts'
import { sendEmail } from '#lib/gateways/email/email.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { sendLogsTo, type LogLine } from '#lib/platform/logger.ts'
import { aStandIn } from '#lib/testing/stand-ins.ts'

const resend = aStandIn(startResendStandIn)
const letter = {
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
  it('sends it, once for one key', async () => {
    await sendEmail(letter)
    await sendEmail(letter)
    expect(resend.its.box()).toHaveLength(1)
    expect(resend.its.box()[0]).toMatchObject({
      to: letter.to,
      subject: 'أهلًا',
      html: letter.html,
      text: 'Secret',
    })
  })

  it.each([400, 401, 422, 429, 500, 503])(
    'is EMAIL_NOT_SENT when the provider answers %d, and logs nobody’s data',
    async (status) => {
      resend.its.failNext(status)
      await expect(sendEmail({ ...letter, idempotencyKey: `f${status}` })).rejects.toThrow('EMAIL_NOT_SENT')
      expect(lines).toHaveLength(1)
      expect(JSON.stringify(lines)).not.toMatch(/mona|Secret|أهلًا/)
    },
  )

  it('is EMAIL_NOT_SENT when nobody is there', async () => {
    const { RESEND_BASE_URL } = process.env
    process.env.RESEND_BASE_URL = 'http://127.0.0.1:9'
    forgetConfig()
    await expect(sendEmail({ ...letter, idempotencyKey: 'k2' })).rejects.toThrow('EMAIL_NOT_SENT')
    process.env.RESEND_BASE_URL = RESEND_BASE_URL
    forgetConfig()
  })
})
