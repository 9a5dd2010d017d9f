import { fail } from '#lib/errors/app-error.ts'
import type { ErrorCode } from '#lib/errors/codes.ts'
import { fileStore } from '#lib/gateways/files/files.ts'
import type { CsvFile } from '#lib/platform/csv-file.ts'
import { FileLink } from '#lib/platform/file-link.ts'

/**
 * The largest answer that a function gives itself. Lambda takes 6 MB, and counts the answer as it is handed over: as
 * JSON, with a backslash before each quote.
 */
export const MAX_ANSWER_BYTES = 4 * 1024 * 1024

/**
 * A table as itself up to 4 MB, and beyond that a link to it. Throws `tooLong` where a large one can be stored nowhere.
 */
export async function linkIfLarge(file: CsvFile, tooLong: ErrorCode): Promise<CsvFile | FileLink> {
  if (Buffer.byteLength(JSON.stringify(file.text)) <= MAX_ANSWER_BYTES) return file
  const store = await fileStore()
  if (!store) throw fail(tooLong)
  const bytes = Buffer.from(file.text, 'utf8')
  return new FileLink(await store.link({ name: file.name, mediaType: 'text/csv; charset=utf-8', bytes }))
}
