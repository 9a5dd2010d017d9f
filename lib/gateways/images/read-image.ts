import { crc32 } from 'node:zlib'
import { fail } from '#lib/errors/app-error.ts'
import { IMAGE_FORMATS, type ImageFormat } from '#lib/gateways/images/image-formats.ts'

/** A picture with more pixels may be a small file, but it fills the memory of every device that opens it. */
const MAX_PIXELS = 50_000_000
const MAX_SIDE = 16_384

interface Size {
  readonly width: number
  readonly height: number
}

/**
 * Detects a picture's format from its bytes, whatever its file name says, and checks that it is complete by reading
 * its parts from the first to the last. Throws IMAGE_NOT_ACCEPTED, or IMAGE_TOO_LARGE if it has too many pixels.
 */
export function readImage(bytes: Buffer): Size & { readonly format: ImageFormat } {
  const format = IMAGE_FORMATS.find((accepted) => SIGNATURES[accepted](bytes))
  const size = format && sizeOf(format, bytes)
  if (!size || size.width === 0 || size.height === 0) throw fail('IMAGE_NOT_ACCEPTED')
  const hasTooManyPixels =
    size.width * size.height > MAX_PIXELS || Math.max(size.width, size.height) > MAX_SIDE
  if (hasTooManyPixels) throw fail('IMAGE_TOO_LARGE')
  return { format, ...size }
}

/** The first bytes of each format. Four formats do not justify a library that knows a hundred. */
const SIGNATURES: Readonly<Record<ImageFormat, (bytes: Buffer) => boolean>> = {
  jpg: (bytes) => bytes.subarray(0, 3).toString('hex') === 'ffd8ff',
  png: (bytes) => bytes.subarray(0, 8).toString('hex') === '89504e470d0a1a0a',
  gif: (bytes) => /^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6)),
  webp: (bytes) => /^RIFF.{4}WEBP$/s.test(bytes.toString('latin1', 0, 12)),
}

/** The size of a complete picture; null if it is cut short, or if its content does not match its first bytes. */
function sizeOf(format: ImageFormat, bytes: Buffer): Size | null {
  try {
    return SIZE_READERS[format](bytes)
  } catch (error) {
    if (error instanceof RangeError) return null // the file ends too early
    throw error
  }
}

const SIZE_READERS: Readonly<Record<ImageFormat, (bytes: Buffer) => Size | null>> = {
  png: (bytes) => {
    let size: Size | null = null
    for (let at = 8; at < bytes.length;) {
      const length = bytes.readUInt32BE(at)
      const name = bytes.toString('latin1', at + 4, at + 8)
      const body = bytes.subarray(at + 4, at + 8 + length)
      if (bytes.readUInt32BE(at + 8 + length) !== crc32(body)) return null
      if (name === 'IHDR') size = { width: bytes.readUInt32BE(at + 8), height: bytes.readUInt32BE(at + 12) }
      at += 12 + length
      if (name === 'IEND') return isBlank(bytes, at) ? size : null
    }
    return null
  },

  gif: (bytes) => {
    const size = { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }
    let frames = 0
    let at = 13 + colourTable(bytes.readUInt8(10))
    for (;;) {
      const block = bytes.readUInt8(at)
      if (block === 0x3b) return frames > 0 && isBlank(bytes, at + 1) ? size : null
      if (block === 0x21) at = afterSubBlocks(bytes, at + 2)
      else if (block === 0x2c) {
        frames += 1
        at = afterSubBlocks(bytes, at + 11 + colourTable(bytes.readUInt8(at + 9)))
      } else return null
    }
  },

  jpg: (bytes) => {
    let size: Size | null = null
    for (let at = 2; ;) {
      if (bytes.readUInt8(at) !== 0xff) return null
      const marker = bytes.readUInt8(at + 1)
      if (marker === 0xff) {
        at += 1 // a fill byte
        continue
      }
      if (marker === 0xda) return bytes.lastIndexOf(Buffer.from([0xff, 0xd9])) > at ? size : null
      const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
      if (isFrame) size = { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) }
      at += 2 + bytes.readUInt16BE(at + 2)
    }
  },

  webp: (bytes) => {
    const end = 8 + bytes.readUInt32LE(4)
    if (end > bytes.length || !isBlank(bytes, end)) return null
    const kind = bytes.toString('latin1', 12, 16)
    if (20 + bytes.readUInt32LE(16) > end) return null
    if (kind === 'VP8 ') {
      return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff }
    }
    if (kind === 'VP8L') {
      const packed = bytes.readUInt32LE(21)
      return { width: (packed & 0x3fff) + 1, height: ((packed >> 14) & 0x3fff) + 1 }
    }
    if (kind !== 'VP8X') return null
    return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 }
  },
}

/** Whether only zeros follow. A picture with another file appended to it is not accepted. */
const isBlank = (bytes: Buffer, from: number): boolean => bytes.subarray(from).every((byte) => byte === 0)

const colourTable = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0)

function afterSubBlocks(bytes: Buffer, from: number): number {
  let at = from
  for (let length = bytes.readUInt8(at); length > 0; length = bytes.readUInt8(at)) at += length + 1
  return at + 1
}
