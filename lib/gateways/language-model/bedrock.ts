import { lazyClient } from '#lib/gateways/aws-client.ts'
import { type Asked, choiceIn, conversationAbout } from '#lib/gateways/language-model/conversation.ts'
import { config } from '#lib/platform/config.ts'
import { log } from '#lib/platform/logger.ts'

const bedrock = /* @__PURE__ */ lazyClient(async ({ requestHandler, ...settings }) => {
  const sdk = await import('#lib/gateways/language-model/bedrock-sdk.ts')
  const client = new sdk.BedrockRuntimeClient({
    ...settings,
    maxAttempts: 1, // somebody waits, and has an answer without it
    // by itself this one client speaks HTTP/2; the time-out is that of the whole call, below
    requestHandler: new sdk.NodeHttpHandler({ ...requestHandler, requestTimeout: 0 }),
  })
  return { sdk, client }
})

/** The model did not answer in time. */
class ModelTimeoutError extends Error {
  override readonly name = 'ModelTimeoutError'
}

/**
 * The id of the candidate that answers a question, as the model of the settings sees it (Amazon Bedrock, Converse); null if
 * it names none. Throws where it gives no answer within the time of the settings, whatever is late.
 */
export async function chooseByBedrock(asked: Asked): Promise<string | null> {
  const { FAQ_MODEL_ID, FAQ_MODEL_TIMEOUT_MS, BEDROCK_ENDPOINT } = await config('languageModel')
  const answer = await within(FAQ_MODEL_TIMEOUT_MS, async (abortSignal) => {
    const { sdk, client } = await bedrock(BEDROCK_ENDPOINT)
    const input = { ...conversationAbout(asked), modelId: FAQ_MODEL_ID }
    return client.send(new sdk.ConverseCommand(input), { abortSignal })
  })
  const choice = choiceIn(answer, asked)
  if (choice === 'nonsense') log.warn('the language model named nothing that it was given')
  return typeof choice === 'string' ? null : choice.id
}

/** Opening the client and reading the answer count too, which the SDK's own time-outs leave out. */
async function within<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(ms)
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new ModelTimeoutError()))
  })
  return Promise.race([late, work(signal)])
}
