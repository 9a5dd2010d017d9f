import { type FakeRequest, type FakeResponse, type FakeServer, serve } from '#infra/fakes/fake-server.ts'

export interface SecretsManagerFake extends FakeServer {
  /** Puts the secret of the deployment: an object as JSON, a text as it is. */
  readonly put: (secret: Readonly<Record<string, unknown>> | string) => void
  /** Answers every read with this status from now on; 200 again gives the secret. */
  readonly answerWith: (status: number) => void
  /** How often the secret was read. */
  readonly reads: () => number
}

const ARN = 'arn:aws:secretsmanager:eu-central-1:000000000000:secret:craftworks/test-AbCdEf'

/** Secrets Manager with one secret: signed requests for it, by ARN or name, get its current text. */
export async function startSecretsManagerFake(id = ARN): Promise<SecretsManagerFake> {
  let text = '{}'
  let status = 200
  let reads = 0

  const answer = ({ headers, body }: FakeRequest): FakeResponse => {
    const { SecretId } = JSON.parse(body.toString()) as { SecretId?: string }
    const isSigned = headers.authorization?.startsWith('AWS4-HMAC-SHA256 ') ?? false
    if (headers['x-amz-target'] !== 'secretsmanager.GetSecretValue' || !isSigned || SecretId !== id) {
      return { status: 400, json: { __type: 'ResourceNotFoundException' } }
    }
    reads += 1
    return status === 200 ? { status, json: { ARN, SecretString: text } } : { status, json: {} }
  }

  const { url, stop } = await serve(answer)
  return {
    url,
    env: {
      SECRETS_ARN: id,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: url,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
    stop,
    put: (secret) => {
      text = typeof secret === 'string' ? secret : JSON.stringify(secret)
    },
    answerWith: (answered) => {
      status = answered
    },
    reads: () => reads,
  }
}
