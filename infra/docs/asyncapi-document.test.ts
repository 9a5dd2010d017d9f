import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { socketRoutes } from '#functions/consumers.ts'
import { asyncapiDocument, asyncapiText } from '#infra/docs/asyncapi-document.ts'
import { changeSchema, type JsonSchema } from '#infra/docs/json-schema.ts'
import { actionExamples, frameExamples } from '#infra/docs/socket-examples.ts'
import { socketPage } from '#lib/docs/socket-page.ts'
import { SERVER_FRAMES } from '#lib/realtime/server-frames.schemas.ts'

const require = createRequire(import.meta.url)
const actions = Object.entries(Object.assign({}, ...socketRoutes.map((route) => route.actions ?? {}))) as [
  string,
  (typeof socketRoutes)[number]['actions'] & object extends Readonly<Record<string, infer A>> ? A : never,
][]

/** What the official JSON Schema of AsyncAPI 3.0 has against a document. */
function faultsOf(document: unknown): readonly string[] {
  const schema = require('@asyncapi/specs/schemas/3.0.0-without-$id.json') as Record<string, unknown>
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false, logger: false })
  formats.default(ajv)
  const validate = ajv.compile(schema)
  return validate(document)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

describe('the protocol of the socket', () => {
  it('is valid by the schema of AsyncAPI, which finds a planted fault', () => {
    const { channels: _, ...rest } = asyncapiDocument()
    expect(faultsOf(asyncapiDocument())).toEqual([])
    expect(faultsOf({ ...rest, channels: { socket: { address: 5 } } })).not.toEqual([])
  })

  it('matches docs/asyncapi.json (update it with `npm run openapi`)', () => {
    const written = readFileSync(new URL('../../docs/asyncapi.json', import.meta.url), 'utf8')
    expect(asyncapiText()).toBe(written)
  })

  it.each(actions)(
    'has the action %s as the code reads it, with an example that it takes',
    (name, { frame }) => {
      const { payload } = asyncapiDocument().components.messages[name] as { payload: JsonSchema }
      const optional = Object.entries(frame.shape).filter(([, field]) => field.safeParse(undefined).success)
      expect(Object.keys(payload.properties ?? {})).toEqual(Object.keys(frame.shape))
      expect(payload.required).toEqual(
        Object.keys(frame.shape).filter((key) => !optional.some(([o]) => o === key)),
      )
      expect(frame.safeParse(actionExamples()[name]).error).toBeUndefined()
    },
  )

  it.each(Object.entries(SERVER_FRAMES))(
    'has the frame %s, with an example of its data',
    (type, { data }) => {
      expect(data.safeParse(frameExamples()[type]).error).toBeUndefined()
    },
  )

  it('says what every field means, and refers to nothing that it does not have', () => {
    const { components } = asyncapiDocument()
    const silent: string[] = []
    const payloads = Object.entries(components.messages).map(
      ([name, { payload }]) => [name, payload as JsonSchema] as const,
    )
    for (const [name, schema] of [...Object.entries(components.schemas), ...payloads])
      changeSchema(schema, (inner, place) => {
        for (const [field, { description }] of Object.entries(inner.properties ?? {}))
          if (!description) silent.push([name, ...place, field].join('.'))
        if (inner.$ref) expect(components.schemas).toHaveProperty(inner.$ref.split('/').at(-1) ?? '')
        return inner
      })
    expect(silent).toEqual([])
  })

  it('has a page with each action and each frame, and what each answers', () => {
    const page = socketPage()
    for (const name of [...actions.map(([action]) => action), ...Object.keys(SERVER_FRAMES), 'ack'])
      expect(page).toContain(`<h3>${name}</h3>`)
    expect(page).not.toMatch(/undefined|\[object|<script/)
  })
})
