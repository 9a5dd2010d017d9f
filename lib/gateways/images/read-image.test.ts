import { describe, expect, it } from 'vitest'
import { readImage } from '#lib/gateways/images/read-image.ts'
import { aGif, aHeavyPng, aJpeg, aLosslessWebp, aPng, aWebp } from '#lib/testing/pictures.ts'

const text = (content: string) => Buffer.from(content)

describe('reading a picture', () => {
  it.each([
    ['png', aPng({ width: 3, height: 5 }), { width: 3, height: 5 }],
    ['jpg', aJpeg({ width: 640, height: 480 }), { width: 640, height: 480 }],
    ['gif', aGif(), { width: 1, height: 1 }],
    ['webp', aWebp(), { width: 1, height: 1 }],
    ['webp', aLosslessWebp(), { width: 1, height: 1 }],
    ['png', aHeavyPng(100_000), { width: 4, height: 4 }],
  ])('detects a %s and its size', (format, bytes, size) => {
    expect(readImage(bytes)).toEqual({ format, ...size })
  })

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', text('not a picture at all')],
    ['a web page', text('<!doctype html><script>alert(1)</script>')],
    ['an SVG', text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['a PDF', text('%PDF-1.7\n%\xe2\xe3\n1 0 obj\n')],
    ['a zip', Buffer.from('504b0304140000000800', 'hex')],
    ['a BMP', Buffer.concat([text('BM'), Buffer.alloc(60)])],
    ['a zip behind a PNG', Buffer.concat([aPng(), Buffer.from('504b0304140000000800', 'hex')])],
    ['a script that begins like a GIF', text('GIF89a/*' + 'x'.repeat(40) + '*/=1;alert(1)//;')],
    ['a web page behind a GIF', Buffer.concat([aGif(), text('<script>alert(1)</script>')])],
    ['only the first bytes of a PNG', aPng().subarray(0, 8)],
    ['a PNG without its end', aPng().subarray(0, -12)],
    ['a PNG with a changed byte', Buffer.from(aPng().map((byte, i) => (i === 45 ? byte ^ 1 : byte)))],
    ['a JPEG without its end', aJpeg().subarray(0, -2)],
    ['a JPEG without a frame', Buffer.concat([aJpeg().subarray(0, 20), aJpeg().subarray(33)])],
    ['a JPEG with a width of zero', aJpeg({ width: 0 })],
    ['a GIF cut short', aGif().subarray(0, -5)],
    ['a GIF without a frame', Buffer.concat([aGif().subarray(0, 19), text(';')])],
    ['a WebP cut short', aWebp().subarray(0, -4)],
    ['a WebP header alone', aWebp().subarray(0, 12)],
  ])('refuses %s', (_what, bytes) => {
    expect(() => readImage(bytes)).toThrow('IMAGE_NOT_ACCEPTED')
  })

  it.each([
    ['50,000 x 50,000', { width: 50_000, height: 50_000 }],
    ['1,000,000 x 1', { width: 1_000_000, height: 1 }],
    ['4,294,967,295 x 4,294,967,295', { width: 0xffff_ffff, height: 0xffff_ffff }],
  ])('refuses a small file that claims %s pixels', (_what, claims) => {
    expect(() => readImage(aPng({ claims }))).toThrow('IMAGE_TOO_LARGE')
  })

  it('throws no other error when the file is cut or one byte is changed, at any position', () => {
    for (const whole of [aPng(), aJpeg(), aGif(), aWebp(), aLosslessWebp()]) {
      for (let at = 0; at < whole.length; at += 1) {
        const changed = Buffer.from(whole)
        changed.writeUInt8(changed.readUInt8(at) ^ 0xff, at)
        for (const bytes of [whole.subarray(0, at), changed]) {
          try {
            readImage(bytes)
          } catch (error) {
            expect(String(error)).toMatch(/IMAGE_(NOT_ACCEPTED|TOO_LARGE)/)
          }
        }
      }
    }
  })
})
