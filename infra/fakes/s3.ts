import { createHash, createHmac } from 'node:crypto'
import { type FakeRequest, type FakeResponse, type FakeServer, serve } from '#infra/fakes/fake-server.ts'

export interface S3Fake extends FakeServer {
  /** The objects by their keys. */
  readonly objects: ReadonlyMap<string, { readonly body: Buffer; readonly type: string | undefined }>
  /** What time it is there, to which it compares until when a link is good. */
  readonly setTime: (time: Date) => void
  /** Answers every upload with this status from now on. */
  readonly answerUploadsWith: (status: number) => void
}

const SECRET = 'local-secret'

/**
 * S3 with signed uploads, which may ask that there is no object of that name, and downloads: signed ones, and by links
 * whose signature and end it checks as S3 does.
 */
export async function startS3Fake(): Promise<S3Fake> {
  const objects = new Map<string, { body: Buffer; type: string | undefined }>()
  let time: Date | undefined
  let uploadStatus = 200

  const answer = (request: FakeRequest): FakeResponse => {
    const { method, url, headers, body } = request
    if (method === 'PUT') {
      if (!isSigned(request)) return { status: 403 }
      const status = refusedUpload(request, objects.has(url.pathname)) ?? uploadStatus
      if (status === 200) objects.set(url.pathname, { body, type: headers['content-type'] })
      return { status }
    }
    const why = isSigned(request) ? undefined : refusalOf(request, time ?? new Date())
    if (why) return { status: 403, json: { why } }
    const object = objects.get(url.pathname)
    if (!object) return { status: 404 }
    const disposition = url.searchParams.get('response-content-disposition')
    return {
      status: 200,
      bytes: object.body,
      headers: {
        'content-type': object.type ?? 'binary/octet-stream',
        ...(disposition !== null && { 'content-disposition': disposition }),
      },
    }
  }

  const { url, stop } = await serve(answer)
  return {
    url,
    env: {
      FILES_BUCKET: 'craftworks-test-files-000000000000',
      FILES_ENDPOINT: url,
      AWS_ENDPOINT_URL_S3: url,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: SECRET,
    },
    stop,
    objects,
    setTime: (at) => void (time = at),
    answerUploadsWith: (status) => void (uploadStatus = status),
  }
}

/** Whether its header signs a request. One that is signed in its address too, S3 refuses. */
const isSigned = ({ headers, url }: FakeRequest): boolean =>
  (headers.authorization?.startsWith('AWS4-HMAC-SHA256 ') ?? false) &&
  !url.searchParams.has('X-Amz-Signature')

/** What S3 answers to an upload whose conditions do not hold. */
function refusedUpload({ headers, body }: FakeRequest, isTaken: boolean): number | undefined {
  const md5 = headers['content-md5']
  if (md5 !== undefined && md5 !== createHash('md5').update(body).digest('base64')) return 400
  return headers['if-none-match'] === '*' && isTaken ? 412 : undefined
}

/** Why S3 would not take a link; undefined if it would. */
function refusalOf({ url, headers, method }: FakeRequest, now: Date): string | undefined {
  const query = url.searchParams
  if (headers.authorization !== undefined) return 'Only one auth mechanism allowed'
  const signature = query.get('X-Amz-Signature')
  if (signature === null) return 'AccessDenied'
  const seconds = Number(query.get('X-Amz-Expires'))
  const begin = (query.get('X-Amz-Date') ?? '').replace(
    /^(....)(..)(..)T(..)(..)(..)Z$/,
    '$1-$2-$3T$4:$5:$6Z',
  )
  if (now.getTime() > new Date(begin).getTime() + seconds * 1_000) return 'Request has expired'
  const host = headers.host ?? ''
  return signature === presignedSignature({ method, url, host, secret: SECRET })
    ? undefined
    : 'SignatureDoesNotMatch'
}

/** The signature that a presigned link must have, by the description of AWS Signature Version 4. */
export function presignedSignature(link: { method: string; url: URL; host: string; secret: string }): string {
  const query = link.url.searchParams
  const [, day = '', region = '', service = ''] = (query.get('X-Amz-Credential') ?? '').split('/')
  const sorted = [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .toSorted()
  const canonical = [
    link.method,
    link.url.pathname,
    sorted.join('&'),
    `host:${link.host}`,
    '',
    'host',
    'UNSIGNED-PAYLOAD',
  ].join('\n')
  const scope = `${day}/${region}/${service}/aws4_request`
  const digest = createHash('sha256').update(canonical).digest('hex')
  const text = ['AWS4-HMAC-SHA256', query.get('X-Amz-Date'), scope, digest].join('\n')
  const key = [day, region, service, 'aws4_request'].reduce<Buffer>(
    (before, part) => createHmac('sha256', before).update(part).digest(),
    Buffer.from(`AWS4${link.secret}`),
  )
  return createHmac('sha256', key).update(text).digest('hex')
}

const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  )
