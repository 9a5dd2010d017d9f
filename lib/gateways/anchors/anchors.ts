import { readFromFolder, storeInFolder } from '#lib/gateways/anchors/folder.ts'
import { readFromBucket, storeInBucket } from '#lib/gateways/anchors/s3.ts'
import { config } from '#lib/platform/config.ts'

/**
 * A store outside of the database that keeps what was written to it: an S3 bucket with versions and object lock, or a
 * folder on one machine. What is there is never written again.
 */
export interface AnchorStore {
  /** Stores a text under a new name. Returns false if the name is taken: what is there stays. */
  readonly store: (name: string, text: string) => Promise<boolean>
  /** The first text that was stored under a name; null if there is none. */
  readonly read: (name: string) => Promise<string | null>
}

/** The store of this deployment; null if it has none. */
export async function anchorStore(): Promise<AnchorStore | null> {
  const { AUDIT_BUCKET: bucket, AUDIT_FOLDER: folder } = await config('anchors')
  if (bucket !== undefined) {
    return {
      store: (name, text) => storeInBucket(bucket, name, text),
      read: (name) => readFromBucket(bucket, name),
    }
  }
  if (folder === undefined) return null
  return {
    store: (name, text) => storeInFolder(folder, name, text),
    read: (name) => readFromFolder(folder, name),
  }
}
