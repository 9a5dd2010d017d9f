import { lazyClient, withoutFirstAttempt } from '#lib/gateways/aws-client.ts'
import { shortSqsCall } from '#lib/gateways/short-call.ts'
import { toAsciiJson } from '#lib/platform/ascii-json.ts'
import { SECOND } from '#lib/platform/clock.ts'
import { log } from '#lib/platform/logger.ts'

/** SQS takes ten messages in one call. */
const BATCH_SIZE = 10

/** A call to SQS may be part of somebody's request: attempts and waits together end by then. */
const CALL_TIMEOUT_MS = 4 * SECOND

const sqs = /* @__PURE__ */ lazyClient(async (settings) => {
  const sdk = await import('@aws-sdk/client-sqs')
  return { sdk, client: new sdk.SQSClient(withoutFirstAttempt(settings)) }
})

/**
 * Puts messages on a queue as JSON, ten in a call, in their order; answers the places of those that the queue did not
 * take. Throws where SQS is not reached within seconds: what was sent by then stays sent.
 */
export async function putOnQueue(queueUrl: string, messages: readonly object[]): Promise<readonly number[]> {
  const texts = messages.map(toAsciiJson)
  const refused: number[] = []
  for (let from = 0; from < texts.length; from += BATCH_SIZE) {
    const places = await putBatch(queueUrl, texts.slice(from, from + BATCH_SIZE))
    refused.push(...places.map((place) => from + place))
  }
  return refused
}

interface Refused {
  readonly Id?: string | undefined
  readonly Code?: string | undefined
}

async function putBatch(queueUrl: string, texts: readonly string[]): Promise<readonly number[]> {
  const end = performance.now() + CALL_TIMEOUT_MS
  const batch = {
    QueueUrl: queueUrl,
    Entries: texts.map((text, index) => ({ Id: String(index), MessageBody: text })),
  }
  const answer = await shortSqsCall<{ Failed?: readonly Refused[] }>('SendMessageBatch', batch)
  if (answer !== null) return placesOf(answer.Failed)
  const { sdk, client } = await sqs(new URL(queueUrl).origin)
  try {
    const abortSignal = AbortSignal.timeout(Math.max(0, Math.ceil(end - performance.now())))
    const { Failed } = await client.send(new sdk.SendMessageBatchCommand(batch), { abortSignal })
    return placesOf(Failed)
  } catch (error) {
    const isOfTheTexts =
      error instanceof sdk.BatchRequestTooLong || error instanceof sdk.InvalidMessageContents
    if (!isOfTheTexts) throw error
    return oneByOne(queueUrl, texts, error)
  }
}

function placesOf(failed: readonly Refused[] = []): readonly number[] {
  for (const { Code } of failed) log.warn('a queue refused a message', { ...(Code && { code: Code }) })
  return failed.map(({ Id }) => Number(Id))
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
