import { createHash } from 'node:crypto'
import { AwsClient } from 'aws4fetch'
import { SECOND } from '#lib/platform/clock.ts'

const TIMEOUT_MS = 5 * SECOND

/** Stores an object unless there is one of this name (`If-None-Match`). Object lock asks for the hash of the content. */
export async function storeInBucket(bucket: string, name: string, text: string): Promise<boolean> {
  const response = await call(bucket, name, {
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
  const response = await call(bucket, name, { method: 'GET' })
  if (response.status === 404) return null
  if (!response.ok) throw new Error(`an anchor was not read: S3 answered ${response.status}`)
  return response.text()
}

function call(bucket: string, name: string, init: RequestInit): Promise<Response> {
  const {
    AWS_REGION = '',
    AWS_ACCESS_KEY_ID = '',
    AWS_SECRET_ACCESS_KEY = '',
    AWS_SESSION_TOKEN,
  } = process.env
  const aws = new AwsClient({
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
    region: AWS_REGION,
    service: 's3',
    retries: 2,
  })
  const address = `https://${bucket}.s3.${AWS_REGION}.amazonaws.com/${name}`
  return aws.fetch(address, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) })
}
