import { AppError, fail } from '#lib/errors/app-error.ts'
import { readImage } from '#lib/gateways/images/read-image.ts'
import type { DocumentMediaType } from '#lib/model/document-media-types.ts'

const IMAGES: Readonly<Record<string, DocumentMediaType>> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
}

/** Readers look for the end of a PDF in its last 1,024 bytes. */
const END_OF_PDF = 1_024

/**
 * What a document is by its bytes, whatever its name and its label say: a complete JPEG, PNG or WebP picture, or a PDF.
 * Throws DOCUMENT_NOT_ACCEPTED for anything else, and DOCUMENT_TOO_LARGE for a picture with too many pixels.
 */
export function readDocument(bytes: Buffer): DocumentMediaType {
  if (isPdf(bytes)) return 'application/pdf'
  const mediaType = IMAGES[formatOf(bytes)]
  if (!mediaType) throw fail('DOCUMENT_NOT_ACCEPTED')
  return mediaType
}

/** A PDF from its first byte on, with a table of its objects and its end: not one that was cut short. */
function isPdf(bytes: Buffer): boolean {
  if (!/^%PDF-(?:1\.[0-7]|2\.0)\s/.test(bytes.toString('latin1', 0, 9))) return false
  const end = bytes.toString('latin1', Math.max(0, bytes.length - END_OF_PDF))
  return /startxref\s+\d+\s+%%EOF\s*$/.test(end)
}

function formatOf(bytes: Buffer): string {
  try {
    return readImage(bytes).format
  } catch (error) {
    const isTooLarge = error instanceof AppError && error.code === 'IMAGE_TOO_LARGE'
    throw fail(isTooLarge ? 'DOCUMENT_TOO_LARGE' : 'DOCUMENT_NOT_ACCEPTED', { cause: error })
  }
}
