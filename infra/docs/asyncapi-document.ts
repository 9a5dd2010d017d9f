import * as z from 'zod'
import { socketRoutes } from '#functions/consumers.ts'
import { describeSchema } from '#infra/docs/described.ts'
import { changeSchema, type JsonSchema, mapValues } from '#infra/docs/json-schema.ts'
import { toPascalCase } from '#infra/docs/named-schemas.ts'
import { toPublishedForm } from '#infra/docs/published-forms.ts'
import { actionExamples, frameExamples } from '#infra/docs/socket-examples.ts'
import { SOCKET_INTRODUCTION } from '#infra/docs/socket-introduction.ts'
import type { SocketAction } from '#lib/lambda/socket/define-socket-routes.ts'
import { frameAround, SERVER_FRAMES } from '#lib/realtime/server-frames.schemas.ts'

const CHANNEL = { $ref: '#/channels/socket' }
const messageRef = (name: string) => ({ $ref: `#/channels/socket/messages/${name}` })

/** The actions of the manifest: what an app sends. */
const actions = (): readonly (readonly [string, SocketAction])[] =>
  socketRoutes.flatMap(({ actions: own = {} }) => Object.entries(own))

/** What an app receives, by type. */
function frames(): Readonly<Record<string, { readonly data: z.ZodType; readonly summary: string }>> {
  const results = actions().filter(([, { answers }]) => answers === 'ack')
  const data = z.union(results.map(([, action]) => action.data))
  return { ...SERVER_FRAMES, ack: { data, summary: 'The action was done; this is its result' } }
}

/** A zod schema as AsyncAPI has it: JSON Schema of draft 7, named parts among the document's own. */
class PayloadSchemas {
  readonly named: Record<string, JsonSchema> = {}

  of(schema: z.ZodType, io: 'input' | 'output', component: string): JsonSchema {
    const {
      $schema: _,
      definitions = {},
      ...own
    } = z.toJSONSchema(schema, { target: 'draft-7', io }) as JsonSchema
    for (const [name, definition] of Object.entries(definitions as Record<string, JsonSchema>))
      this.named[name] = describeSchema(this.#published(definition), [name])
    return describeSchema(this.#published(own), [component])
  }

  #published(schema: JsonSchema): JsonSchema {
    return changeSchema(schema, (inner) => {
      const { id: _, $ref, ...form } = toPublishedForm(inner) as JsonSchema & { readonly id?: unknown }
      return $ref === undefined
        ? form
        : { ...form, $ref: $ref.replace('#/definitions/', '#/components/schemas/') }
    })
  }
}

function messagesOf(schemas: PayloadSchemas) {
  const sent = actions().map(([name, { frame, summary }]) => [
    name,
    {
      name,
      title: name,
      summary,
      payload: schemas.of(frame, 'input', toPascalCase(name, 'frame')),
      examples: [{ payload: actionExamples()[name] }],
    },
  ])
  const received = Object.entries(frames()).map(([type, { data, summary }]) => [
    nameOf(type),
    {
      name: type,
      title: type,
      summary,
      payload: schemas.of(frameAround(type, data), 'output', toPascalCase(type, 'frame')),
      examples: [{ payload: frameExample(type) }],
    },
  ])
  return Object.fromEntries([...sent, ...received]) as Record<string, Record<string, unknown>>
}

/** The name of a received frame: an action and a frame may have the same. */
const nameOf = (type: string): string => `received${toPascalCase(type)}`

const ANSWERS = ['ack', 'pong', 'resumed', 'error']

const frameExample = (type: string) => ({
  type,
  id: '65b000000000000000000001',
  at: '2026-11-23T09:00:00.000Z',
  data: frameExamples()[type],
  ...(ANSWERS.includes(type) && { ref: 2 }),
})

function operationsOf() {
  const sending = actions().map(([name, { answers, summary }]) => [
    name,
    {
      action: 'send',
      channel: CHANNEL,
      summary,
      messages: [messageRef(name)],
      reply: { channel: CHANNEL, messages: [messageRef(nameOf(answers)), messageRef(nameOf('error'))] },
    },
  ])
  const receiving = Object.entries(frames())
    .filter(([type]) => !ANSWERS.includes(type))
    .map(([type, { summary }]) => [
      nameOf(type),
      { action: 'receive', channel: CHANNEL, summary, messages: [messageRef(nameOf(type))] },
    ])
  return Object.fromEntries([...sending, ...receiving]) as Record<string, unknown>
}

/** The AsyncAPI 3.0 document of the socket, from the schemas with which frames are read and sent. */
export function asyncapiDocument() {
  const schemas = new PayloadSchemas()
  const messages = messagesOf(schemas)
  return {
    asyncapi: '3.0.0',
    info: { title: 'Craftworks live', version: '1.0.0', description: SOCKET_INTRODUCTION },
    defaultContentType: 'application/json',
    servers: {
      live: {
        host: 'live.craftworks.example',
        protocol: 'wss',
        description: 'The `url` in the answer of POST /api/realtime/ticket',
      },
    },
    channels: {
      socket: {
        address: '/',
        description: 'One socket of one user',
        messages: mapValues(messages, (_, name) => ({ $ref: `#/components/messages/${name}` })),
        bindings: {
          ws: {
            query: {
              type: 'object',
              properties: { ticket: { type: 'string', description: 'Works once, within 30 s' } },
            },
          },
        },
      },
    },
    operations: operationsOf(),
    components: { messages, schemas: schemas.named },
  }
}

/** The text of docs/asyncapi.json. */
export const asyncapiText = (): string => `${JSON.stringify(asyncapiDocument(), null, 2)}\n`
