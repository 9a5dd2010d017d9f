import { fail } from '#lib/errors/app-error.ts'
import type { ErrorCode } from '#lib/errors/codes.ts'
import { fileStore } from '#lib/gateways/files/files.ts'
import type { CsvFile } from '#lib/platform/csv-file.ts'
import { FileLink } from '#lib/platform/file-link.ts'

/**
 * The largest answer that a function gives itself. Lambda takes 6 MB, and counts the answer as it is handed over: as
 * JSON, with a backslash before each quote.
 */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024

/** Whether a text is more than a function answers itself. */
export const isTooLarge = (text: string): boolean =>
  text.length > MAX_ANSWER_BYTES || Buffer.byteLength(JSON.stringify(text)) > MAX_ANSWER_BYTES

/** A link to a text as a file; null where it can be stored nowhere. */
export async function linkTo(name: string, mediaType: string, text: string): Promise<FileLink | null> {
  const store = await fileStore()
  return store && new FileLink(await store.link({ name, mediaType, bytes: Buffer.from(text, 'utf8') }))
}

/**
 * A table as itself up to 4 MB, and beyond that a link to it. Throws `tooLong` where a large one can be stored nowhere.
 */
export async function linkIfLarge(file: CsvFile, tooLong: ErrorCode): Promise<CsvFile | FileLink> {
  if (!isTooLarge(file.text)) return file
  const link = await linkTo(file.name, 'text/csv; charset=utf-8', file.text)
  if (!link) throw fail(tooLong)
  return link
}
