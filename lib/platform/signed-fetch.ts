import { AwsClient } from 'aws4fetch'
import { SECOND } from '#lib/platform/clock.ts'

/** Inside a region a call takes tens of milliseconds. */
const TIMEOUT_MS = 3 * SECOND

/** A call of an AWS service that speaks JSON. */
interface AwsCall {
  readonly service: 'secretsmanager' | 'sqs'
  /** The action as its header names it: `secretsmanager.GetSecretValue`. */
  readonly target: string
  readonly version: '1.0' | '1.1'
  /** Where the service is, if it is not at its address in this region. */
  readonly endpoint: string | undefined
  readonly body: Readonly<Record<string, unknown>>
}

/**
 * Calls AWS by a signed fetch (8 KB) instead of a client of the SDK (300 KB), for what every cold start waits for and
 * for what is needed rarely. The credentials are those that Lambda puts into the environment.
 */
export function signedFetch({ service, target, version, endpoint, body }: AwsCall): Promise<Response> {
  return clientOf(service).fetch(endpoint ?? `https://${service}.${regionOf()}.amazonaws.com`, {
    method: 'POST',
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
}

/** The address of a bucket in this region, or where AWS_ENDPOINT_URL_S3 says that S3 is. */
export function bucketAddress(bucket: string): string {
  const { AWS_ENDPOINT_URL_S3: endpoint } = process.env
  return endpoint ? `${endpoint}/${bucket}` : `https://${bucket}.s3.${regionOf()}.amazonaws.com`
}

/** Calls S3 about one object, at its address, by a signed fetch too. */
export function signedObjectFetch(address: string, init: RequestInit): Promise<Response> {
  return clientOf('s3').fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS), ...init })
}

/** A link to an object that anybody may follow for as long as its `X-Amz-Expires` says. */
export async function signedLink(address: URL): Promise<string> {
  return (await clientOf('s3').sign(address.href, { method: 'GET', aws: { signQuery: true } })).url
}

const regionOf = (): string => process.env.AWS_REGION ?? ''

function clientOf(service: AwsCall['service'] | 's3'): AwsClient {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = process.env
  return new AwsClient({
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
    region: regionOf(),
    service,
    retries: 1,
  })
}
