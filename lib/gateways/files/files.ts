import { linkInFolder } from '#lib/gateways/files/folder.ts'
import { linkInBucket } from '#lib/gateways/files/s3.ts'
import { MINUTE } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'

/** A file to be downloaded once, by whoever has the link. */
export interface DownloadFile {
  /** The file's name for the browser, in ASCII. */
  readonly name: string
  readonly mediaType: string
  readonly bytes: Buffer
}

/** How long a link to a file is good for. */
const LINK_LIFETIME_MS = 5 * MINUTE

/**
 * Where files are kept for a few minutes: a private S3 bucket with signed links, or a folder that `npm start` serves.
 * `link` stores a file and returns the address for it; what is stored goes away by itself.
 */
export interface FileStore {
  readonly link: (file: DownloadFile) => Promise<string>
}

/** The store of this deployment; null if it has none. */
export async function fileStore(): Promise<FileStore | null> {
  const {
    FILES_BUCKET: bucket,
    FILES_ENDPOINT: endpoint,
    FILES_FOLDER: folder,
    FILES_URL,
  } = await config('files')
  if (bucket !== undefined) {
    return { link: (file) => linkInBucket({ bucket, endpoint }, file, LINK_LIFETIME_MS) }
  }
  if (folder === undefined) return null
  return { link: (file) => linkInFolder({ folder, url: FILES_URL }, file, LINK_LIFETIME_MS) }
}
