import { randomBytes } from 'node:crypto'
import type { DownloadFile } from '#lib/gateways/files/files.ts'
import { MINUTE, SECOND } from '#lib/platform/clock.ts'
import { OutageError } from '#lib/platform/outage.ts'
import { bucketAddress, signedLink, signedObjectFetch } from '#lib/platform/signed-fetch.ts'

interface Bucket {
  readonly bucket: string
  /** Where S3 is, if it is not at its address in this region. */
  readonly endpoint: string | undefined
}

/** Inside a region 20 MB take a second. A function has 25. */
const UPLOAD_TIMEOUT_MS = 15 * SECOND

/**
 * Stores a file under a name that nobody can guess, and signs a link to it with the function's own credentials. The link
 * says by itself how long it is good for, what the file is called, and that it is saved and not shown.
 */
export async function linkInBucket(
  { bucket, endpoint }: Bucket,
  { name, mediaType, bytes }: DownloadFile,
  lifetimeMs: number,
): Promise<string> {
  const address = `${endpoint ?? bucketAddress(bucket)}/${randomBytes(16).toString('hex')}/${name}`
  const response = await signedObjectFetch(address, {
    method: 'PUT',
    headers: { 'content-type': mediaType },
    body: new Uint8Array(bytes),
    signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS),
  })
  if (!response.ok) throw new FileNotStoredError(`S3 answered ${response.status}`)
  const asked = new URL(address)
  asked.searchParams.set('X-Amz-Expires', String(Math.min(lifetimeMs, 60 * MINUTE) / SECOND))
  asked.searchParams.set('response-content-disposition', `attachment; filename="${name}"`)
  return signedLink(asked)
}

/** A large answer could not be stored: the request may be made again. */
class FileNotStoredError extends OutageError {
  override readonly name = 'FileNotStoredError'
}
