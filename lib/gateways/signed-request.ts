import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto'

/** A request to AWS, with the headers that are signed, in lower case. */
interface Unsigned {
  readonly service: string
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

interface Credentials {
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** The header `authorization` of a request, by AWS Signature Version 4. `x-amz-date` is among its headers. */
export function authorizationOf(request: Unsigned, credentials: Credentials): string {
  const { service, headers } = request
  const time = headers['x-amz-date'] ?? ''
  const scope = [time.slice(0, 8), credentials.region, service, 'aws4_request']
  const names = Object.keys(headers).toSorted()
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(canonical(request, names))].join('\n')
  const signature = createHmac('sha256', signingKey(credentials.secretAccessKey, scope)).update(text)
  const credential = `Credential=${credentials.accessKeyId}/${scope.join('/')}`
  return `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names.join(';')}, Signature=${signature.digest('hex')}`
}

function canonical({ method, url, headers, body }: Unsigned, names: readonly string[]): string {
  const path = encodeURIComponent(url.pathname).replaceAll('%2F', '/') // it is encoded twice, except for S3
  const lines = names.map((name) => `${name}:${headers[name]?.trim().replaceAll(/\s+/g, ' ')}\n`)
  return [method, path, '', lines.join(''), names.join(';'), sha256(body)].join('\n')
}

/** The key of each service that this process calls, and what it was made for. */
const keys = new Map<string, { readonly of: string; readonly object: KeyObject }>()

/**
 * The key of a day, a region and a service. It is kept: it costs four hashes, which take as much CPU time as the rest of
 * a call, and one notification calls three services in turn.
 */
function signingKey(secret: string, scope: readonly string[]): KeyObject {
  const of = [secret, ...scope].join('/')
  const service = scope[2] ?? ''
  const kept = keys.get(service)
  if (kept?.of === of) return kept.object
  const object = createSecretKey(scope.reduce<Buffer>(nextKey, Buffer.from(`AWS4${secret}`)))
  keys.set(service, { of, object })
  return object
}

const nextKey = (before: Buffer, part: string): Buffer => createHmac('sha256', before).update(part).digest()

const sha256 = (text: string | Uint8Array): string => hash('sha256', text, 'hex')
