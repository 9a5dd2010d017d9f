import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { RouteDefinition } from '#lib/lambda/http/define-route.ts'
import { parseBody } from '#lib/lambda/http/parse-body.ts'
import type { Stage } from '#lib/lambda/http/stage.ts'

const route = {
  body: z.looseObject({}),
  files: { picture: { maxBytes: 1_000, required: false } },
} as never as RouteDefinition

const BOUNDARY = 'craftworks-7d9'
const part = (head: string, content: string) =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`
const whole =
  part('name="bio"', 'سباك من ٢٠ سنة') +
  part('name="picture"; filename="a.png"', 'bytes') +
  `--${BOUNDARY}--\r\n`

async function read(form: string | Buffer, contentType = `multipart/form-data; boundary=${BOUNDARY}`) {
  const headers = { 'content-type': contentType }
  const event = {
    headers,
    body: Buffer.from(form).toString('base64'),
    isBase64Encoded: true,
  } as never as Stage
  const files = await parseBody(route, event)
  return {
    body: event.body,
    files: Object.fromEntries(Object.entries(files).map(([name, { content }]) => [name, String(content)])),
  }
}

describe('reading a form', () => {
  it('returns its fields and its files', async () => {
    expect(await read(whole)).toEqual({ body: { bio: 'سباك من ٢٠ سنة' }, files: { picture: 'bytes' } })
  })

  it('accepts a quoted boundary', async () => {
    const { files } = await read(whole, `multipart/form-data; boundary="${BOUNDARY}"`)
    expect(files).toEqual({ picture: 'bytes' })
  })

  // an error that the parser throws asynchronously would fail the run as an unhandled error
  it('refuses a form that is cut short at any position', async () => {
    const bytes = Buffer.from(whole)
    for (let end = 0; end < bytes.length - 2; end += 1) {
      const cut = bytes.subarray(0, end)
      if (end === 0) continue // a missing body counts as an empty one
      await expect(read(cut)).rejects.toMatchObject({ code: 'MALFORMED_FORM' })
    }
  })

  it('throws no other error when one byte is changed, at any position', async () => {
    const bytes = Buffer.from(whole)
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes)
      changed.writeUInt8(bytes.readUInt8(at) ^ 0x01, at)
      await read(changed).catch((error: unknown) => {
        expect(error).toMatchObject({
          code: expect.stringMatching(/MALFORMED_FORM|VALIDATION_FAILED/) as unknown,
        })
      })
    }
  })

  it.each([
    ['a field twice', part('name="bio"', 'a') + part('name="bio"', 'b')],
    ['a file that the route does not accept', part('name="virus"; filename="a.exe"', 'bytes')],
    ['a file that is too large', part('name="picture"; filename="a.png"', 'x'.repeat(1_001))],
    ['a part without a name', part('filename="a.png"', 'bytes')],
    ['more parts than allowed', Array.from({ length: 41 }, (_, i) => part(`name="f${i}"`, 'x')).join('')],
  ])('refuses %s', async (_what, parts) => {
    await expect(read(`${parts}--${BOUNDARY}--\r\n`)).rejects.toThrow(
      /MALFORMED_FORM|VALIDATION_FAILED|IMAGE_TOO_LARGE/,
    )
  })

  it.each(['multipart/form-data', 'multipart/form-data; boundary=', 'multipart/form-data; boundary=other'])(
    'refuses a missing or wrong boundary (%s)',
    async (contentType) => {
      await expect(read(whole, contentType)).rejects.toMatchObject({ code: 'MALFORMED_FORM' })
    },
  )
})
