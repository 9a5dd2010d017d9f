import { createHash } from 'node:crypto'
import { bucketAddress, signedObjectFetch } from '#lib/platform/signed-fetch.ts'

/** Stores an object unless there is one of this name (`If-None-Match`). Object lock asks for the hash of the content. */
export async function storeInBucket(bucket: string, name: string, text: string): Promise<boolean> {
  const response = await signedObjectFetch(`${bucketAddress(bucket)}/${name}`, {
    method: 'PUT',
    headers: {
      'if-none-match': '*',
      'content-type': 'application/json',
      'content-md5': createHash('md5').update(text).digest('base64'),
    },
    body: text,
  })
  if (response.status === 412) return false
  if (!response.ok) throw new Error(`the anchor was not stored: S3 answered ${response.status}`)
  return true
}

export async function readFromBucket(bucket: string, name: string): Promise<string | null> {
  const response = await signedObjectFetch(`${bucketAddress(bucket)}/${name}`, { method: 'GET' })
  if (response.status === 404) return null
  if (!response.ok) throw new Error(`an anchor was not read: S3 answered ${response.status}`)
  return response.text()
}
