import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { transform } from '#infra/fakes/cloudinary-transform.ts'
import { PURPOSES } from '#lib/gateways/images/purposes.ts'

const aPicture = (width: number, height: number, format: 'png' | 'jpeg' | 'webp' | 'gif' = 'png') =>
  sharp({ create: { width, height, channels: 3, background: '#c63' } })
    .toFormat(format)
    .withExif({ IFD0: { Copyright: 'somebody' } })
    .toBuffer()

describe('a picture in the fake image store', () => {
  it.each([
    ['profile', [800, 300], [400, 400]],
    ['profile', [4, 4], [400, 400]],
    ['job', [3_000, 1_000], [2_000, 667]],
    ['chat', [640, 480], [640, 480]],
  ] as const)('for a %s of %j becomes %j', async (purpose, [width, height], size) => {
    for (const format of ['png', 'jpeg', 'webp', 'gif'] as const) {
      // Act
      const made = await transform(await aPicture(width, height, format), PURPOSES[purpose].transformation)
      // Assess
      const read = await sharp(made.bytes).metadata()
      expect([read.format, read.width, read.height]).toEqual([format, ...size])
      expect([made.width, made.height]).toEqual(size)
      expect(read.exif).toBeUndefined()
    }
  })

  it('stays as it is without a transformation', async () => {
    // Prepare
    const bytes = await aPicture(20, 10)
    // Assess
    expect(await transform(bytes, '')).toEqual({ bytes, width: 20, height: 10 })
  })

  it('that is none is refused', async () => {
    await expect(transform(Buffer.from('<html>'), PURPOSES.job.transformation)).rejects.toThrow()
  })
})
