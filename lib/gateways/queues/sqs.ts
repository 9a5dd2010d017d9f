import { SECOND } from '#lib/platform/clock.ts'
import { log } from '#lib/platform/logger.ts'

/** SQS takes ten messages in one call. */
const A_CALL = 10

/** Loaded when there is the first message to send: most requests have none, and no cold start waits for it. */
async function openClient(endpoint: string) {
  const sdk = await import('@aws-sdk/client-sqs')
  const client = new sdk.SQSClient({
    endpoint,
    maxAttempts: 2,
    requestHandler: { requestTimeout: 2 * SECOND, connectionTimeout: 1 * SECOND },
  })
  return { sdk, client }
}

const clients = new Map<string, ReturnType<typeof openClient>>()

/** The client of the place that a queue's address names. */
async function clientFor(queueUrl: string) {
  const { origin } = new URL(queueUrl)
  const client = clients.get(origin) ?? openClient(origin)
  clients.set(origin, client)
  client.catch(() => clients.delete(origin))
  return client
}

/**
 * Puts texts on a queue, ten in a call, in their order; answers the places of those that the queue did not
 * take. Throws where SQS is not reached within seconds: what was sent by then stays sent.
 */
export async function putOnQueue(queueUrl: string, texts: readonly string[]): Promise<readonly number[]> {
  const refused: number[] = []
  for (let from = 0; from < texts.length; from += A_CALL) {
    const places = await putBatch(queueUrl, texts.slice(from, from + A_CALL))
    refused.push(...places.map((place) => from + place))
  }
  return refused
}

async function putBatch(queueUrl: string, texts: readonly string[]): Promise<readonly number[]> {
  const { sdk, client } = await clientFor(queueUrl)
  const Entries = texts.map((text, index) => ({ Id: String(index), MessageBody: text }))
  const command = new sdk.SendMessageBatchCommand({ QueueUrl: queueUrl, Entries })
  try {
    const { Failed = [] } = await client.send(command, { abortSignal: AbortSignal.timeout(4 * SECOND) })
    for (const { Code } of Failed) log.warn('a queue refused a message', { ...(Code && { code: Code }) })
    return Failed.map(({ Id }) => Number(Id))
  } catch (error) {
    const isOfTheTexts =
      error instanceof sdk.BatchRequestTooLong || error instanceof sdk.InvalidMessageContents
    if (!isOfTheTexts) throw error
    return oneByOne(queueUrl, texts, error)
  }
}

/** A text that no queue takes would keep its neighbours back: they go alone. */
async function oneByOne(
  queueUrl: string,
  texts: readonly string[],
  error: unknown,
): Promise<readonly number[]> {
  if (texts.length === 1) {
    log.error('a queue refused a message', { error })
    return [0]
  }
  const refused: number[] = []
  for (const [place, text] of texts.entries()) {
    if ((await putBatch(queueUrl, [text])).length > 0) refused.push(place)
  }
  return refused
}
