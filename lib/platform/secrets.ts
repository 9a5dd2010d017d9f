import { AwsClient } from 'aws4fetch'
import * as z from 'zod'

const answer = z.object({ SecretString: z.string() })
const values = z.record(z.string(), z.string())

let loading: Promise<Record<string, string>> | undefined

/**
 * The secrets of this deployment as one record, fetched once per process from Secrets Manager. Without SECRETS_ARN (on
 * one machine, in tests) the record is empty, as the environment contains everything.
 */
export function loadSecrets(): Promise<Record<string, string>> {
  loading ??= fetchSecrets().catch((error: unknown) => {
    loading = undefined // the next request tries again
    throw error
  })
  return loading
}

async function fetchSecrets(): Promise<Record<string, string>> {
  const {
    SECRETS_ARN,
    AWS_REGION = '',
    AWS_ACCESS_KEY_ID = '',
    AWS_SECRET_ACCESS_KEY = '',
    AWS_SESSION_TOKEN,
  } = process.env
  if (!SECRETS_ARN) return {}
  // a signed fetch (8 KB) instead of an SDK client (300 KB), as every cold start waits for this
  const aws = new AwsClient({
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
    region: AWS_REGION,
    service: 'secretsmanager',
  })
  const endpoint =
    process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER ?? `https://secretsmanager.${AWS_REGION}.amazonaws.com`
  const response = await aws.fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'secretsmanager.GetSecretValue',
    },
    body: JSON.stringify({ SecretId: SECRETS_ARN }),
    signal: AbortSignal.timeout(3_000),
  })
  if (!response.ok) throw new Error(`Secrets Manager answered ${response.status}`)
  return values.parse(JSON.parse(answer.parse(await response.json()).SecretString))
}
