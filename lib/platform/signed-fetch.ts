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

/** Calls S3 about one object of a bucket in this region, by a signed fetch too. */
export function signedObjectFetch(bucket: string, name: string, init: RequestInit): Promise<Response> {
  const address = `https://${bucket}.s3.${regionOf()}.amazonaws.com/${name}`
  return clientOf('s3').fetch(address, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) })
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
