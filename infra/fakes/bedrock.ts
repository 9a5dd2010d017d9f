import { type FakeRequest, type FakeResponse, type FakeServer, serve } from '#infra/fakes/fake-server.ts'

/** What the model was asked, as Bedrock's Converse takes it. */
interface Conversation {
  readonly modelId: string
  readonly system: readonly { readonly text: string }[]
  readonly messages: readonly {
    readonly role: string
    readonly content: readonly { readonly text: string }[]
  }[]
  readonly inferenceConfig: { readonly maxTokens: number; readonly temperature: number }
  readonly toolConfig: {
    readonly tools: readonly {
      readonly toolSpec: {
        readonly name: string
        readonly inputSchema: {
          readonly json: { readonly properties: { readonly id: { readonly enum: readonly string[] } } }
        }
      }
    }[]
    readonly toolChoice: { readonly tool: { readonly name: string } }
  }
}

/**
 * How the model answers: with the tool and this id, whether it was given or not; with these blocks of content; with an
 * error of this status; or never.
 */
export type ModelBehaviour =
  | { readonly id: string }
  | { readonly content: readonly object[] }
  | { readonly status: 400 | 403 | 429 | 500 | 503 }
  | 'silence'

export interface BedrockFake extends FakeServer {
  /** The conversations that it was sent, also those that it did not answer, oldest first. */
  readonly asked: () => readonly Conversation[]
  /** How it answers from now on: each conversation alike, or by what it is about. Forgets what it was asked. */
  readonly behave: (how: ModelBehaviour | ((conversation: Conversation) => ModelBehaviour)) => void
}

const ERRORS = {
  400: 'ValidationException',
  403: 'AccessDeniedException',
  429: 'ThrottlingException',
  500: 'InternalServerException',
  503: 'ServiceUnavailableException',
} as const

const PATH = /^\/model\/([^/]+)\/converse$/

/** Amazon Bedrock with a model that behaves as a test says; by itself it finds that nothing fits. */
export async function startBedrockFake(): Promise<BedrockFake> {
  let asked: Conversation[] = []
  let behaviour: Parameters<BedrockFake['behave']>[0] = { id: 'NONE' }

  const answer = ({ method, url, headers, body }: FakeRequest): FakeResponse | Promise<FakeResponse> => {
    const modelId = PATH.exec(url.pathname)?.[1]
    if (method !== 'POST' || modelId === undefined) return { status: 404, json: {} }
    if (!headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')) return refusal(403)
    const sent = JSON.parse(body.toString('utf8')) as Omit<Conversation, 'modelId'>
    if (!isValid(sent)) return refusal(400)
    const conversation = { ...sent, modelId: decodeURIComponent(modelId) }
    asked.push(conversation)
    const how = typeof behaviour === 'function' ? behaviour(conversation) : behaviour
    if (how === 'silence') return new Promise(() => undefined)
    if ('status' in how) return refusal(how.status)
    return saying('id' in how ? [useOf(conversation, how.id)] : how.content)
  }

  const { url, stop } = await serve(answer)
  return {
    url,
    env: {
      FAQ_MODEL_ID: 'eu.amazon.nova-micro-v1:0',
      BEDROCK_ENDPOINT: url,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
    stop,
    asked: () => asked,
    behave: (how) => {
      behaviour = how
      asked = []
    },
  }
}

/** Bedrock takes no conversation without a message, and no choice of a tool that it was not told of. */
const isValid = ({ messages, toolConfig }: Omit<Conversation, 'modelId'>): boolean =>
  messages.length > 0 &&
  toolConfig.tools.some(({ toolSpec }) => toolSpec.name === toolConfig.toolChoice.tool.name)

const useOf = ({ toolConfig }: Conversation, id: string) => ({
  toolUse: { toolUseId: 'tooluse_1', name: toolConfig.toolChoice.tool.name, input: { id } },
})

const saying = (content: readonly object[]): FakeResponse => ({
  status: 200,
  json: {
    metrics: { latencyMs: 1 },
    output: { message: { role: 'assistant', content } },
    stopReason: 'tool_use',
    usage: { inputTokens: 900, outputTokens: 30, totalTokens: 930 },
  },
})

const refusal = (status: keyof typeof ERRORS): FakeResponse => ({
  status,
  headers: { 'x-amzn-errortype': ERRORS[status] },
  json: { message: 'Refused by the fake' },
})
